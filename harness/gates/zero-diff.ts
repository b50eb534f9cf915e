import type { Difference } from '../../twins/contract/component.js'
import type { Evidence } from '../runner/outcome.js'
import type { Snapshot } from '../scenario/scenario.js'
import type { Gate, GateContext, Judgement } from './gate.js'

/**
 * Zero diff: every plane that owns something agrees with the world (Helm's latest revision is deployed and live equals
 * its manifest, operators have converged, nothing is left over). A goal with `baseline: 'as-imported'` is measured against the healthy
 * world instead: an imported one is never at zero diff, so only what is new, or different from before, is evidence.
 */
export const zeroDiff: Gate = {
  name: 'zero-diff',
  atEnd: true,
  judge: (context): Judgement => {
    const { scenario, fix, before, after, healthy = before } = context
    const found = inspect(context, after)
    if (scenario.goals[fix.goal]?.baseline === undefined) return judgementOf(found, found.differences, [])
    const known = inspect(context, healthy)
    const seen = new Set(known.differences.map(textOf))
    const fresh = found.differences.filter((difference) => !seen.has(textOf(difference)))
    const unsure = found.unsure.filter((reason) => !known.unsure.includes(reason))
    return {
      ...judgementOf({ ...found, unsure }, fresh, [
        ...baselineNotes(known, found, scenario.world.snapshot !== undefined),
        ...ageOf(scenario.world.snapshot, context.wallMs),
      ]),
    }
  },
}

interface Found {
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Why a plane could not look. */
  readonly unsure: readonly string[]
}

function inspect<S>({ twin, planes }: GateContext<S>, state: S): Found {
  let compared = 0
  const differences: Difference[] = []
  const unsure: string[] = []
  for (const plane of planes) {
    const report = plane.inspect(twin.view(state), twin.profile)
    compared += report.compared
    if (report.inconclusive !== undefined) unsure.push(`${plane.name}: ${report.inconclusive}`)
    differences.push(...report.differences)
  }
  return { compared, differences, unsure }
}

function textOf({ subject, owner, message }: Difference): string {
  return `${subject}\u0000${owner}\u0000${message}`
}

function judgementOf(
  { compared, unsure }: Found,
  differences: readonly Difference[],
  notes: readonly string[],
): Judgement {
  const evidence = differences.map(
    ({ subject, owner, message }): Evidence => ({ subject, owner, message, seq: null }),
  )
  return {
    compared,
    evidence,
    ...(unsure.length > 0 ? { inconclusive: unsure.join('; ') } : {}),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  }
}

/** What was there before is said once, as a figure: each of them stands in the world's `import.json`. */
function baselineNotes(known: Found, found: Found, imported: boolean): readonly string[] {
  const left = new Set(found.differences.map(textOf))
  const gone = known.differences.filter((difference) => !left.has(textOf(difference))).length
  const before = known.differences.length
  if (before === 0 && !imported) return known.unsure.map(notBefore)
  const counted = before === 1 ? '1 difference was' : `${before} differences were`
  return [
    `${counted} there before${gone === 0 ? '' : `, ${gone} of them ${gone === 1 ? 'is' : 'are'} gone`}`,
    ...known.unsure.map(notBefore),
  ]
}

function notBefore(reason: string): string {
  return `could not look before either: ${reason}`
}

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

function ageOf(snapshot: Snapshot | undefined, wallMs: number | undefined): readonly string[] {
  if (snapshot === undefined) return []
  const { takenAt } = snapshot
  if (wallMs === undefined) return [`the dump was taken at ${takenAt}`]
  const hours = Math.floor((wallMs - Date.parse(takenAt)) / HOUR_MS)
  if (hours < 0) return [`the dump was taken at ${takenAt}, which is still to come`]
  const age = hours < 2 * DAY_HOURS ? `${hours} h` : `${Math.floor(hours / DAY_HOURS)} days`
  return [`the dump is ${hours === 0 ? 'less than an hour' : age} old (taken at ${takenAt})`]
}
