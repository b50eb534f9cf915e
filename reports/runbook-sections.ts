import type {
  Consequence,
  Finding,
  JudgedOrder,
  Killed,
  Mistakes,
  RunbookOutcome,
} from '../harness/runbook/outcome.js'
import { cut, plural } from './format.js'

/** A consequence in a word or two. */
export const WORDS: Readonly<Record<Consequence, string>> = {
  safe: 'safe',
  refused: 'refused',
  harmful: 'harmful',
  incomplete: 'not done',
  inconclusive: 'not known',
}

const MEANINGS: Readonly<Record<Consequence, string>> = {
  safe: 'every gate passes',
  refused: 'a command fails, the operator stops, and nothing is lost',
  harmful: 'something is lost or broken, whatever the commands say',
  incomplete: 'every command succeeds, nothing is lost, and the world is not what is wanted',
  inconclusive: 'a gate could not look',
}

const MARKS: Readonly<Record<Consequence, string>> = {
  safe: '✓',
  refused: '!',
  harmful: '✗',
  incomplete: '✗',
  inconclusive: '?',
}

/** Words for the faults of the kernel. */
const FAULTS: Readonly<Record<string, string>> = {
  'kill-before': 'killed before',
  'kill-after': 'killed after',
  terminate: 'ended by SIGTERM at',
  'lose-response': 'without the answer to',
}

/** Orders of one kind that are listed, and pieces of evidence of one gate. */
const MOST_ORDERS = 4
const MOST_EVIDENCE = 2
/** Characters of a command in a list. */
const LONGEST = 150

/** One line of text, as it is shown and how it stands out; white space at its beginning is its depth. */
export interface Line {
  readonly text: string
  /** `command`: it can be pasted. */
  readonly tone: 'plain' | 'good' | 'bad' | 'dim' | 'command'
}

/** A part of the report. */
export interface Section {
  readonly title: string
  readonly tone: 'plain' | 'good' | 'bad'
  readonly lines: readonly Line[]
}

/** Everything a check has found, in the order in which it is told. */
export function sectionsOf(outcome: RunbookOutcome, verbose: boolean): readonly Section[] {
  return [
    writtenSection(outcome, verbose),
    ordersSection(outcome, verbose),
    mistakesSection(outcome),
    irreversibleSection(outcome),
    safestSection(outcome),
    leftOutSection(outcome),
  ].filter((section) => section !== null)
}

function writtenSection(outcome: RunbookOutcome, verbose: boolean): Section {
  const { written, finding } = outcome
  const failed = written.steps.filter(({ exitCode, stderr }) => exitCode !== 0 && stderr.trim() !== '')
  const gates = [...written.gates].sort(
    (x, y) => Number(y.gate === finding.gate) - Number(x.gate === finding.gate),
  )
  return {
    title: `AS WRITTEN · ${MARKS[finding.consequence]} ${WORDS[finding.consequence]}: ${MEANINGS[finding.consequence]}`,
    tone: finding.consequence === 'safe' ? 'good' : 'bad',
    lines: [
      ...outcome.commands.map((command) => commandLine(command, written.steps, verbose)),
      ...failed.map(({ name, stderr }) => bad(`  ${name}: ${stderr.trim().split('\n').at(-1)}`)),
      ...gates.flatMap((gate) => gateLines(gate, verbose)),
    ],
  }
}

function commandLine(
  { number, name, line, kind, text }: RunbookOutcome['commands'][number],
  steps: RunbookOutcome['written']['steps'],
  verbose: boolean,
): Line {
  const step = steps.find((one) => one.name === name)
  const end = step === undefined ? '' : step.ran ? `exit ${step.exitCode ?? 'never'}` : 'not begun'
  const how = { change: end, wait: end === '' ? 'waits' : `waits, ${end}`, observation: 'looks' }[kind]
  const shown = `${number === null ? '' : `${number} `}${name} · line ${line} · ${how}: ${oneLine(text)}`
  return {
    text: `${number === null ? '  ' : ''}${verbose ? shown : cut(shown, LONGEST)}`,
    tone: kind === 'observation' ? 'dim' : step?.exitCode === 0 ? 'plain' : 'bad',
  }
}

function gateLines(
  { gate, verdict, evidence, note, compared }: RunbookOutcome['written']['gates'][number],
  verbose: boolean,
): readonly Line[] {
  if (verdict === 'pass') return verbose ? [plain(`  ${gate}: ${plural(compared, 'object')} compared`)] : []
  if (verdict === 'inconclusive') return [bad(`  ${gate}: could not look: ${note}`)]
  const shown = evidence.slice(0, verbose ? undefined : MOST_EVIDENCE)
  const more = evidence.length - shown.length
  return [
    ...shown.map(({ subject, message }) => bad(`  ${gate}: ${subject}: ${message}`)),
    ...(more > 0 ? [dim(`  ${gate}: and ${more} more (--verbose shows all)`)] : []),
  ]
}

function ordersSection({ orders, commands }: RunbookOutcome, verbose: boolean): Section | null {
  if (orders === null) return null
  const { counts, judged, rules, obeying } = orders
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const numbered = (name: string) =>
    `step ${commands.find((command) => command.name === name)?.number} (${name})`
  const ruled = rules.map(([x, y]) => good(`${x} before ${y}: ${numbered(x)} before ${numbered(y)}`))
  const words = rules.length === 1 ? 'the rule' : 'the rules'
  const summary =
    counts.safe === 0
      ? bad('no order is safe')
      : counts.safe === all
        ? good('the order does not matter')
        : rules.length === 0
          ? plain('the safe orders have no rule in common')
          : plain(`${obeying} of ${plural(all, 'order')} obey ${words}, ${counts.safe} are safe`)
  const groups = (['refused', 'harmful', 'incomplete', 'inconclusive'] as const).flatMap((consequence) =>
    groupOf(judged, consequence, counts[consequence], verbose),
  )
  return {
    title: `WHICH ORDERS · ${counts.safe} of ${all} safe`,
    tone: counts.safe > 0 ? 'plain' : 'bad',
    lines: [...ruled, summary, ...groups],
  }
}

