import type { ContainerArgs } from '../../contract/component.js'
import type { Listens } from '../../contract/network.js'
import type { JsonObject } from '../../kernel/json.js'
import { Cancelled, type Proc, type ProgramContext } from '../../kernel/process.js'
import { checkpoint, inspect, mint, printError, report, sleep, spawn } from '../../kernel/requests.js'
import { DatabaseHandle, type HandleState } from '../sql/database-handle.js'
import { serverLog } from '../zap.js'
import { portsOf, type ServerConfig, serverConfigOf } from './server-config.js'
import { applyClusterMetadata, initSystemNamespaces, verifyCompatibleVersion } from './start-up.js'

/** Answers requests to the frontend; see `frontend.ts`. */
export const FRONTEND_PROGRAM = 'temporal.frontend'
/** Says when a connection has lived long enough. */
export const LIFETIME_PROGRAM = 'temporal.connection-lifetime'

/** Every service writes its heartbeat this often (common/membership/ringpop/monitor.go). */
const HEARTBEAT_MS = 10_000
const EXIT_FAILURE = 1

/** What a running server keeps over a checkpoint. */
interface Running extends JsonObject {
  readonly default: HandleState & JsonObject
  readonly visibility: (HandleState & JsonObject) | null
  /** Process that counts the lifetime of connections, or null. */
  readonly lifetimes: string | null
  /** What it said last. */
  readonly lived: string
  /** Whether the last heartbeat reached the stores. */
  readonly healthy: boolean
}

/**
 * A process of the Temporal server: the check of both stores' versions, cluster metadata, the system's namespace; then it listens and keeps its
 * connections. A failure until then ends it with exit code 1 and the error's text. Afterwards nothing ends it but a signal: stores that are lost
 * are looked for at each heartbeat, and connections are made anew after their lifetime, which is when a changed password is noticed.
 * Source: temporalio/temporal v1.29.1 cmd/server/main.go, temporal/fx.go, temporal/server_impl.go.
 */
export function* runServer(args: ContainerArgs, context: ProgramContext, release: string): Proc<number> {
  const config = serverConfigOf(args)
  if (context.resume !== null) return yield* serve(config, release, context.resume as unknown as Running)
  const invalid = config.archival.history.problem ?? config.archival.visibility.problem
  if (invalid !== null) return yield* notCreated(invalid)
  const incompatible = yield* verifyCompatibleVersion(config, release)
  if (incompatible !== null) return yield* notCreated(incompatible)
  const main = new DatabaseHandle(config.default, serverLog, release)
  const visibility = config.visibility && new DatabaseHandle(config.visibility, serverLog, release)
  yield* main.open()
  if (visibility !== null) yield* visibility.open()
  const unread = yield* applyClusterMetadata(main, config)
  if (unread !== null) return yield* notCreated(unread)
  const unregistered = yield* initSystemNamespaces(main)
  if (unregistered !== null) {
    yield* printError(`Unable to start server. Error: ${unregistered}`)
    return EXIT_FAILURE
  }
  for (const service of config.services)
    yield* serverLog('info', `${service} started`, 'service.go', { service })
  const lifetimeMs = config.default.maxConnLifetimeMs
  const lifetimes =
    lifetimeMs === 0 ? null : yield* spawn('connection-lifetime', LIFETIME_PROGRAM, { lifetimeMs })
  const running = { lifetimes, lived: '', healthy: true }
  return yield* serve(config, release, { ...running, ...statesOf(main, visibility) })
}

function* notCreated(error: string): Proc<number> {
  yield* printError(
    `Unable to create server. Error: could not build arguments for function "go.temporal.io/server/temporal".NewServerFx: received non-nil error from function "go.temporal.io/server/temporal".ServerOptionsProvider: ${error}`,
  )
  return EXIT_FAILURE
}

function statesOf(main: DatabaseHandle, visibility: DatabaseHandle | null) {
  return {
    default: { ...main.state },
    visibility: visibility === null ? null : { ...visibility.state },
  }
}

/** Listen until a signal says to stop, which is an orderly end. */
function* serve(config: ServerConfig, release: string, started: Running): Proc<number> {
  try {
    return yield* keepServing(config, release, started)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    yield* printError('All services are stopped.')
    return 0
  }
}

/** At each heartbeat, see to the connections. */
function* keepServing(config: ServerConfig, release: string, started: Running): Proc<never> {
  const main = new DatabaseHandle(config.default, serverLog, release, started.default)
  const visibility =
    config.visibility &&
    new DatabaseHandle(config.visibility, serverLog, release, started.visibility ?? undefined)
  let running = started
  for (;;) {
    yield* report({ ready: true, listens: listensOf(config, release, running) })
    yield* sleep(HEARTBEAT_MS, 'background')
    const lived = yield* livedOf(running.lifetimes)
    const healthy = yield* heartbeat(
      [main, ...(visibility === null ? [] : [visibility])],
      lived !== running.lived,
    )
    if (healthy !== running.healthy) yield* sayHealth(healthy)
    running = { ...running, ...statesOf(main, visibility), lived, healthy }
    yield* checkpoint(running)
  }
}

function* livedOf(lifetimes: string | null): Proc<string> {
  if (lifetimes === null) return ''
  const seen = (yield* inspect(lifetimes))?.report
  return typeof seen === 'string' ? seen : ''
}

function* heartbeat(stores: readonly DatabaseHandle[], retire: boolean): Proc<boolean> {
  let healthy = true
  for (const store of stores) {
    if (retire) yield* store.retire()
    const { ok } = yield* store.execute('SELECT 1')
    healthy &&= ok
  }
  return healthy
}

/** Upstream says so at every attempt; here once each time it changes. */
function* sayHealth(healthy: boolean): Proc<void> {
  if (healthy) yield* serverLog('info', 'Successfully updated membership record', 'monitor.go')
  else yield* serverLog('error', 'Error updating membership record', 'monitor.go')
}

function listensOf(config: ServerConfig, release: string, running: Running): Listens {
  const answers = {
    program: FRONTEND_PROGRAM,
    args: {
      release,
      store: config.default as unknown as JsonObject,
      handle: { ...running.default },
      archival: config.archival as unknown as JsonObject,
    },
  }
  const listens: Record<string, Listens[string]> = {}
  for (const service of config.services) {
    for (const [index, port] of portsOf(service, config).entries()) {
      listens[String(port)] = index === 0 && service.endsWith('frontend') ? answers : {}
    }
  }
  return listens
}

/** `{ lifetimeMs }`: reports a new word whenever that time has passed. */
export function* countLifetimes(args: JsonObject): Proc<number> {
  for (;;) {
    yield* sleep(Number(args['lifetimeMs']), 'background')
    yield* report(yield* mint('connection-lifetime', ''))
    yield* checkpoint({})
  }
}
