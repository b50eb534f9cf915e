import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadAt } from '../../../../harness/cli/embedded.js'
import { scenarioName, shippedScenarios } from '../../../../harness/scenario/load.js'

const PAGE = readFileSync(new URL('../../../../docs/explorations.md', import.meta.url), 'utf8')

/** A scenario joins the soundness suite and the table by existing: it has to declare what is to be searched. */
describe.each(shippedScenarios().map((path) => [scenarioName(path), path] as const))('%s', (name, path) => {
  it('declares explorations', async () => {
    const { scenario } = await loadAt(path)
    expect(scenario.explorations ?? []).not.toEqual([])
  })

  it('says of every goal of a search what its shortest safe sequences are', async () => {
    const { scenario } = await loadAt(path)
    for (const { census, goals, expect: expected } of scenario.explorations ?? [])
      if (census === undefined) expect(Object.keys(expected.shortestSafe).sort()).toEqual([...goals].sort())
  })

  it('has the same explorations in its small world, and both on the page', async () => {
    const named = async (small: boolean) =>
      ((await loadAt(path, { small })).scenario.explorations ?? []).map((exploration) => exploration.name)
    const names = await named(false)
    expect(await named(true)).toEqual(names)
    const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? ''
    for (const exploration of names) expect(section).toContain(`**${exploration}**`)
  })
})
