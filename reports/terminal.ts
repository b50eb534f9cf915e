import type {
  FixOutcome,
  IncidentOutcome,
  ScenarioOutcome,
  StepOutcome,
  TimelineEntry,
} from '../harness/runner/outcome.js'
import { causalLines, changeText } from './cause.js'
import { formatTime, plural } from './format.js'
import { headline } from './headline.js'
import { Page } from './page.js'
import type { Reporter, ReportOptions } from './reporter.js'
import { tablesOf } from './tables.js'
import { writeTable } from './terminal-table.js'

/** For people: what happened in virtual time, what failed and why, and what to do next. */
export const terminalReporter: Reporter = {
  name: 'terminal',
  render: (outcomes, options) => {
    const page = new Page(options)
    for (const outcome of outcomes) renderScenario(page, outcome, outcomes)
    return page.text()
  },
}

/** One incident, as the report of its scenario shows it. */
export function renderIncident(incident: IncidentOutcome, options: ReportOptions): string {
  const page = new Page(options)
  writeIncident(page, incident)
  return page.text()
}

/** One fix, as the report of its scenario shows it. */
export function renderFix(fix: FixOutcome, options: ReportOptions): string {
  const page = new Page(options)
  writeFix(page, fix)
  return page.text()
}

function renderScenario(page: Page, outcome: ScenarioOutcome, outcomes: readonly ScenarioOutcome[]): void {
  const { colors } = page
  if (page.detail === 'quiet') {
    for (const item of [...outcome.incidents, ...outcome.fixes]) {
      if (item.status === 'as-expected') continue
      const why = item.surprises[0] ?? 'a link of its chain did not happen'
      page.line(`${outcome.scenario}: ${item.name}: ${item.status}: ${why}`, colors.red)
    }
    page.line(headline(outcome))
    return
  }
  page.heading(`${outcome.scenario} · ${outcome.title}`, colors.bold)
  page.paragraph(outcome.summary, '  ', colors.dim)
  page.field('from', `${outcome.document}, ${outcome.section}`)
  page.field('versions', `${versions(outcome.profile)} · twin ${outcome.twin} · seed ${outcome.seed}`)
  page.field(
    'world',
    `${plural(outcome.healthy.objects, 'object')}, settled at ${formatTime(outcome.healthy.settledAtMs)}`,
  )
  page.line()
  for (const incident of outcome.incidents) writeIncident(page, incident)
  for (const fix of outcome.fixes) writeFix(page, fix)
  if (page.detail === 'verbose') for (const table of tablesOf(outcomes, outcome)) writeTable(page, table)
  page.line(headline(outcome), outcome.status === 'as-expected' ? colors.green : colors.red)
}

function writeIncident(page: Page, incident: IncidentOutcome): void {
  const { colors } = page
  page.heading(`INCIDENT ${incident.name} · ${incident.title}`, colors.bold)
  writeSteps(page, incident.steps)
  const broken = incident.chain.findIndex((link) => link.seq === null)
  for (const [index, link] of incident.chain.entries()) {
    // The links have an order: what follows a missing one was not looked for.
    const missing = index === broken ? 'did not happen' : 'not looked for'
    if (link.atMs === null) page.line(`  ✗ ${'…'.padStart(9)}  ${missing}: ${link.says}`, colors.red)
    else page.line(`  ✓ ${formatTime(link.atMs).padStart(9)}  ${link.says}`)
    if (page.detail === 'verbose' && link.seq !== null) {
      writeCauses(page, incident.timeline, link.seq, '              ')
    }
  }
  page.line(`  ${endingText(incident.ending)}`, colors.dim)
  for (const surprise of incident.surprises) page.paragraph(`not as expected: ${surprise}`, '  ', colors.red)
  page.line()
}

function writeFix(page: Page, fix: FixOutcome): void {
  const { colors } = page
  const mark = fix.status === 'as-expected' ? '✓' : '✗'
  const paint = fix.status === 'as-expected' ? colors.green : colors.red
  const verdict = `${fix.verdict.toUpperCase()}${fix.status === 'as-expected' ? ', as expected' : ''}`
  page.line(`${mark} FIX ${fix.name} · ${verdict}`, (text) => paint(colors.bold(text)))
  page.paragraph(fix.title, '    ')
  const compared = fix.gates.reduce((sum, gate) => sum + gate.compared, 0)
  const looked = `compared ${plural(compared, 'object')} · looked at ${plural(fix.schedules, 'schedule')}`
  page.paragraph(`${fix.documented ? 'documented' : 'derived'}: ${fix.from}`, '    ', colors.dim)
  page.paragraph(`after ${fix.startsAfter} · goal ${fix.goal} · ${looked}`, '    ', colors.dim)
  writeSteps(page, fix.steps, '    ')
  writeGates(page, fix)
  for (const surprise of fix.surprises) page.paragraph(`not as expected: ${surprise}`, '    ', colors.red)
  renderRefutation(page, fix)
  page.line()
}

