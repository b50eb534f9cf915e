import type { ToolArgs } from '../../../twins/contract/component.js'
import type { Advanced, HistoryCheck } from '../../../twins/contract/twin.js'
import { LimitReached } from '../../../twins/kernel/errors.js'
import type { Exit } from '../../../twins/kernel/process.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import { type Arrival, Arrivals } from '../arrivals.js'
import type { Client } from '../clients.js'
import type { Attention } from '../clock.js'
import { newAccessKeyId, newSecret } from '../secrets.js'
import { type ServerOptions, WorldServer } from '../server.js'
import { type RunningClient, runClient } from './run-client.js'
import { ServedTwin } from './served-twin.js'
import { endStandIn, startStandIn } from './stand-in.js'
import { scaleTimeOuts } from './time-outs.js'

/** A binary that has sent nothing for so long, in wall ms, waits for the world. Helm 3 looks every two seconds. */
const QUIET_MS = 400

/** At the wall's rate nothing is lost by watching for longer, and a binary on a busy machine is not taken for one that waits. */
const PATIENT: Attention = { quietMs: 1500, makesUp: true }

/** What a step's binary gets, besides its arguments. */
export interface ClientSetting {
  readonly binary: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Told when the binary has ended. */
  readonly done: () => void
}

export interface RealClientsOptions
  extends Omit<ServerOptions, 'served' | 'speed' | 'port' | 'tls' | 'history' | 'arrivals'> {
  readonly system: System
  readonly checks: readonly HistoryCheck[]
  /** Virtual ms for one on the wall while a binary runs. Time-outs of commands are divided by it. */
  readonly speed: number
  /** Prepares binary, folder and environment of one command. Throws `EnvironmentError` when a binary is missing. */
  readonly settingOf: (command: ToolArgs, access: Access) => ClientSetting
  /** Told of everything that reaches the worlds; default: nobody is. */
  readonly onArrival?: ((arrival: Arrival) => void) | undefined
}

/** How one command reaches the world. */
export interface Access {
  readonly url: string
  readonly token: string
  readonly awsUrl: string
  readonly awsKeyId: string
}

interface Running {
  readonly client: RunningClient
  readonly secrets: readonly string[]
}

/**
 * An embedded twin whose steps are run by unmodified binaries over HTTP. What a binary does appears in the log under the
 * pid of its step. While one runs, virtual time follows the wall clock, `speed` times as fast; otherwise it is as virtual
 * as ever.
 */
export class RealClientsTwin extends ServedTwin {
  override readonly name: string
  readonly #options: RealClientsOptions
  readonly #arrivals: Arrivals | undefined
  readonly #running = new Map<string, Running>()
  #server: Promise<WorldServer> | undefined
  #problem: unknown

  constructor(options: RealClientsOptions, world: World) {
    const { checks, onArrival } = options
    super(options.system, checks, world)
    this.#options = options
    this.#arrivals = onArrival && new Arrivals(this.served, onArrival)
    const pace = options.speed === 1 ? "at the wall's rate" : `time-outs divided by ${options.speed}`
    this.name = `embedded, real clients (${pace})`
  }

  protected override get runs(): boolean {
    return this.#running.size > 0
  }

  override async start(state: World, pid: string, command: ToolArgs): Promise<World> {
    const server = await this.#listening()
    if (this.#running.size === 0) server.reset(state)
    const { settingOf, speed } = this.#options
    const token = newSecret()
    const awsKeyId = newAccessKeyId()
    const setting = settingOf(command, { url: server.url, token, awsUrl: server.awsUrl, awsKeyId })
    this.#arrivals?.add(pid, { kind: 'started', argv: command.argv })
    const who = startStandIn(this.served, pid, command)
    for (const secret of [token, awsKeyId]) server.clients.add(secret, who)
    const [, ...args] = scaleTimeOuts(command.argv, speed)
    const client = runClient({ ...setting, args: withEndpoint(command, args, server), stdin: command.stdin })
    this.#running.set(pid, { client, secrets: [token, awsKeyId] })
    void client.ended.then((exit) => {
      this.#ended(server, who, exit)
      setting.done()
    })
    return this.served.world
  }

  override async advance(state: World, until: (state: World) => boolean): Promise<Advanced<World>> {
    if (!this.runs) return this.embedded.advance(state, until)
    await this.#runUntil(until)
    const { world } = this.served
    return until(world) ? { state: world, reason: 'until' } : this.embedded.advance(world, until)
  }

  override async elapse(state: World, ms: number): Promise<World> {
    if (!this.runs) return this.embedded.elapse(state, ms)
    const endMs = state.now + ms
    await this.#runUntil((world) => world.now >= endMs)
    const { world } = this.served
    return world.now >= endMs ? world : this.embedded.elapse(world, endMs - world.now)
  }

  /** Kill what runs, at once: for the end of this process. */
  kill(): void {
    for (const { client } of this.#running.values()) client.kill()
  }

  /** Kill what runs and stop listening. */
  async close(): Promise<void> {
    this.kill()
    await (await this.#server)?.close()
  }

  /** Let the clock run until the condition holds or no binary runs any more. Throws `LimitReached` for one that hangs. */
  async #runUntil(until: (world: World) => boolean): Promise<void> {
    const { clock } = await this.#listening()
    const { wall, speed } = this.#options
    const limitMs = 120_000 + 3_600_000 / speed
    const startMs = wall.now()
    const late = (): boolean => wall.now() - startMs > limitMs
    const over = () => this.#running.size === 0 || this.#problem !== undefined || late()
    await clock.runUntil((world) => over() || until(world))
    if (this.#problem !== undefined) {
      this.kill()
      throw this.#problem
    }
    if (!late() || this.#running.size === 0) return
    this.kill()
    throw new LimitReached('realClientMs', limitMs, 'Give the command a --timeout, or a higher --speed.')
  }

  #listening(): Promise<WorldServer> {
    const { system: _, checks: __, onArrival: ___, ...options } = this.#options
    const attention = options.speed <= 1 ? PATIENT : { quietMs: QUIET_MS }
    const arrivals = this.#arrivals && { arrivals: this.#arrivals }
    this.#server ??= WorldServer.start({
      ...options,
      served: this.served,
      speed: 'paused',
      attention,
      ...arrivals,
      history: Number.POSITIVE_INFINITY,
      onProblem: (error) => {
        this.#problem = error
      },
    }).then((server) => {
      server.clock.setSpeed(options.speed)
      server.clock.pause()
      return server
    })
    return this.#server
  }

  #ended(server: WorldServer, who: Client, exit: Exit): void {
    server.clock.catchUp()
    for (const secret of this.#running.get(who.actor)?.secrets ?? []) server.clients.remove(secret)
    this.#running.delete(who.actor)
    this.#arrivals?.add(who.actor, { kind: 'ended', exit })
    endStandIn(this.served, who, exit)
  }
}

/** aws-cli before 2.13 does not know `AWS_ENDPOINT_URL`, and would speak to AWS itself. */
function withEndpoint(
  { argv }: ToolArgs,
  args: readonly string[],
  { awsUrl }: WorldServer,
): readonly string[] {
  return argv[0] === 'aws' ? ['--endpoint-url', awsUrl, ...args] : args
}
