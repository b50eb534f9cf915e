import type { FixOutcome, GateOutcome, IncidentOutcome, ScenarioOutcome } from '../harness/runner/outcome.js'

/** What has changed between an earlier run and this one. */
export interface VerdictDiff {
  /** How the earlier run is called, e.g. its file. */
  readonly since: string
  /** Incidents and fixes that both runs have. */
  readonly compared: number
  readonly changes: readonly VerdictChange[]
}

/**
 * `worse`: what was as expected is not any more, a verdict is worse, a gate fails that did not, or a link of a chain does not happen any
 * more. `changed`: neither worse nor better, e.g. other evidence.
 */
export interface VerdictChange {
  readonly kind: 'worse' | 'better' | 'changed' | 'appeared' | 'vanished'
  readonly scenario: string
  /** `fix keep-it`, `incident quiet`; empty: the scenario itself. */
  readonly part: string
  /** What changed, one line each. */
  readonly details: readonly string[]
}

/** Whether something got worse: what the exit code says. */
export function isWorse({ changes }: VerdictDiff): boolean {
  return changes.some(({ kind }) => kind === 'worse')
}

/** Compare two runs by the names of their parts. Times, digests and timelines are left out: they change with every version. */
export function diffVerdicts(
  earlier: readonly ScenarioOutcome[],
  now: readonly ScenarioOutcome[],
  since: string,
): VerdictDiff {
  const changes: VerdictChange[] = []
  let compared = 0
  for (const { name: scenario, before, after } of pairs(
    numbered(earlier),
    numbered(now),
    ({ name }) => name,
  ).map((pair) => ({ name: pair.name, before: pair.before?.outcome, after: pair.after?.outcome }))) {
    if (before === undefined || after === undefined) {
      changes.push(cameOrWent(scenario, '', after !== undefined))
      continue
    }
    changes.push(...scenarioChange(scenario, before, after))
    for (const part of [...incidentPairs(before, after), ...fixPairs(before, after)]) {
      if (part.found === null) changes.push(cameOrWent(scenario, part.name, part.appeared))
      else {
        compared += 1
        if (part.found.details.length > 0) changes.push({ scenario, part: part.name, ...part.found })
      }
    }
  }
  return { since, compared, changes }
}

/** A scenario that was run more than once, under several versions, is told apart by its place. */
function numbered(outcomes: readonly ScenarioOutcome[]) {
  return outcomes.map((outcome, index) => {
    const before = outcomes.slice(0, index).filter(({ scenario }) => scenario === outcome.scenario).length
    return { name: before === 0 ? outcome.scenario : `${outcome.scenario} (${before + 1})`, outcome }
  })
}

type Found = Pick<VerdictChange, 'kind' | 'details'>

interface Part {
  readonly name: string
  readonly appeared: boolean
  /** Null: only one of the runs has it. */
  readonly found: Found | null
}

function cameOrWent(scenario: string, part: string, appeared: boolean): VerdictChange {
  const details = [appeared ? 'the earlier run does not have it' : 'only the earlier run has it']
  return { kind: appeared ? 'appeared' : 'vanished', scenario, part, details }
}

function scenarioChange(
  scenario: string,
  before: ScenarioOutcome,
  after: ScenarioOutcome,
): readonly VerdictChange[] {
  const names = [...new Set([...Object.keys(before.profile), ...Object.keys(after.profile)])]
  const versions = names
    .filter((name) => before.profile[name] !== after.profile[name])
    .map((name) => `version of ${name}: ${before.profile[name] ?? 'none'} → ${after.profile[name] ?? 'none'}`)
  const seed = before.seed === after.seed ? [] : [`seed: ${before.seed} → ${after.seed}`]
  const details = [...versions, ...seed]
  return details.length === 0 ? [] : [{ kind: 'changed', scenario, part: '', details }]
}

function incidentPairs(before: ScenarioOutcome, after: ScenarioOutcome): readonly Part[] {
  return pairs(before.incidents, after.incidents, ({ name }) => name).map((pair) => ({
    name: `incident ${pair.name}`,
    appeared: pair.after !== undefined,
    found: pair.before && pair.after ? incidentChange(pair.before, pair.after) : null,
  }))
}