/** Commands with how they ended. */
export function writeSteps(page: Page, steps: readonly StepOutcome[], indent = '  '): void {
  const { colors } = page
  for (const step of steps) {
    page.command(`$ ${step.command}`, indent)
    if (!step.ran) {
      page.line(`${indent}  did not run`, colors.yellow)
      continue
    }
    const code = step.exitCode === null ? 'never ended' : `exit ${step.exitCode}`
    const spent = `${formatTime(step.startedAtMs)} → ${formatTime(step.endedAtMs)}  ${code}`
    page.line(`${indent}  ${spent}`, step.exitCode === 0 ? colors.dim : colors.yellow)
    renderOutput(page, step, `${indent}  `)
  }
}

/** How much of a failing command's last line is shown without `--verbose`. */
const OUTPUT_LINES = 3

/** A failing command says why in its last line; the whole output is for the verbose report. */
function renderOutput(page: Page, step: StepOutcome, indent: string): void {
  const lines = [step.stdout, step.stderr]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim() !== '')
  if (page.detail === 'verbose') for (const line of lines) page.output(line, indent)
  else if (step.exitCode !== 0 && lines.length > 0) page.output(lines.at(-1)!, indent, OUTPUT_LINES)
}

/** The gates that have something to say, with their evidence and what caused it. */
export function writeGates(page: Page, fix: FixOutcome): void {
  const { colors } = page
  for (const gate of fix.gates) {
    if (gate.verdict === 'pass' && gate.note === null && page.detail !== 'verbose') continue
    const paint = gate.verdict === 'pass' ? colors.green : colors.yellow
    page.line(`    gate ${gate.gate}: ${gate.verdict} (compared ${gate.compared})`, paint)
    if (gate.note !== null) page.paragraph(gate.note, '      ')
    for (const item of gate.evidence.slice(0, page.detail === 'verbose' ? undefined : 3)) {
      const owner = item.owner === null ? '' : ` [${item.owner}]`
      page.paragraph(`${item.subject}: ${item.message}${owner}`, '      ')
      if (item.seq !== null) {
        writeCauses(page, fix.timeline, item.seq, '        ')
      }
    }
    const rest = gate.evidence.length - 3
    if (rest > 0 && page.detail !== 'verbose')
      page.line(`      and ${rest} more (--verbose shows all)`, colors.dim)
  }
  for (const { gate, because } of fix.notAsked ?? []) {
    // Of a fix that fails, which gates were spared says nothing.
    if (fix.verdict !== 'fail' || page.detail === 'verbose')
      page.paragraph(`gate ${gate}: not asked: ${because}`, '    ', colors.dim)
  }
}

/** What shows it and what set that off; when everything is asked for also what it changed. */
function writeCauses(page: Page, timeline: readonly TimelineEntry[], seq: number, indent: string): void {
  const [shown, ...causes] = causalLines(timeline, seq)
  if (shown === undefined) return
  page.line(`${indent}${shown}`, page.colors.dim)
  const changed =
    page.detail === 'verbose' ? changeText(timeline.find((entry) => entry.seq === seq)?.diff) : null
  if (changed !== null) page.paragraph(changed, `${indent}  `, page.colors.dim)
  for (const line of causes) page.line(`${indent}${line}`, page.colors.dim)
}

function renderRefutation(page: Page, fix: FixOutcome): void {
  const refutation = fix.refutation
  if (refutation === null) return
  const { colors } = page
  page.paragraph(`the document says: ${refutation.claim}`, '    ', colors.yellow)
  page.paragraph(`refuted: ${refutation.truth}`, '    ')
  page.paragraph(`holds for: ${refutation.versions}`, '    ')
  if (refutation.atMs !== null)
    page.paragraph(`seen at ${formatTime(refutation.atMs)}: ${refutation.event}`, '    ')
  page.line('    check it on a real cluster:')
  page.command(refutation.check, '      ')
}

function endingText(ending: IncidentOutcome['ending']): string {
  switch (ending.kind) {
    case 'settled':
      return `settled at ${formatTime(ending.atMs)}`
    case 'horizon':
      return `still changing after ${formatTime(ending.horizonMs)}`
    case 'diverges':
      return `diverges: repeats itself every ${formatTime(ending.periodMs)}`
    case 'error':
      return `error: ${ending.message}`
  }
}

function versions(profile: Readonly<Record<string, string>>): string {
  return Object.entries(profile)
    .map(([key, version]) => `${key} ${version}`)
    .join(', ')
}
