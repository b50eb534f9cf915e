import type { FixOutcome, TimelineEntry } from '../harness/runner/outcome.js'
import { type Json, stableStringify } from '../twins/kernel/json.js'
import { actorName } from './cause.js'
import { formatTime, plural } from './format.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'
import { SCHEMA_VERSION, WHAT_IF_SCHEMA } from './schema/ids.js'
import { writeGates, writeSteps } from './terminal.js'

/** How many lines of the cascade are shown unless all of them are asked for. */
const MOST = 40

const VERDICTS: Readonly<Record<FixOutcome['verdict'], string>> = {
  pass: '✓ no gate fails',
  fail: '✗ a gate fails',
  inconclusive: '? a gate could not look',
}

/** The same as JSON with sorted keys, the whole timeline with it; see `reports/schema`. */
export function whatIfJson(outcome: FixOutcome): string {
  const report = { $schema: WHAT_IF_SCHEMA, version: SCHEMA_VERSION, ...outcome }
  return `${stableStringify(report as unknown as Json, 2)}\n`
}

/** What a command comes to: the cascade in virtual time, then the gates. */
export function renderWhatIf(outcome: FixOutcome, options: ReportOptions): string {
  const page = new Page(options)
  const { colors, detail } = page
  const told = detail === 'verbose' ? outcome.timeline : outcome.timeline.filter(matters)
  const lines = grouped(told)
  const [step] = outcome.steps
  page.line('WHAT HAPPENS', colors.bold)
  for (const { first, more } of detail === 'verbose' ? lines : lines.slice(0, MOST)) {
    const mark = first.text.startsWith('Warning') || first.kind === 'refused' ? colors.yellow : undefined
    const times = more === 0 ? '' : `${more + 1} × `
    const since = formatTime(first.atMs - (step?.startedAtMs ?? 0)).padStart(11)
    page.line(`${`+${since.trim()}`.padStart(11)}  ${laneOf(first).padEnd(20)} ${times}${first.text}`, mark)
  }
  if (detail !== 'verbose' && lines.length > MOST)
    page.line(
      `             and ${plural(lines.length - MOST, 'line')} more (--verbose shows all)`,
      colors.dim,
    )
  page.line()
  writeSteps(page, outcome.steps)
  page.line(VERDICTS[outcome.verdict], outcome.verdict === 'pass' ? colors.green : colors.red)
  writeGates(page, outcome)
  return page.text()
}

/** Status updates and events about what went well are the noise of every rollout. */
function matters({ kind, text }: TimelineEntry): boolean {
  if (kind === 'skipped' || text.startsWith('Normal ')) return false
  if (kind !== 'write') return kind !== 'process-started' && kind !== 'process-exited'
  return !/^(update|patch|create) (?!.*: )/.test(text) && !/ (EndpointSlice|Endpoints|Lease) /.test(text)
}

/** `kubelet/<pod>/sandbox` reads as the kubelet, `fix:what-if/what-if` as the command. */
function laneOf({ actor }: TimelineEntry): string {
  return actorName(actor).split('/')[0] ?? actor
}

interface Group {
  readonly first: TimelineEntry
  readonly more: number
}

/** Lines that follow each other and differ in a name alone become one. */
function grouped(entries: readonly TimelineEntry[]): readonly Group[] {
  const groups: { first: TimelineEntry; more: number }[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last !== undefined && shapeOf(last.first) === shapeOf(entry)) last.more++
    else groups.push({ first: entry, more: 0 })
  }
  return groups
}

/** What an entry says apart from names: `created Pod`, `update Pod: Running`. */
function shapeOf(entry: TimelineEntry): string {
  const [words = '', ...detail] = entry.text.split(': ')
  return [laneOf(entry), words.split(' ').slice(0, 2).join(' '), ...detail].join('|')
}
