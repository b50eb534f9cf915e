import { RehearseError } from '../../twins/kernel/errors.js'
import { recordWorld } from '../../twins/kernel/world-record.js'
import { createPostgres } from '../../twins/postgres/index.js'
import { prepareEmbedded, worldInputs } from '../runner/prepare-embedded.js'
import { ScenarioRun } from '../runner/run-scenario.js'
import { shippedScenarios } from '../scenario/load.js'
import { embeddedWith, loadAt } from './embedded.js'
import { writeRecordedWorld } from './recorded-worlds.js'

/** The seed of a run that names none. */
const SEED = 1

const NEEDS_SERVER = 'needs-server'

/** A build starts no database: worlds that have one are made when they are asked for. */
const noServer = createPostgres({ login: refuse, execute: refuse })

// Part of the build: builds every healthy world that a shipped scenario needs, and keeps it.
for (const path of shippedScenarios()) {
  const loaded = await loadAt(path)
  const embedded = embeddedWith(loaded, SEED)
  const components = embedded.components.map((one) => (one.name === noServer.name ? noServer : one))
  const shared = { ...embedded, components }
  const prepare = prepareEmbedded(shared)
  const { scenario } = loaded
  const run = new ScenarioRun({ ...shared, scenario, prepare })
  const profiles = [
    {},
    ...scenario.incidents.map(({ profile = {} }) => profile),
    ...scenario.fixes.map((fix) => run.profileOf(fix)),
  ]
  for (const own of profiles) {
    const prepared = await run.prepared(own).catch(unlessItNeedsServer)
    const record = prepared === undefined ? undefined : recordWorld(prepared.healthy)
    if (prepared !== undefined && record !== undefined)
      writeRecordedWorld(worldInputs(shared, prepared.twin.profile), record)
  }
}

async function refuse(): Promise<never> {
  throw new RehearseError('a database would be needed', { code: NEEDS_SERVER, subject: 'PostgreSQL' })
}

function unlessItNeedsServer(error: unknown): undefined {
  if (!(error instanceof RehearseError) || error.code !== NEEDS_SERVER) throw error
}