function fixPairs(before: ScenarioOutcome, after: ScenarioOutcome): readonly Part[] {
  return pairs(before.fixes, after.fixes, ({ name }) => name).map((pair) => ({
    name: `fix ${pair.name}`,
    appeared: pair.after !== undefined,
    found: pair.before && pair.after ? fixChange(pair.before, pair.after) : null,
  }))
}

function incidentChange(before: IncidentOutcome, after: IncidentOutcome): Found {
  const happened = (incident: IncidentOutcome) =>
    incident.chain.filter(({ seq }) => seq !== null).map(({ says }) => says)
  const [was, is] = [happened(before), happened(after)]
  const lost = was.filter((says) => !is.includes(says))
  const gained = is.filter((says) => !was.includes(says))
  const details = [
    ...statusChange(before, after),
    ...lost.map((says) => `does not happen any more: ${says}`),
    ...gained.map((says) => `happens now: ${says}`),
    ...(before.ending.kind === after.ending.kind
      ? []
      : [`ending: ${before.ending.kind} → ${after.ending.kind}`]),
  ]
  return { kind: direction(rank(after.status) - rank(before.status), lost.length - gained.length), details }
}

function fixChange(before: FixOutcome, after: FixOutcome): Found {
  const verdict = before.verdict === after.verdict ? [] : [`verdict: ${before.verdict} → ${after.verdict}`]
  const gates = pairs(before.gates, after.gates, ({ gate }) => gate).flatMap((pair) =>
    gateChange(pair.name, pair.before, pair.after),
  )
  const failing = ({ gates: all }: FixOutcome) => all.filter((gate) => gate.verdict === 'fail').length
  const kind = direction(
    rank(after.status) - rank(before.status),
    VERDICTS.indexOf(after.verdict) - VERDICTS.indexOf(before.verdict),
    failing(after) - failing(before),
  )
  return { kind, details: [...statusChange(before, after), ...verdict, ...gates] }
}

const VERDICTS: readonly FixOutcome['verdict'][] = ['pass', 'inconclusive', 'fail']

function gateChange(gate: string, before?: GateOutcome, after?: GateOutcome): readonly string[] {
  if (before === undefined) return [`gate ${gate} is asked now: ${after!.verdict}${first(after!)}`]
  if (after === undefined) return [`gate ${gate} is not asked any more; it was ${before.verdict}`]
  if (before.verdict !== after.verdict)
    return [
      `gate ${gate}: ${before.verdict} → ${after.verdict}${first(after.verdict === 'pass' ? before : after)}`,
    ]
  const [was, is] = [evidenceOf(before), evidenceOf(after)]
  return [
    ...is.filter((text) => !was.includes(text)).map((text) => `gate ${gate}, new evidence: ${text}`),
    ...was.filter((text) => !is.includes(text)).map((text) => `gate ${gate}, no longer: ${text}`),
  ]
}

function evidenceOf({ evidence }: GateOutcome): readonly string[] {
  return evidence.map(({ subject, message }) => `${subject}: ${message}`)
}

function first(gate: GateOutcome): string {
  const [text] = evidenceOf(gate)
  return text === undefined ? '' : `: ${text}`
}

type Judged = Pick<FixOutcome | IncidentOutcome, 'status' | 'surprises'>

function statusChange(before: Judged, after: Judged): readonly string[] {
  if (before.status === after.status) return []
  const why = after.surprises[0] === undefined ? '' : `: ${after.surprises[0]}`
  return [`${before.status} → ${after.status}${why}`]
}

function rank(status: ScenarioOutcome['status']): number {
  return ['as-expected', 'inconclusive', 'differs'].indexOf(status)
}

/** The first measure that moved decides; up is worse. */
function direction(...moves: readonly number[]): VerdictChange['kind'] {
  const moved = moves.find((move) => move !== 0) ?? 0
  return moved > 0 ? 'worse' : moved < 0 ? 'better' : 'changed'
}

/** Items of the same name, in the order of the later list, then those that only the earlier one has. */
function pairs<T>(earlier: readonly T[], now: readonly T[], nameOf: (item: T) => string) {
  const names = [...new Set([...now, ...earlier].map(nameOf))]
  return names.map((name) => ({
    name,
    before: earlier.find((item) => nameOf(item) === name),
    after: now.find((item) => nameOf(item) === name),
  }))
}
