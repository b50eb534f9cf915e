import { plural, wrap } from '../../../reports/format.js'
import type { Check, CheckGroup, Machine } from './check.js'

const TITLES: Readonly<Record<CheckGroup, string>> = {
  rehearsals: 'Rehearsals',
  databases: 'Scenarios with databases',
  caches: 'What is kept between runs',
  programs: 'Your own programs and clusters (no rehearsal needs them)',
}

/** Whether `rehearse run` can do its work here. */
export function mainJobWorks(checks: readonly Check[]): boolean {
  return checks.every(({ group, status }) => group !== 'rehearsals' || status === 'ok')
}

interface RenderOptions {
  readonly version: string
  readonly machine: Pick<Machine, 'node' | 'platform'>
  readonly width: number
}

/** The checks for a reader, by group, each with its remedy. */
export function renderChecks(checks: readonly Check[], { version, machine, width }: RenderOptions): string {
  const nameWidth = Math.max(...checks.map(({ name }) => name.length))
  const groups = (Object.keys(TITLES) as CheckGroup[]).map((group) => {
    const own = checks.filter((check) => check.group === group)
    return own.length === 0
      ? []
      : ['', TITLES[group], ...own.flatMap((check) => linesOf(check, nameWidth, width))]
  })
  return [
    `rehearse ${version}, Node.js ${machine.node}, ${machine.platform}`,
    ...groups.flat(),
    '',
    conclusion(checks),
    '',
  ].join('\n')
}

const STATUS_WIDTH = 'missing'.length

function linesOf(
  { name, status, found, use, remedy }: Check,
  nameWidth: number,
  width: number,
): readonly string[] {
  const indent = ' '.repeat(2 + STATUS_WIDTH + 2 + nameWidth + 2)
  const [first = '', ...more] = [
    ...wrap(use === undefined ? found : `${found}; ${use}`, width - indent.length),
    ...(remedy === undefined ? [] : wrap(`→ ${remedy}`, width - indent.length)),
  ]
  return [
    `  ${status.padEnd(STATUS_WIDTH)}  ${name.padEnd(nameWidth)}  ${first}`,
    ...more.map((line) => indent + line),
  ]
}

function conclusion(checks: readonly Check[]): string {
  if (!mainJobWorks(checks))
    return 'Rehearsals do not work here: do what stands behind the arrows under Rehearsals.'
  const others = checks.filter(({ status }) => status !== 'ok').length
  return others === 0
    ? 'Everything is here.'
    : `Rehearsals work here; ${plural(others, 'other thing is', 'other things are')} missing or broken.`
}
