import type { ToolArgs } from '../../../twins/contract/component.js'
import type {
  Advanced,
  Capabilities,
  HistoryCheck,
  MaybePromise,
  Twin,
} from '../../../twins/contract/twin.js'
import { createEmbeddedTwin } from '../../../twins/embedded/embedded-twin.js'
import { ServedWorld } from '../../../twins/embedded/served-world.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import { withStandIns } from './stand-in.js'

/** The embedded twin over a served world: while clients run, it is they who let it go on; otherwise it is as virtual as ever. */
export abstract class ServedTwin implements Twin<World> {
  abstract readonly name: string
  /** What answers while no client runs. */
  protected readonly embedded: Twin<World>
  protected readonly served: ServedWorld

  constructor(system: System, checks: readonly HistoryCheck[], world: World) {
    const own = withStandIns(system)
    this.embedded = createEmbeddedTwin(own, checks)
    this.served = new ServedWorld(own, world)
  }

  /** Whether a client runs. */
  protected abstract get runs(): boolean

  abstract start(state: World, pid: string, command: ToolArgs): MaybePromise<World>
  abstract advance(state: World, until: (state: World) => boolean): MaybePromise<Advanced<World>>
  abstract elapse(state: World, ms: number): MaybePromise<World>

  /** What a client does, or what was let in of it, cannot be taken back. */
  get capabilities(): Capabilities {
    return { ...this.embedded.capabilities, branch: !this.runs }
  }

  get profile(): Readonly<Record<string, string>> {
    return this.embedded.profile
  }

  settle: Twin<World>['settle'] = (state, horizonMs) => this.embedded.settle(state, horizonMs)
  exitOf: Twin<World>['exitOf'] = (state, pid) => this.embedded.exitOf(state, pid)
  restartContainers: Twin<World>['restartContainers'] = (state) => this.embedded.restartContainers(state)
  arm: Twin<World>['arm'] = (state) => this.embedded.arm(state)
  checkState: Twin<World>['checkState'] = (state, name) => this.embedded.checkState(state, name)
  view: Twin<World>['view'] = (state) => state
  log: Twin<World>['log'] = (state) => this.embedded.log(state)
  now: Twin<World>['now'] = (state) => this.embedded.now(state)
  digest: Twin<World>['digest'] = (state) => this.embedded.digest(state)
}
