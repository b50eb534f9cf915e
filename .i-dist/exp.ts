import { explore } from '../harness/explorer/explore.js'
import { ALL_GATES } from '../harness/gates/index.js'
import { prepareEmbedded } from '../harness/runner/prepare-embedded.js'
import { findScenario, loadScenario } from '../harness/scenario/load.js'
import { allComponents, resolveProfile } from '../twins/index.js'
const [cases] = [JSON.parse(process.argv[2]!)]
for (const c of cases) {
  const loaded = await loadScenario(findScenario('secret-deletion-doom-loop'), resolveProfile(allComponents, {}), { small: c.small ?? true })
  const { scenario, under, files, fixtures } = loaded
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed: 1 }
  const ex0 = scenario.explorations!.find((e) => e.name === (c.ex ?? 'hand-over'))!
  const ex = c.steps ? { ...ex0, ...(c.mandatory ? { mandatory: c.steps } : {}), steps: ex0.steps.filter((s: any) => c.steps.includes(s.name)) } : ex0
  const t = process.cpuUsage().user
  const o = await explore({ ...shared, scenario, exploration: () => ex, prepare: prepareEmbedded(shared), small: c.small ?? true, bounds: c.bounds, merge: c.merge ?? true, eliminate: c.eliminate ?? true })
  const cov = o.coverage
  console.log(JSON.stringify(c), ((process.cpuUsage().user - t) / 1e6).toFixed(1) + 's', JSON.stringify(cov), 'ends', o.ends.length, o.status, JSON.stringify(Object.fromEntries(Object.entries(o.answers).map(([g, a]) => [g, [a.safe, a.shortestSafe]]))), 'fragile', JSON.stringify(o.fragile.map(f => [f.goal, f.steps, f.gate, f.choices.map(x => x.take)])), o.surprises)
}
