import type {
  FixOutcome,
  IncidentOutcome,
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

/** Every incident and every fix of a scenario. */
export function runsOf({ scenario, incidents, fixes }: ScenarioOutcome): readonly Run[] {
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

/**
 * The timelines as JSON for the viewer: texts are written once, in `texts`, and named by their index. An entry is
 * `[seq, ms since the entry before, actor, cause, subject, text]`. Safe within a script element.
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
    const entries = timeline.map(({ seq, atMs, actor, cause, subject, text }) => {
      const sinceMs = atMs - before
      before = atMs
      return [seq, sinceMs, indexOf(actor), cause, indexOf(subject), indexOf(text)]
    })
    return { id, scenario, name, violations, marks, entries }
  })
  return JSON.stringify({ texts: [...indices.keys()], runs: encoded }).replaceAll('<', '\\u003c')
}

function sorted(seqs: readonly (number | null)[]): readonly number[] {
  return [...new Set(seqs.filter((seq) => seq !== null))].sort((x, y) => x - y)
}
