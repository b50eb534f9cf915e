import type {
  FixOutcome,
  IncidentOutcome,
  ObjectDiff,
  ScenarioOutcome,
  TimelineEntry,
} from '../../harness/runner/outcome.js'

/** One timeline of the page. */
export interface Run {
  /** Unique on the page; also the id of its section. */
  readonly id: string
  /** The scenario it belongs to. */
  readonly scenario: string
  readonly name: string
  readonly timeline: readonly TimelineEntry[]
  /** `seq` of what shows that something is wrong, ascending. */
  readonly violations: readonly number[]
  /** `seq` of the expected events, ascending. */
  readonly marks: readonly number[]
}

/** Names of outcomes on the page: those of their scenarios, numbered where one was run under several versions. */
export function namesOf(outcomes: readonly ScenarioOutcome[]): readonly string[] {
  return outcomes.map(({ scenario }, index) => {
    const before = outcomes.slice(0, index).filter((other) => other.scenario === scenario).length
    return before === 0 ? scenario : `${scenario}.${before + 1}`
  })
}

/** Every incident and every fix of a scenario; `scenario`: its name on the page. */
export function runsOf({ incidents, fixes }: ScenarioOutcome, scenario: string): readonly Run[] {
  return [
    ...incidents.map((incident) => ({
      id: runId(scenario, 'incident', incident),
      scenario,
      name: `incident ${incident.name}`,
      timeline: incident.timeline,
      violations: [],
      marks: sorted(incident.chain.map((link) => link.seq)),
    })),
    ...fixes.map((fix) => ({
      id: runId(scenario, 'fix', fix),
      scenario,
      name: `fix ${fix.name}`,
      timeline: fix.timeline,
      violations: sorted(fix.gates.flatMap((gate) => gate.evidence.map((item) => item.seq))),
      marks: sorted([fix.refutation?.seq ?? null]),
    })),
  ]
}

/** The id of a run's section. */
export function runId(
  scenario: string,
  kind: 'incident' | 'fix',
  { name }: IncidentOutcome | FixOutcome,
): string {
  return `${scenario}.${kind}.${name}`
}

const KINDS: readonly ObjectDiff['kind'][] = ['created', 'changed', 'deleted']

/**
 * The timelines as JSON for the viewer: texts are written once, in `texts`, and named by their index. An entry is
 * `[seq, ms since the entry before, actor, cause, subject, text]`, and what a write changed behind it: how (0 created, 1 changed,
 * 2 deleted), how many fields are left out, then path, before and after of each field, -1 for an absent one. Safe within a script
 * element.
 */
export function timelineData(runs: readonly Run[]): string {
  const indices = new Map<string, number>()
  const indexOf = (text: string): number => {
    const known = indices.get(text)
    if (known !== undefined) return known
    indices.set(text, indices.size)
    return indices.size - 1
  }
  const encoded = runs.map(({ id, scenario, name, timeline, violations, marks }) => {
    let before = 0
    const entries = timeline.map(({ seq, atMs, actor, cause, subject, text, diff }) => {
      const sinceMs = atMs - before
      before = atMs
      return [
        seq,
        sinceMs,
        indexOf(actor),
        cause,
        indexOf(subject),
        indexOf(text),
        ...changesOf(diff, indexOf),
      ]
    })
    return { id, scenario, name, violations, marks, entries }
  })
  return JSON.stringify({ texts: [...indices.keys()], runs: encoded }).replaceAll('<', '\\u003c')
}

function changesOf(diff: ObjectDiff | undefined, indexOf: (text: string) => number): readonly number[] {
  if (diff === undefined) return []
  const fields = diff.changes.flatMap(({ path, before, after }) =>
    [path, before, after].map((text) => (text === null ? -1 : indexOf(text))),
  )
  return [KINDS.indexOf(diff.kind), diff.more, ...fields]
}

function sorted(seqs: readonly (number | null)[]): readonly number[] {
  return [...new Set(seqs.filter((seq) => seq !== null))].sort((x, y) => x - y)
}
