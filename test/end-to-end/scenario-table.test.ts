import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../support/sources.js'

const JITI = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs')

it('scenarios/README.md has the table that the scenario files make', () => {
  const made = spawnSync(process.execPath, [JITI, 'scripts/scenario-table.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(made.stderr).toBe('')
  const page = readFileSync(join(ROOT, 'scenarios/README.md'), 'utf8')
  const table = /<!-- scenarios -->\n([\s\S]*?)<!-- end of scenarios -->/.exec(page)?.[1]
  expect(unpadded(table ?? ''), 'stale: run `npx jiti scripts/scenario-table.ts --write`').toBe(
    unpadded(made.stdout),
  )
})

it('scenarios/README.md explains every member of a scenario', () => {
  const types = readFileSync(join(ROOT, 'harness/scenario/scenario.ts'), 'utf8')
  const members = [...types.matchAll(/\breadonly (\w+)\??:/g)].map((match) => match[1]!)
  const page = readFileSync(join(ROOT, 'scenarios/README.md'), 'utf8')
  expect(members.length).toBeGreaterThan(40)
  expect([...new Set(members)].filter((member) => !page.includes(`\`${member}\``))).toEqual([])
})

/** The formatter aligns tables. */
function unpadded(table: string): string {
  return table.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---')
}
