import { recordWorld } from '../../twins/kernel/world-record.js'
import { prepareEmbedded, worldInputs } from '../runner/prepare-embedded.js'
import { runScenario } from '../runner/run-scenario.js'
import { shippedScenarios } from '../scenario/load.js'
import { embeddedWith, loadAt } from './embedded.js'
import { writeRecordedWorld } from './recorded-worlds.js'

/** The seed of a run that names none. */
const SEED = 1

// Part of the build: runs every shipped scenario and keeps each healthy world it needs.
for (const path of shippedScenarios()) {
  const loaded = await loadAt(path)
  const shared = embeddedWith(loaded, SEED)
  const prepare = prepareEmbedded(shared)
  await runScenario({
    ...shared,
    scenario: loaded.scenario,
    detail: 'shown',
    prepare: async (profile) => {
      const prepared = await prepare(profile)
      const record = recordWorld(prepared.healthy)
      if (record !== undefined) writeRecordedWorld(worldInputs(shared, profile), record)
      return prepared
    },
  })
}
