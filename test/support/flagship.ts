import { prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { findScenario, loadScenario } from '../../harness/scenario/load.js'
import {
  type AssembleOptions,
  assemble,
  baseComponents,
  createEmbeddedTwin,
  resolveProfile,
} from '../../twins/index.js'
import {
  findProcess,
  type LogEntry,
  logEntries,
  run,
  type System,
  type World,
} from '../../twins/kernel/index.js'
import { findObject, listObjects, metadataOf, textAt } from '../../twins/kubernetes/index.js'

const SCENARIO = 'secret-deletion-doom-loop'
const NAMESPACE = 'tracecat'
const SECRET = 'tracecat-postgres-credentials'
const EXTERNAL_SECRETS = 'external-secrets.io'

/** pid of the upgrade that a {@link Flagship} starts. */
export const UPGRADE = 'upgrade'

/** The world of the first scenario, and systems of the same code that differ in how they run it. */
export interface Flagship {
  /** The healthy world: everything is deployed and has settled. */
  readonly healthy: World
  readonly system: (options?: Partial<AssembleOptions>) => System
  /** The healthy world with `helm upgrade --atomic` and the split values just started. */
  readonly upgrading: (system: System) => World
}

/** Load the scenario and build its healthy world. */
export async function loadFlagship(): Promise<Flagship> {
  const components = baseComponents
  const { scenario, under, files, fixtures } = await loadScenario(
    findScenario(SCENARIO),
    resolveProfile(components, {}),
  )
  const prepare = prepareEmbedded({ under, files, fixtures, components, gates: [], seed: 1 })
  const { healthy } = await prepare({})
  const step = scenario.incidents[0]?.steps[0]
  if (step === undefined) throw new TypeError(`${SCENARIO} has no incident`)
  const command = { env: {}, cwd: '', stdin: '', ...step.command }
  return {
    healthy,
    system: (options = {}) => assemble({ components, files, ...options }),
    upgrading: (system) => createEmbeddedTwin(system).start(healthy, UPGRADE, command) as World,
  }
}

/** What the verdicts of the scenario rest on. */
export interface Facts {
  readonly exitCode: number | null
  /** `1 deployed`, `2 pending-upgrade`, ... */
  readonly releases: readonly string[]
  /** How often the garbage collector deleted the Secret. */
  readonly collected: number
  readonly externalSecret: boolean
  /** `owned` by the ExternalSecret of now, `dangling`: by another one, `absent`. */
  readonly secret: 'owned' | 'dangling' | 'absent'
}

export function factsOf(world: World): Facts {
  const external = findObject(world, EXTERNAL_SECRETS, 'externalsecrets', NAMESPACE, SECRET)
  const secret = findObject(world, '', 'secrets', NAMESPACE, SECRET)
  const owners = (secret === undefined ? [] : (metadataOf(secret)['ownerReferences'] ?? [])) as readonly {
    readonly uid: string
  }[]
  const owned =
    external !== undefined && owners.some(({ uid }) => uid === textAt(external, 'metadata', 'uid'))
  return {
    exitCode: findProcess(world, UPGRADE)?.exit?.code ?? null,
    releases: releasesOf(world),
    collected: logEntries(world.log).filter(isCollection).length,
    externalSecret: external !== undefined,
    secret: secret === undefined ? 'absent' : owned ? 'owned' : 'dangling',
  }
}

function releasesOf(world: World): readonly string[] {
  return listObjects(world, '', 'secrets', NAMESPACE)
    .filter((secret) => secret['type'] === 'helm.sh/release.v1')
    .map((secret) => {
      const [version, status] = ['version', 'status'].map((label) =>
        textAt(secret, 'metadata', 'labels', label),
      )
      return `${version} ${status}`
    })
}

function isCollection({ actor, event }: LogEntry): boolean {
  return (
    actor === 'garbage-collector' &&
    event.kind === 'write' &&
    event.verb === 'delete' &&
    event.key === `secrets/${NAMESPACE}/${SECRET}`
  )
}

/** Run to quiescence; `onStep` gets every world on the way. */
export function toEnd(system: System, start: World, onStep?: (world: World) => void): World {
  return run(system, start, onStep === undefined ? {} : { onStep }).world
}
