import { plural } from './format.js'
import { escapeMarkdown } from './markup.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'
import type { VerdictChange, VerdictDiff } from './verdict-diff.js'

const SIGNS: Readonly<Record<VerdictChange['kind'], string>> = {
  worse: '▼',
  better: '▲',
  changed: '~',
  appeared: '+',
  vanished: '−',
}
const KINDS = Object.keys(SIGNS) as readonly VerdictChange['kind'][]

/** What changed since an earlier run, for people; what got worse comes first. */
export function renderVerdictDiff(diff: VerdictDiff, options: ReportOptions): string {
  const page = new Page(options)
  const { colors } = page
  const paints = {
    worse: colors.red,
    better: colors.green,
    changed: colors.yellow,
    appeared: colors.cyan,
    vanished: colors.yellow,
  }
  page.heading(`SINCE ${diff.since} · ${summary(diff)}`, colors.bold)
  if (options.detail !== 'quiet')
    for (const { kind, scenario, part, details } of byKind(diff)) {
      page.line(`  ${SIGNS[kind]} ${kind} ${nameOf(scenario, part)}`, paints[kind])
      for (const detail of details) page.paragraph(detail, '      ')
    }
  return page.text()
}

/** The same for a pull request. */
export function verdictDiffMarkdown(diff: VerdictDiff): readonly string[] {
  const lines = byKind(diff).flatMap(({ kind, scenario, part, details }) => [
    `- ${SIGNS[kind]} **${kind}** \`${nameOf(scenario, part)}\``,
    ...details.map((detail) => `  - ${escapeMarkdown(detail)}`),
  ])
  return [
    `## Since ${escapeMarkdown(diff.since)}`,
    '',
    escapeMarkdown(summary(diff)),
    '',
    ...lines,
    ...(lines.length > 0 ? [''] : []),
  ]
}

function summary({ compared, changes }: VerdictDiff): string {
  const counts = KINDS.map((kind) => ({
    kind,
    count: changes.filter((change) => change.kind === kind).length,
  }))
  const told = counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`)
  return `${told.length === 0 ? 'nothing has changed' : told.join(', ')}; ${plural(compared, 'incident or fix', 'incidents and fixes')} compared`
}

function byKind({ changes }: VerdictDiff): readonly VerdictChange[] {
  return KINDS.flatMap((kind) => changes.filter((change) => change.kind === kind))
}

function nameOf(scenario: string, part: string): string {
  return part === '' ? scenario : `${scenario}: ${part}`
}
