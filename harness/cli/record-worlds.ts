import { resolveProfile } from '../../twins/embedded/assemble.js'
import { allComponents } from '../../twins/index.js'
import { recordWorld } from '../../twins/kernel/world-record.js'
import { ALL_GATES } from '../gates/index.js'
import { prepareEmbedded, worldInputs } from '../runner/prepare-embedded.js'
import { runScenario } from '../runner/run-scenario.js'
import { loadScenario, shippedScenarios } from '../scenario/load.js'
import { writeRecordedWorld } from './recorded-worlds.js'

/** The seed of a run that names none. */
const SEED = 1

// Part of the build: runs every shipped scenario and keeps each healthy world it needs.
for (const path of shippedScenarios()) {
  const { scenario, under, files, fixtures } = await loadScenario(path, resolveProfile(allComponents, {}))
  const shared = { under, files, fixtures, components: allComponents, gates: ALL_GATES, seed: SEED }
  const prepare = prepareEmbedded(shared)
  await runScenario({
    ...shared,
    scenario,
    detail: 'shown',
    prepare: async (profile) => {
      const prepared = await prepare(profile)
      const record = recordWorld(prepared.healthy)
      if (record !== undefined) writeRecordedWorld(worldInputs(shared, profile), record)
      return prepared
    },
  })
}
