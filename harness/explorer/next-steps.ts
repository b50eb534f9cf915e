import type { Bounds, Gap } from './budget.js'
import { NO_STEP } from './graph.js'
import type { OperatorPlan, Situation } from './situation.js'
import type { Move } from './space.js'

/** What may follow when no command is under way: the next step, at once or after waiting, or the end. */
export class NextSteps {
  readonly #plan: OperatorPlan
  readonly #bounds: Bounds

  constructor(plan: OperatorPlan, bounds: Bounds) {
    this.#plan = plan
    this.#bounds = bounds
  }

  /** A command has just ended. */
  movesAfterEnd(node: Situation<unknown>): readonly Move[] {
    const gaps = this.gapsAfter(node)
    const onward = gaps.includes('at-once') ? this.#startMoves(node, ' at once') : []
    return onward.length > 0 && gaps.length === 1 && !this.#mayFinish(node)
      ? onward
      : [free('rest'), ...onward]
  }

  /** The operator has waited, or nothing was begun yet. */
  movesAtRest(node: Situation<unknown>): readonly Move[] {
    const gaps = node.done.length === 0 ? this.#bounds.gaps : this.gapsAfter(node)
    const here = node.phase === 'settled' ? 'settled' : 'quiescent'
    const may = node.done.length === 0 || gaps.includes(here)
    const starts = may ? this.#startMoves(node, node.phase === 'settled' ? ' when settled' : '') : []
    const settle =
      node.phase === 'quiescent' &&
      node.done.length > 0 &&
      gaps.includes('settled') &&
      this.#startMoves(node, '').length > 0
    return [
      ...(this.#mayFinish(node) ? [free('finish')] : []),
      ...(settle ? [free('settle')] : []),
      ...starts,
    ]
  }

  /** What the operator waits for after the last step: as the step says, else as the bounds allow. */
  gapsAfter({ done }: Situation<unknown>): readonly Gap[] {
    const last = done.at(-1)
    const waits = last === undefined ? undefined : this.#plan.steps[last.step]!.waits
    if (waits === undefined) return this.#bounds.gaps
    return [waits === 'no' ? 'at-once' : waits]
  }

  #startMoves(node: Situation<unknown>, how: string): readonly Move[] {
    if (node.stopped || this.#begun(node) >= this.#bounds.steps) return []
    const done = new Set(node.done.map(({ step }) => step))
    const { only } = this.#plan
    const following = this.#following(node)
    return [...this.#plan.after].flatMap(([index, before]) => {
      if (following !== undefined && !following(index)) return []
      if (only !== undefined && only[this.#begun(node)] !== index) return []
      if (done.has(index) || before.some((other) => !done.has(other))) return []
      return [{ label: `start ${this.#plan.steps[index]!.name}${how}`, cost: 1, step: index }]
    })
  }

  /** Which steps `follows` lets come next; undefined: it says nothing. */
  #following({ done }: Situation<unknown>): ((index: number) => boolean) | undefined {
    const { follows } = this.#plan
    if (follows === undefined || follows.size === 0) return undefined
    const last = done.at(-1)
    const next = last === undefined ? undefined : follows.get(last.step)
    const followers = new Set(follows.values())
    return (index) => (next === undefined ? !followers.has(index) : index === next)
  }

  #mayFinish(node: Situation<unknown>): boolean {
    if (node.stopped) return true
    if (this.#plan.only !== undefined) return this.#begun(node) === this.#plan.only.length
    const done = new Set(node.done.map(({ step }) => step))
    return this.#plan.mandatory.every((index) => done.has(index))
  }

  /** Steps that were begun by choice, without those inside another one and those of recoveries. */
  #begun({ done }: Situation<unknown>): number {
    return done.filter(({ step }) => this.#plan.after.has(step)).length
  }
}

/** A move that costs nothing and begins no step. */
export function free(label: string): Move {
  return { label, cost: 0, step: NO_STEP }
}
