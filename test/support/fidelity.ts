import type { Entry } from './corpus.js'

/** How one client fared with one entry. */
export interface Result {
  readonly entry: Entry
  /** A real client or a built-in counterpart. */
  readonly client: string
  readonly outcome: 'passed' | 'diverged' | 'not-modelled' | 'failed'
}

/** The table of fidelity, as Markdown: per subcommand and client how many entries hold, and every known divergence. */
export function fidelityTable(results: readonly Result[]): string {
  const clients = [...new Set(results.map(({ client }) => client))].sort()
  const subcommands = [...new Set(results.map(({ entry }) => subcommandOf(entry)))].sort()
  const rows = subcommands.map((subcommand) => [
    `\`${subcommand}\``,
    ...clients.map((client) =>
      cell(results.filter((each) => each.client === client && subcommandOf(each.entry) === subcommand)),
    ),
  ])
  const totals = [
    '**all**',
    ...clients.map((client) => cell(results.filter((each) => each.client === client))),
  ]
  return [
    '# Fidelity',
    '',
    'Made by `node scripts/fidelity.mjs --update` from the command corpus (`test/conformance/corpus`); do not edit. Each',
    'cell: entries that hold of entries run. Real clients run against a served world and test the API server twin;',
    'built-in tools run inside the world and are held to the same expectations. `n/m` counts what a built-in tool refuses',
    'as not modelled, with an error that says so.',
    '',
    tableOf(['', ...clients], [...rows, totals]),
    '',
    '## Known divergences',
    '',
    ...divergenceLines(results),
    '',
  ].join('\n')
}

/** `kubectl rollout status`: the words that name the command. */
export function subcommandOf({ argv }: Entry): string {
  const words = argv
    .slice(1)
    .filter((word, index, all) => !word.startsWith('-') && !(all[index - 1] ?? '').startsWith('-'))
  const groups = new Set(['rollout', 'create', 'set', 'auth', 'config', 'top'])
  const [first = '', second = ''] = words
  const named = argv[0] === 'kubectl' && groups.has(first) && /^[a-z-]+$/.test(second)
  return named ? `${argv[0]} ${first} ${second}` : `${argv[0]} ${first}`
}

function cell(results: readonly Result[]): string {
  if (results.length === 0) return ''
  const refused = results.filter(({ outcome }) => outcome === 'not-modelled').length
  const passed = results.filter(({ outcome }) => outcome === 'passed').length
  return `${passed}/${results.length - refused}${refused === 0 ? '' : `, ${refused} n/m`}`
}

function divergenceLines(results: readonly Result[]): readonly string[] {
  const lines = results
    .filter(({ outcome }) => outcome === 'diverged')
    .map(({ entry, client }) => `- ${client}: \`${entry.name}\`: ${entry.divergence(client) ?? ''}`)
  return lines.length === 0 ? ['None.'] : lines
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
