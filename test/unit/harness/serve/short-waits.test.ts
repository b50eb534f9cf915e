import { expect, it } from 'vitest'
import { $ } from '../../../../harness/scenario/command.js'
import { withShortWaits } from '../../../../harness/serve/real-clients/short-waits.js'
import { fixWith, incidentWith, scenarioWith } from '../../../support/scenarios.js'

it('shortens what setup, incidents and fixes wait, under every version', () => {
  const upgrade = $`helm upgrade r chart --wait`
  const scenario = scenarioWith({
    world: { nodes: ['node-a'], namespaces: ['test'], setup: [upgrade] },
    incidents: [incidentWith({ steps: [{ name: 'one', command: upgrade }] })],
    fixes: [fixWith({ steps: [{ name: 'two', command: $`kubectl delete pod x --timeout=1s` }] })],
  })
  const loaded = { scenario, under: () => scenario } as unknown as Parameters<typeof withShortWaits>[0]
  const shortened = withShortWaits(loaded, 20_000)
  for (const each of [shortened.scenario, shortened.under({})]) {
    expect(each.world.setup[0]?.argv.at(-1)).toBe('--timeout=20s')
    expect(each.incidents[0]?.steps[0]?.command.argv.at(-1)).toBe('--timeout=20s')
    expect(each.fixes[0]?.steps[0]?.command.argv.at(-1)).toBe('--timeout=1s')
  }
})
