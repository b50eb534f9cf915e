import type {
  FixOutcome,
  GateOutcome,
  IncidentOutcome,
  RefutationOutcome,
  ScenarioOutcome,
  StepOutcome,
} from '../harness/runner/outcome.js'
import { causalLines } from './cause.js'
import { formatTime } from './format.js'
import { headline } from './headline.js'
import { fenced, folded, table } from './markdown-blocks.js'
import { escapeMarkdown } from './markup.js'
import type { Reporter } from './reporter.js'
import { verdictDiffMarkdown } from './show-verdict-diff.js'
import { type DecisionTable, MARKS, tablesOf } from './tables.js'

/** How much evidence of a gate is shown. */
const EVIDENCE = 5

/** For pull requests and step summaries: the verdicts as a table, what is behind each of them folded. */
export const markdownReporter: Reporter = {
  name: 'markdown',
  render: (outcomes, { comparison }) => {
    const since = comparison === undefined ? [] : verdictDiffMarkdown(comparison)
    return `${[...since, ...outcomes.flatMap((outcome) => scenarioLines(outcome, outcomes))].join('\n')}\n`
  },
}

function scenarioLines(outcome: ScenarioOutcome, outcomes: readonly ScenarioOutcome[]): readonly string[] {
  return [
    `## ${mark(outcome.status)} ${escapeMarkdown(outcome.title)}`,
    '',
    escapeMarkdown(headline(outcome)),
    '',
    `From ${escapeMarkdown(`${outcome.document}, ${outcome.section}`)}. Versions: ${versions(outcome)}.`,
    '',
    ...table(
      ['', 'Incident', 'What happens'],
      outcome.incidents.map((incident) => [
        mark(incident.status),
        `\`${incident.name}\``,
        escapeMarkdown(incident.title),
      ]),
    ),
    ...table(
      ['', 'Fix', 'Verdict', 'Why'],
      outcome.fixes.map((fix) => [
        mark(fix.status),
        `\`${fix.name}\``,
        verdict(fix),
        escapeMarkdown(why(fix)),
      ]),
    ),
    ...tablesOf(outcomes, outcome).flatMap(decisionLines),
    ...outcome.incidents.flatMap(incidentLines),
    ...outcome.fixes.flatMap(fixLines),
  ]
}

function mark(status: ScenarioOutcome['status']): string {
  return status === 'as-expected' ? '✅' : status === 'differs' ? '❌' : '❔'
}

function verdict({ verdict: found, expected }: FixOutcome): string {
  return found === expected ? found : `**${found}**, ${expected} was expected`
}

/** The first reason: what is not as expected, else what is refuted, else what fails, else how much was compared. */
function why(fix: FixOutcome): string {
  const failing = fix.gates.flatMap(({ gate, evidence }) =>
    evidence.slice(0, 1).map((item) => ({ gate, item })),
  )
  const [first] = failing
  if (fix.surprises[0] !== undefined) return fix.surprises[0]
  if (fix.refutation !== null) return fix.refutation.truth
  if (first !== undefined) return `${first.gate}: ${first.item.subject} ${first.item.message}`
  return `${fix.gates.reduce((sum, gate) => sum + gate.compared, 0)} objects compared`
}

function versions({ profile, twin, seed }: ScenarioOutcome): string {
  const named = Object.entries(profile).map(([key, version]) => `${key} ${version}`)
  return escapeMarkdown([...named, `twin ${twin}`, `seed ${seed}`].join(', '))
}

/** A table of marks, and behind it the first evidence of everything that is no pass. */
function decisionLines({ caption, of, columns, rows }: DecisionTable): readonly string[] {
  const marks = rows.map(({ name, cells }) => [
    `\`${name}\``,
    ...cells.map(({ verdict, text }) => `${MARKS[verdict]} ${escapeMarkdown(text)}`.trim()),
  ])
  const evidence = rows.flatMap(({ name, cells }) =>
    cells.flatMap(({ verdict, why }, index) =>
      verdict === 'pass' || verdict === 'none' || why === ''
        ? []
        : [`- \`${name}\`, ${escapeMarkdown(columns[index]!)}: ${escapeMarkdown(why)}`],
    ),
  )
  return folded(caption, [...table([of, ...columns.map(escapeMarkdown)], marks), ...evidence])
}

function incidentLines(incident: IncidentOutcome): readonly string[] {
  const links = incident.chain.map(({ says, atMs }) =>
    atMs === null
      ? `- did not happen: ${escapeMarkdown(says)}`
      : `- ${formatTime(atMs)} ${escapeMarkdown(says)}`,
  )
  const surprises = incident.surprises.map((text) => `- not as expected: ${escapeMarkdown(text)}`)
  return folded(`Incident <code>${incident.name}</code>`, [
    ...commands(incident.steps),
    ...links,
    ...surprises,
  ])
}

function fixLines(fix: FixOutcome): readonly string[] {
  const origin = `${fix.documented ? 'Documented' : 'Derived'}: ${escapeMarkdown(fix.from)}.`
  return folded(`Fix <code>${fix.name}</code>`, [
    `${escapeMarkdown(fix.title)} ${origin}`,
    '',
    ...commands(fix.steps),
    ...fix.surprises.map((text) => `- not as expected: ${escapeMarkdown(text)}`),
    ...fix.gates.filter((gate) => gate.verdict !== 'pass').flatMap((gate) => gateLines(fix, gate)),
    ...refutationLines(fix.refutation),
  ])
}

function gateLines(fix: FixOutcome, { gate, verdict: found, compared, evidence, note }: GateOutcome) {
  const more = evidence.length - EVIDENCE
  return [
    `- gate **${gate}**: ${found} (compared ${compared})${note === null ? '' : `: ${escapeMarkdown(note)}`}`,
    ...evidence
      .slice(0, EVIDENCE)
      .flatMap(({ subject, message, seq }) => [
        `  - ${escapeMarkdown(`${subject}: ${message}`)}`,
        ...(seq === null
          ? []
          : causalLines(fix.timeline, seq).map((line) => `    - ${escapeMarkdown(line)}`)),
      ]),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ]
}

function refutationLines(refutation: RefutationOutcome | null): readonly string[] {
  if (refutation === null) return []
  return [
    `- the document says: ${escapeMarkdown(refutation.claim)}`,
    `- refuted: ${escapeMarkdown(refutation.truth)} Holds for: ${escapeMarkdown(refutation.versions)}`,
    '',
    'Check it on a real cluster:',
    '',
    ...fenced([refutation.check]),
  ]
}

function commands(steps: readonly StepOutcome[]): readonly string[] {
  if (steps.length === 0) return []
  const lines = steps.map(({ command, ran, exitCode }) => {
    const ended = !ran ? 'did not run' : exitCode === null ? 'never ended' : `exit ${exitCode}`
    return `${command}   # ${ended}`
  })
  return [...fenced(lines), '']
}
