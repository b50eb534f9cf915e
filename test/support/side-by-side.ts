import { join } from 'node:path'
import { ALL_GATES } from '../../harness/gates/index.js'
import type { FixOutcome, IncidentOutcome } from '../../harness/runner/outcome.js'
import { type PrepareOptions, prepareEmbedded } from '../../harness/runner/prepare-embedded.js'
import { type RunScenarioOptions, ScenarioRun } from '../../harness/runner/run-scenario.js'
import { findScenario, type LoadedScenario, loadScenario } from '../../harness/scenario/load.js'
import type { Arrival } from '../../harness/serve/arrivals.js'
import { kubernetesParts } from '../../harness/serve/kubernetes-parts.js'
import { RealClients } from '../../harness/serve/real-clients/real-clients.js'
import { ReplayedClientsTwin } from '../../harness/serve/real-clients/replayed-clients-twin.js'
import { withShortWaits } from '../../harness/serve/real-clients/short-waits.js'
import type { HistoryCheck, Twin } from '../../twins/contract/twin.js'
import { allComponents, baseComponents, createEmbeddedTwin, resolveProfile } from '../../twins/index.js'
import type { JsonObject, System, World } from '../../twins/kernel/index.js'
import { OBJECTS, textAt } from '../../twins/kubernetes/index.js'
import { CLIENT_BINARIES } from './real-clients.js'
import { ROOT } from './sources.js'

const SCENARIO = 'secret-deletion-doom-loop'

/** The longest a command waits for the cluster; its rollouts that succeed take up to 15 s. */
const LONGEST_WAIT_MS = 25_000

/** How many runs by real binaries go on at once: more would keep each other from being served in time. */
const LANES = 3

/** One incident or fix as it came out, and the world at its end. */
export interface Ended {
  readonly outcome: IncidentOutcome | FixOutcome
  readonly world: World
  readonly system: System
}

/** Ends by the name of the incident or fix. */
export type Ends = ReadonlyMap<string, Ended>

/** Incidents and fixes that go on from each other, in order. */
export type Group = readonly string[]

/** What came of a group by the real binaries, and everything that reached its worlds. */
export interface RealRun {
  readonly ends: Ends
  readonly arrivals: readonly Arrival[]
}

type CreateTwin = (system: System, checks: readonly HistoryCheck[], world: World) => Twin<World>

/** `kubectl rollout restart` writes here when it was run. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

/** The date on which a Deployment of this world was restarted, if one was. */
export function restartDateOf(world: World): string | undefined {
  const dates = world
    .list<JsonObject>(OBJECTS, 'deployments.apps/')
    .map(({ value }) => textAt(value, 'spec', 'template', 'metadata', 'annotations', RESTARTED_AT))
  return dates.find((date) => date !== '')
}

