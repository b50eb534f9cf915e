import type { CommandKind, Runbook } from '../harness/runbook/runbook.js'
import { plural } from './format.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'

/** What was understood of a runbook, line by line. */
export function renderParsedRunbook(
  { path, title, commands, leftOut, bindings }: Runbook,
  options: ReportOptions,
): string {
  const page = new Page(options)
  const { colors } = page
  page.heading(`${path} · ${title}`, colors.bold)
  const names = Object.keys(bindings)
  if (names.length > 0) page.field('bound', names.join(', '))
  page.line()
  for (const { line, name, kind, argv, env, cwd, stdin, filters } of commands) {
    page.line(`line ${line} · ${name} · ${KINDS[kind]}`, kind === 'change' ? colors.bold : undefined)
    page.command(
      [...Object.entries(env).map(([key, value]) => `${key}=${quoted(value)}`), ...argv.map(quoted)].join(
        ' ',
      ),
      '    ',
    )
    if (cwd !== '') page.line(`    in ${cwd}`, colors.dim)
    if (stdin !== undefined)
      page.line(
        `    reads ${plural(stdin.trimEnd().split('\n').length, 'line')} from its here-document`,
        colors.dim,
      )
    for (const filter of filters) page.line(`    not run: | ${filter.join(' ')}`, colors.dim)
  }
  for (const { line, text, why } of leftOut)
    page.line(`line ${line} · left out: ${oneLine(text)} (${why})`, colors.dim)
  page.line()
  const count = (kind: CommandKind) => commands.filter((command) => command.kind === kind).length
  page.line(
    `${path}: ${plural(count('change'), 'change')}, ${plural(count('wait'), 'wait')}, ${plural(count('observation'), 'observation')}, ${leftOut.length} left out`,
  )
  return page.text()
}

const KINDS: Readonly<Record<CommandKind, string>> = {
  change: 'change',
  wait: 'waits: stays behind the change above',
  observation: 'looks: changes nothing',
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}

function oneLine(text: string): string {
  return text.replace(/\s*\\\n\s*/g, ' ').split('\n')[0]!
}