function groupOf(
  judged: readonly JudgedOrder[],
  consequence: Consequence,
  count: number,
  verbose: boolean,
): readonly Line[] {
  const own = judged.filter(({ finding }) => finding.consequence === consequence)
  if (own.length === 0) return []
  const shown = own.slice(0, verbose ? undefined : MOST_ORDERS)
  const more = own.length - shown.length
  return [
    plain(`${count} ${WORDS[consequence]}: ${MEANINGS[consequence]}`),
    ...shown.flatMap(({ steps, stands, finding }) => [
      bad(`  ${steps.join(' → ')}${stands > 1 ? ` … (${plural(stands, 'order')} begin so)` : ''}`),
      dim(`    ${finding.gate}: ${finding.evidence}`),
    ]),
    ...(more > 0 ? [dim(`  and ${more} more (--verbose shows all)`)] : []),
  ]
}

function mistakesSection({ mistakes, safest }: RunbookOutcome): Section | null {
  if (mistakes.length === 0) return null
  const moved = safest !== null && !safest.asWritten
  const order = moved ? `in the order ${safest.steps.join(' → ')}` : 'in the order as written'
  return {
    title: `IF A STEP IS RERUN, KILLED OR FORGOTTEN · ${order}`,
    tone: 'plain',
    lines: mistakes.flatMap(mistakeLines),
  }
}

function mistakeLines({ step, rerun, forgotten, killed }: Mistakes): readonly Line[] {
  const again = rerun.exitCode === 0 ? '' : `; the second time: exit ${rerun.exitCode ?? 'never'}`
  return [
    plain(step),
    told('typed twice', rerun, again),
    ...(killed === null ? [] : [told('killed and started again', killed.worst, howKilled(killed))]),
    told('forgotten', forgotten, ''),
  ]
}

function howKilled({ points, counts, worst, fault, request }: Killed): string {
  if (worst.consequence === 'safe') return ` at each of ${plural(points, 'point')}`
  const example = fault === null ? '' : `, e.g. ${FAULTS[fault] ?? fault} request ${request}`
  return ` at ${points - counts.safe} of ${plural(points, 'point')}${example}`
}

function told(what: string, { consequence, gate, evidence }: Finding, detail: string): Line {
  const why = gate === null ? '' : ` · ${gate}: ${evidence}`
  const tone = consequence === 'safe' ? 'good' : consequence === 'harmful' ? 'bad' : 'plain'
  return { text: `  ${what}: ${WORDS[consequence]}${detail}${why}`, tone }
}

function irreversibleSection({ irreversible, safest }: RunbookOutcome): Section {
  const moved = safest !== null && !safest.asWritten
  const better = moved ? [plain(`in the safe order: ${safest.irreversible?.step ?? 'none'}`)] : []
  const destroyed =
    irreversible === null
      ? [plain('nothing that existed before is destroyed')]
      : irreversible.destroyed.map(({ subject, by }) =>
          bad(`${subject} is deleted, by ${by}: made anew it is another object`),
        )
  return {
    title: `FIRST IRREVERSIBLE STEP · ${irreversible?.step ?? 'none'}`,
    tone: 'plain',
    lines: [...destroyed, ...better],
  }
}

function safestSection({ safest, commands }: RunbookOutcome): Section | null {
  if (safest === null) return null
  const { finding, steps, checks, asWritten } = safest
  const verdict =
    finding.consequence === 'safe'
      ? []
      : [bad(`asked by all gates it is ${WORDS[finding.consequence]}: ${finding.gate}: ${finding.evidence}`)]
  const lines = steps.flatMap((name) => [
    command(oneLine(commands.find((one) => one.name === name)!.text)),
    ...checks
      .filter(({ after }) => after === name)
      .flatMap(({ command: check, shows }) => [
        command(`  ${check}`),
        ...(shows === null ? [] : [dim(`  shows: ${shows}`)]),
      ]),
  ])
  return {
    title: `${asWritten ? 'THE WRITTEN ORDER' : 'THE NEAREST SAFE ORDER'}, WITH CHECKS · --write FILE makes a runbook of it`,
    tone: 'plain',
    lines: [...verdict, ...lines],
  }
}

function leftOutSection({ leftOut }: RunbookOutcome): Section | null {
  if (leftOut.length === 0) return null
  return {
    title: 'NOT REHEARSED',
    tone: 'plain',
    lines: leftOut.map(({ line, text, why }) => dim(`line ${line}: ${cut(oneLine(text), 80)} (${why})`)),
  }
}

/** The first line of a command, with what its backslashes join. */
function oneLine(text: string): string {
  return text.replace(/\s*\\\n\s*/g, ' ').split('\n')[0]!
}

const plain = (text: string): Line => ({ text, tone: 'plain' })
const good = (text: string): Line => ({ text, tone: 'good' })
const bad = (text: string): Line => ({ text, tone: 'bad' })
const dim = (text: string): Line => ({ text, tone: 'dim' })
const command = (text: string): Line => ({ text, tone: 'command' })
