import type { RunbookOutcome } from '../harness/runbook/outcome.js'
import { plural } from './format.js'
import { escapeMarkdown } from './markup.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'
import { type Line, sectionsOf, WORDS } from './runbook-sections.js'

/** A check of a runbook, for people. Pure: the same outcome gives the same text. */
export function renderRunbook(outcome: RunbookOutcome, options: ReportOptions): string {
  const page = new Page(options)
  const { colors } = page
  const paint = { plain: (text: string) => text, good: colors.green, bad: colors.red, dim: colors.dim }
  if (options.detail !== 'quiet') {
    page.heading(`${outcome.path} · ${outcome.title}`, colors.bold)
    for (const [label, text] of headOf(outcome)) page.field(label, text)
    page.line()
    for (const { title, tone, lines } of sectionsOf(outcome, options.detail === 'verbose')) {
      page.heading(title, tone === 'plain' ? colors.bold : paint[tone])
      for (const { text, tone: each } of lines) {
        const indent = ' '.repeat(2 + indentOf(text))
        if (each === 'command') page.command(text.trimStart(), indent)
        else page.paragraph(text.trimStart(), indent, paint[each])
      }
      page.line()
    }
  }
  page.line(runbookHeadline(outcome), outcome.status === 'as-expected' ? colors.green : colors.red)
  return page.text()
}

/** A check of a runbook for a pull request. */
export function renderRunbookMarkdown(outcome: RunbookOutcome): string {
  const mark = { 'as-expected': '✅', differs: '❌', inconclusive: '❔' }[outcome.status]
  const head = headOf(outcome).map(([label, text]) => `- **${label}**: ${escapeMarkdown(text)}`)
  const parts = sectionsOf(outcome, false).map(({ title, lines }) =>
    [`### ${escapeMarkdown(title)}`, '', ...lines.map(markdownLine)].join('\n'),
  )
  return `${[`## ${mark} ${escapeMarkdown(runbookHeadline(outcome))}`, head.join('\n'), ...parts].join('\n\n')}\n`
}

function markdownLine({ text, tone }: Line): string {
  const shown = tone === 'command' ? `\`${text.trim()}\`` : escapeMarkdown(text)
  return `${' '.repeat(indentOf(text))}- ${shown}`
}

/** One line: the verdict on the written order, and how many orders are safe. */
export function runbookHeadline({ path, finding, orders, safest, reached }: RunbookOutcome): string {
  const all = orders === null ? 0 : Object.values(orders.counts).reduce((sum, count) => sum + count, 0)
  const others = orders === null ? '' : `, ${orders.counts.safe} of ${plural(all, 'order')} safe`
  const better = safest === null || safest.asWritten ? '' : `; safe is ${safest.steps.join(' → ')}`
  const cutOff = reached.length === 0 ? '' : `; cut off by ${reached.join(', ')}`
  return `${path}: as written ${WORDS[finding.consequence]}${others}${better}${cutOff}`
}

function headOf(outcome: RunbookOutcome): readonly (readonly [string, string])[] {
  const { bounds, orders, lastGates, written } = outcome
  const baseline = written.gates.find(({ gate }) => gate === 'zero-diff')?.note ?? null
  const permuted =
    orders === null
      ? 'no other order'
      : orders.looked === 'all'
        ? 'every order of the changes'
        : `the written order and every exchange of two neighbours (more than ${bounds.permuted} changes)`
  const last =
    lastGates.length === 0
      ? ''
      : `; ${lastGates.join(' and ')} asked of the written and of the safest order only`
  return [
    [
      'world',
      `${outcome.scenario}, ${outcome.startsAfter === 'healthy' ? 'healthy' : `after ${outcome.startsAfter}`}`,
    ],
    ['goal', outcome.goal ?? 'none: only whether something is harmed'],
    [
      'bounds',
      `${permuted}; ${plural(bounds.crashes, 'kill')} in one execution; the operator waits until nothing is under way${last}`,
    ],
    ...(baseline === null ? [] : [['baseline', baseline] as const]),
    ['complete', outcome.reached.length === 0 ? 'yes' : `no: cut off by ${outcome.reached.join(', ')}`],
    [
      'versions',
      `${Object.entries(outcome.profile)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')} · seed ${outcome.seed}`,
    ],
  ]
}

/** White space at the beginning is the depth of a line. */
function indentOf(text: string): number {
  return text.length - text.trimStart().length
}