/** The same arrivals with another date in the requests of `kubectl rollout restart`; nothing else is touched. */
export function redated(arrivals: readonly Arrival[], date: string): readonly Arrival[] {
  return arrivals.map((arrival) => {
    const { what } = arrival
    if (what.kind !== 'kubernetes' || what.method !== 'PATCH') return arrival
    const text = Buffer.from(what.body, 'base64').toString()
    const changed = text.replace(/("kubectl\.kubernetes\.io\/restartedAt":")[^"]*"/, `$1${date}"`)
    if (changed === text) return arrival
    return { ...arrival, what: { ...what, body: Buffer.from(changed).toString('base64') } }
  })
}

/** The first scenario with short waits, run part by part by whoever runs its commands. */
export class SideBySide {
  readonly #loaded: LoadedScenario
  readonly #healthy = new Map<string, ReturnType<SideBySide['prepared']>>()

  private constructor(loaded: LoadedScenario) {
    this.#loaded = loaded
  }

  static async load(): Promise<SideBySide> {
    const loaded = await loadScenario(findScenario(SCENARIO), resolveProfile(allComponents, {}))
    return new SideBySide(withShortWaits(loaded, LONGEST_WAIT_MS))
  }

  /** Each incident with the fixes that come after it; a fix of the healthy world alone. */
  groups(): readonly Group[] {
    const { incidents, fixes } = this.#loaded.scenario
    const after = (name: string) => fixes.filter((fix) => fix.startsAfter === name).map((fix) => fix.name)
    return [...incidents.map(({ name }) => [name, ...after(name)]), ...after('healthy').map((name) => [name])]
  }

  builtIn(group: Group): Promise<Ends> {
    return this.#run(group, createEmbeddedTwin)
  }

  /** Every group by the real binaries. */
  async allReal(groups: readonly Group[]): Promise<ReadonlyMap<Group, RealRun>> {
    const runs = new Map<Group, RealRun>()
    const waiting = [...groups]
    const lane = async (): Promise<void> => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
        runs.set(group, await this.#real(group))
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    return runs
  }

  /** By the real binaries, at the wall's rate. */
  async #real(group: Group): Promise<RealRun> {
    const arrivals: Arrival[] = []
    const clients = this.#realClients((arrival) => arrivals.push(arrival))
    try {
      return { ends: await this.#run(group, clients.createTwin), arrivals }
    } finally {
      await clients.close()
    }
  }

  replayed(group: Group, arrivals: readonly Arrival[]): Promise<Ends> {
    return this.#run(group, (system, checks, world) => {
      const { createFront } = kubernetesParts(system.profile)
      return new ReplayedClientsTwin({ system, checks, world, arrivals, createFront })
    })
  }

  /** The healthy world of a profile as its setup commands make it, by the built-in tools or by the real ones. */
  async prepared(profile: Readonly<Record<string, string>>, by: 'built-in' | 'real' = 'built-in') {
    const clients = this.#realClients(() => undefined)
    let given: { readonly system: System; readonly checks: readonly HistoryCheck[] } | undefined
    const createTwin: CreateTwin = (system, checks, world) => {
      given = { system, checks }
      return by === 'real' ? clients.createTwin(system, checks, world) : createEmbeddedTwin(system, checks)
    }
    try {
      const { healthy } = await prepareEmbedded({ ...this.#options(), createTwin })(profile)
      return { ...given!, healthy }
    } finally {
      await clients.close()
    }
  }

  async #run(group: Group, createTwin: CreateTwin): Promise<Ends> {
    const ends = new Map<string, Ended>()
    let last: { readonly system: System; readonly world: World } | undefined
    const prepare: RunScenarioOptions<World>['prepare'] = async (profile) => {
      const { system, checks, healthy } = await this.#healthyUnder(profile)
      const twin = createTwin(system, checks, healthy)
      // The digest is asked for of the world at the end of an incident or a fix.
      const { digest } = twin
      const noted = (world: World): string => {
        last = { system, world }
        return digest(world)
      }
      return { twin: Object.assign(twin, { digest: noted }), healthy }
    }
    const { scenario } = this.#loaded
    const run = new ScenarioRun<World>({ ...this.#options(), scenario, prepare })
    for (const name of group) {
      const incident = scenario.incidents.find((one) => one.name === name)
      const outcome = incident
        ? await run.incident(incident)
        : await run.fix(scenario.fixes.find((one) => one.name === name)!)
      ends.set(name, { outcome, ...last! })
    }
    return ends
  }

  #healthyUnder(profile: Readonly<Record<string, string>>) {
    const key = JSON.stringify(profile)
    const known = this.#healthy.get(key) ?? this.prepared(profile)
    this.#healthy.set(key, known)
    return known
  }

  #options(): PrepareOptions {
    const { under, files, fixtures } = this.#loaded
    return { under, files, fixtures, components: baseComponents, gates: ALL_GATES, seed: 1 }
  }

  #realClients(onArrival: (arrival: Arrival) => void): RealClients {
    const fixtures = join(ROOT, this.#loaded.fixtures)
    return new RealClients({ environment: CLIENT_BINARIES, folder: ROOT, fixtures, speed: 1, onArrival })
  }
}
