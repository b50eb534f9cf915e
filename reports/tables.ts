import type { FixOutcome, GateOutcome, ScenarioOutcome } from '../harness/runner/outcome.js'
import { formatTime } from './format.js'

/** A table that answers at a glance: what each row comes to under each column. */
export interface DecisionTable {
  readonly caption: string
  /** What the first column holds. */
  readonly of: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[]
}

/** `none`: the question was not asked there. */
export interface Cell {
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'none'
  /** Short enough for a cell; empty: the verdict says all. */
  readonly text: string
  /** The first piece of evidence, or why it could not be judged; empty: there is none. */
  readonly why: string
}

/** The mark of a verdict, for readers who see no colour. */
export const MARKS: Readonly<Record<Cell['verdict'], string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  none: '·',
}

const NONE: Cell = { verdict: 'none', text: '', why: '' }

/** The tables of a report, those that have something to compare. */
export function tablesOf(
  outcomes: readonly ScenarioOutcome[],
  outcome: ScenarioOutcome,
): readonly DecisionTable[] {
  const versions = versionTable(outcomes.filter(({ scenario }) => scenario === outcome.scenario))
  return [gateTable(outcome), chainTable(outcome), ...(versions === null ? [] : [versions])].filter(
    (table) => table.rows.length > 0,
  )
}

/** Fixes against gates, with the first evidence of each. */
function gateTable({ fixes }: ScenarioOutcome): DecisionTable {
  const asked = fixes.flatMap(({ gates, notAsked = [] }) => [...gates, ...notAsked])
  const columns = [...new Set(asked.map(({ gate }) => gate))]
  const rows = fixes.map(({ name, gates, notAsked = [] }) => ({
    name,
    cells: columns.map((column): Cell => {
      const why = notAsked.find(({ gate }) => gate === column)?.because ?? ''
      return why === '' ? gateCell(gates.find(({ gate }) => gate === column)) : { ...NONE, why }
    }),
  }))
  return { caption: 'Fixes and gates', of: 'Fix', columns, rows }
}

function gateCell(gate: GateOutcome | undefined): Cell {
  if (gate === undefined) return NONE
  const [first] = gate.evidence
  const why =
    first === undefined
      ? gate.verdict === 'pass'
        ? ''
        : (gate.note ?? '')
      : `${first.subject}: ${first.message}`
  return { verdict: gate.verdict, text: '', why }
}

/** Incidents against the links of their chains: when each happened. */
function chainTable({ incidents }: ScenarioOutcome): DecisionTable {
  const longest = Math.max(0, ...incidents.map(({ chain }) => chain.length))
  const columns = Array.from({ length: longest }, (_, index) => String(index + 1))
  const rows = incidents.map(({ name, chain }) => ({
    name,
    cells: columns.map((_, index): Cell => {
      const link = chain[index]
      if (link === undefined) return NONE
      if (link.atMs === null) return { verdict: 'fail', text: '', why: `did not happen: ${link.says}` }
      return { verdict: 'pass', text: formatTime(link.atMs), why: link.says }
    }),
  }))
  return {
    caption: 'Incidents and the links of their chains',
    of: 'Incident',
    columns,
    rows: longest === 0 ? [] : rows,
  }
}

/** Fixes against versions: at which one a verdict flips. Null when there is but one set of versions a fix. */
function versionTable(outcomes: readonly ScenarioOutcome[]): DecisionTable | null {
  if (outcomes.length < 2) return null
  const columns = outcomes.map((outcome) => differing(outcome.profile, outcomes))
  const names = [...new Set(outcomes.flatMap(({ fixes }) => fixes.map(({ name }) => name)))]
  const rows = names.map((name) => ({
    name,
    cells: outcomes.map(({ fixes }) => fixCell(fixes.find((fix) => fix.name === name))),
  }))
  return { caption: 'Fixes and versions', of: 'Fix', columns, rows }
}

function fixCell(fix: FixOutcome | undefined): Cell {
  if (fix === undefined) return NONE
  const failing = fix.gates.filter(({ verdict }) => verdict !== 'pass')
  const [first] = failing
  const why = first === undefined ? '' : `${first.gate}: ${gateCell(first).why}`
  return { verdict: fix.verdict, text: failing.map(({ gate }) => gate).join(', '), why }
}

/** The versions that are not the same in all of them. */
function differing(profile: Readonly<Record<string, string>>, outcomes: readonly ScenarioOutcome[]): string {
  const names = Object.keys(profile).filter((name) =>
    outcomes.some((other) => other.profile[name] !== profile[name]),
  )
  return names.map((name) => `${name} ${profile[name]}`).join(', ') || 'same versions'
}
