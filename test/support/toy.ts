import {
  Cancelled,
  type Controller,
  call,
  controllerProgram,
  DEFAULT_LIMITS,
  exec,
  hashJson,
  type Json,
  type JsonObject,
  join,
  memoryFiles,
  mint,
  now,
  type Port,
  type Proc,
  type Program,
  park,
  print,
  report,
  type System,
  sleep,
  spawn,
  type TableSpec,
  waitUntil,
} from '../../twins/kernel/index.js'

/**
 * A toy component for the kernel's laws: a key-value store behind a port, a controller that copies `src/x` to
 * `dst/x`, one that deletes `dst/x` when `src/x` is gone, and programs that use every request.
 */
export const STORE = 'toy.store'

const store: TableSpec<JsonObject> = {
  name: STORE,
  fingerprint: (row) => hashJson(row['value'] ?? null),
  canonical: (row) => row['value'] ?? null,
}

const port: Port = {
  name: 'store',
  latencyMs: 10,
  describe: (payload) => `${payload['verb']} ${payload['key']}`,
  handle: (tx, payload) => {
    const key = String(payload['key'])
    switch (payload['verb']) {
      case 'put': {
        const before = tx.get<JsonObject>(STORE, key)
        if (before !== undefined && before['value'] === payload['value']) return 'unchanged'
        const after: JsonObject = {
          value: payload['value'] ?? null,
          metadata: { resourceVersion: String(tx.nextRevision()) },
        }
        tx.append({ kind: 'write', verb: 'put', table: STORE, key, before: before ?? null, after })
        tx.put(STORE, key, after)
        return 'written'
      }
      case 'create': {
        const name = `made/${tx.mintName('store', 'name', key, `${key}-`)}`
        tx.append({ kind: 'write', verb: 'create', table: STORE, key: name, before: null, after: {} })
        tx.put(STORE, name, { value: name, metadata: { resourceVersion: String(tx.nextRevision()) } })
        return name
      }
      case 'delete':
        tx.append({ kind: 'write', verb: 'delete', table: STORE, key, before: null, after: null })
        tx.delete(STORE, key)
        return null
      case 'list':
        return tx.list<JsonObject>(STORE, key).map((row) => row.key)
      default:
        return tx.get<JsonObject>(STORE, key)?.['value'] ?? null
    }
  },
  held: (payload) => [{ table: STORE, key: String(payload['key']), version: 'n/a' }],
}

export const put = (key: string, value: Json) => call('store', { verb: 'put', key, value })
export const get = (key: string) => call('store', { verb: 'get', key })

const copier: Controller = {
  name: 'copier',
  latencyMs: 50,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  watches: [{ table: STORE, prefix: 'src/', map: (change) => [change.key.slice('src/'.length)] }],
  initial: (view) => view.list(STORE, 'src/').map((row) => row.key.slice('src/'.length)),
  *reconcile(key) {
    const value = yield* get(`src/${key}`)
    if (value === 'bad') return { error: `cannot copy ${key}` }
    if (value === null) yield* call('store', { verb: 'delete', key: `dst/${key}` })
    else yield* put(`dst/${key}`, value)
    return value === 'timed' ? { requeueAfterMs: 5000, timer: 'foreground' } : {}
  },
}

/** Refreshes `tick/<key>` for ever; `flip` alternates, so that the world never settles. */
const refresher: Controller = {
  name: 'refresher',
  latencyMs: 5,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  watches: [{ table: STORE, prefix: 'tick/', map: (change) => [change.key] }],
  initial: () => [],
  *reconcile(key) {
    const at = yield* now()
    const value = yield* get(key)
    if (value === 'flip') yield* put('flipped', Math.floor(at / 60_000) % 2)
    return value === null ? {} : { requeueAfterMs: 60_000 }
  },
}

function* writer(args: JsonObject): Proc<number> {
  const keys = args['keys'] as readonly string[]
  for (const key of keys) {
    yield* put(`src/${key}`, `${key}@${yield* now()}`)
    yield* print(`wrote ${key}`)
  }
  const name = yield* call('store', { verb: 'create', key: keys[0] ?? '' })
  yield* print(`made ${name}`)
  return 0
}

/** Uses every request at least once. */
function* everything(args: JsonObject): Proc<number> {
  const who = String(args['who'])
  const token = yield* mint('token', who)
  yield* put(`src/${who}`, token)
  const child = yield* spawn('child', 'writer', { keys: [`${who}-a`, `${who}-b`] })
  const waited = yield* waitUntil({
    reads: [{ port: 'store', payload: { verb: 'get', key: `dst/${who}-b` } }],
    predicate: ([value]) => value !== null,
    pollMs: 2000,
    timeoutMs: 30_000,
  })
  yield* report({ waited: !waited.timedOut })
  const exit = yield* join(child)
  yield* sleep(1000)
  const nested = yield* exec('nested', 'writer', { keys: [`${who}-c`] })
  yield* print(`${exit.code} ${nested.code} ${waited.timedOut}`)
  return waited.timedOut ? 1 : 0
}

function* stubborn(): Proc<number> {
  try {
    yield* put('src/begun', 'yes')
    yield* put('src/more', 'yes')
    yield* park()
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    yield* put('src/cleaned', 'yes')
    return 3
  }
  return 0
}

function* counter(args: JsonObject, context: { readonly resume: Json }): Proc<number> {
  const to = Number(args['to'])
  for (let count = Number(context.resume ?? 0); count < to; count++) {
    yield* put('src/count', count)
    yield { kind: 'checkpoint', locals: count + 1 }
  }
  return 0
}

/** Sleeps for an hour, then writes. */
function* sleeper(): Proc<number> {
  yield* sleep(3_600_000)
  yield* put('src/slept', 'yes')
  return 0
}

const programs: Readonly<Record<string, Program>> = { writer, everything, stubborn, counter, sleeper }

/** A system of toys. */
export function toySystem(options: Partial<System> = {}): System {
  const controllers = [copier, refresher]
  return {
    tables: [store],
    ports: new Map([[port.name, port]]),
    programs: new Map([
      ...Object.entries(programs),
      ...controllers.map(controllerProgram).map(({ name, program }) => [name, program] as const),
    ]),
    controllers: new Map(controllers.map((controller) => [controller.name, controller])),
    monitors: [
      {
        name: 'writes',
        tables: [STORE],
        init: 0,
        step: (state) => (state as number) + 1,
      },
    ],
    files: memoryFiles({}),
    profile: {},
    limits: DEFAULT_LIMITS,
    versionOf: () => 'n/a',
    grain: 'reconcile',
    alwaysReexecute: false,
    ...options,
  }
}
