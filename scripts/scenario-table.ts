/**
 * The table of all scenarios, made from the scenario files:
 *
 *     npx jiti scripts/scenario-table.ts            prints it
 *     npx jiti scripts/scenario-table.ts --write    puts it between the markers in scenarios/README.md
 *
 * Needs the build: compiled components load many times faster.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { allComponents, resolveProfile } from 'rehearse/twins'
import { loadScenario, shippedScenarios } from '../harness/scenario/load.js'
import type { Fix, Scenario } from '../harness/scenario/scenario.js'

const PAGE = new URL('../scenarios/README.md', import.meta.url)
const BETWEEN_MARKERS = /(<!-- scenarios -->\n)[\s\S]*?(<!-- end of scenarios -->)/

const HEAD = ['| Scenario | What happens | Found in | Incidents | Fixes |', '| --- | --- | --- | --- | --- |']

/** `14: 4 pass, 10 fail, 3 refute a claim`, as the file expects it. */
function describeFixes(fixes: readonly Fix[]): string {
  const failing = fixes.filter((fix) => (fix.expect?.fails.length ?? 0) > 0).length
  const refuting = fixes.filter((fix) => fix.refutes !== undefined).length
  const parts = [`${fixes.length - failing} pass`, `${failing} fail`]
  if (refuting > 0) parts.push(`${refuting} refute a claim`)
  return `${fixes.length}: ${parts.join(', ')}`
}

function row({ name, title, source, incidents, fixes }: Scenario): string {
  const found = `${source.document}, ${source.section}`
  const cells = [
    `[${name}](${name}.scenario.ts)`,
    title,
    found,
    String(incidents.length),
    describeFixes(fixes),
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const defaults = resolveProfile(allComponents, {})
const rows: string[] = []
for (const path of shippedScenarios()) rows.push(row((await loadScenario(path, defaults)).scenario))
const table = `${[...HEAD, ...rows].join('\n')}\n`

if (process.argv.includes('--write')) {
  const page = readFileSync(PAGE, 'utf8')
  writeFileSync(
    PAGE,
    page.replace(BETWEEN_MARKERS, (_all, begin: string, end: string) => begin + table + end),
  )
} else process.stdout.write(table)
