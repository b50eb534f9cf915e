import { RehearseError } from '../../twins/kernel/errors.js'
import { compareKeys } from '../../twins/kernel/json.js'
import type { Step } from '../scenario/scenario.js'

/** A sequence of steps with its partial order. */
export interface Plan {
  /** The order as written. */
  readonly order: readonly Step[]
  /** Step -> the steps that must have ended before it starts. */
  readonly after: ReadonlyMap<string, readonly string[]>
  /** Step -> the steps that start while it runs. */
  readonly during: ReadonlyMap<string, readonly Step[]>
}

/**
 * Read the partial order of a sequence: `after` where given, else the step written before; steps with `during` start
 * inside another step. Throws `sequence-invalid` for unknown or repeated names, for a step that starts inside one which
 * itself starts inside another, and for one with both `during` and `after`.
 */
export function planSequence(steps: readonly Step[]): Plan {
  const names = new Set<string>()
  const inside = new Set<string>()
  const after = new Map<string, readonly string[]>()
  const during = new Map<string, readonly Step[]>()
  let previous: string | undefined
  for (const step of steps) {
    checkStep(step, names, inside)
    names.add(step.name)
    if (step.during) {
      inside.add(step.name)
      during.set(step.during.step, [...(during.get(step.during.step) ?? []), step])
      continue
    }
    after.set(step.name, step.after ?? (previous === undefined ? [] : [previous]))
    previous = step.name
  }
  return { order: steps.filter((step) => step.during === undefined), after, during }
}

function checkStep(step: Step, names: ReadonlySet<string>, inside: ReadonlySet<string>): void {
  if (names.has(step.name)) throw invalid(step.name, 'is used twice', names)
  for (const name of [...(step.after ?? []), ...(step.during ? [step.during.step] : [])]) {
    if (!names.has(name)) throw invalid(name, `does not come before ${step.name}`, names)
  }
  if (step.during === undefined) return
  if (step.after !== undefined) throw invalid(step.name, 'has both during and after', names)
  const outer = step.during.step
  if (inside.has(outer))
    throw invalid(step.name, `starts during ${outer}, which is inside a step itself`, names)
}

function invalid(name: string, how: string, known: ReadonlySet<string>): RehearseError {
  return new RehearseError(`step ${name} ${how}`, {
    code: 'sequence-invalid',
    subject: name,
    remedy: `Steps so far: ${[...known].sort(compareKeys).join(', ') || 'none'}.`,
  })
}
