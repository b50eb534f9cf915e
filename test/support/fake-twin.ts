import type { ToolArgs } from '../../twins/contract/component.js'
import type { HistoryCheck, Settled, Twin } from '../../twins/contract/twin.js'
import { LimitReached, RehearseError } from '../../twins/kernel/errors.js'
import { compareKeys, type Json, type JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry, LogEvent } from '../../twins/kernel/log.js'
import type { Exit } from '../../twins/kernel/process.js'
import type { Row } from '../../twins/kernel/table.js'
import type { View } from '../../twins/kernel/world.js'
import { OBJECTS } from '../../twins/kubernetes/index.js'

/** A write some time after a command began, or in the background: only settling and waiting lets it happen. */
export interface FakeWrite {
  readonly afterMs: number
  readonly key: string
  /** Null deletes. */
  readonly object: JsonObject | null
  readonly background?: boolean
}

/** What a command does. `takesMs: null`: it never ends; `ends: 'background'`: only while settling. */
export interface FakeCommand {
  readonly takesMs: number | null
  readonly code?: number
  readonly stdout?: string
  readonly stderr?: string
  readonly ends?: 'background'
  readonly writes?: readonly FakeWrite[]
}

interface FakeEvent {
  readonly atMs: number
  readonly background: boolean
  readonly act: (state: FakeState) => FakeState
}

export interface FakeState {
  readonly now: number
  readonly objects: Readonly<Record<string, JsonObject>>
  readonly events: readonly FakeEvent[]
  readonly exits: Readonly<Record<string, Exit>>
  readonly log: readonly LogEntry[]
  readonly checks: Readonly<Record<string, Json>>
  /** How often it settled. */
  readonly settled: number
}

export interface FakeTwinOptions {
  /** Command line -> behaviour; others are refused as the twin refuses unknown tools. */
  readonly commands?: Readonly<Record<string, FakeCommand>>
  readonly checks?: readonly HistoryCheck[]
  readonly branch?: boolean
  /** How settling ends; a number is the count of settles after which a limit is reached. Default: settled. */
  readonly settles?: 'settled' | 'horizon' | 'diverges' | { readonly limitAfter: number }
  /** What restarting the containers changes. */
  readonly restarts?: (state: FakeState) => FakeState
}

export function fakeState(objects: Readonly<Record<string, JsonObject>> = {}): FakeState {
  return { now: 0, objects, events: [], exits: {}, log: [], checks: {}, settled: 0 }
}

/** A tiny twin whose whole future is written down: commands take so long and write this. */
export function createFakeTwin(options: FakeTwinOptions = {}): Twin<FakeState> {
  const checks = options.checks ?? []
  const twin: Twin<FakeState> = {
    name: 'fake',
    capabilities: { branch: options.branch ?? true, virtualTime: true, faults: false },
    profile: {},
    start: (state, pid, command) => startCommand(state, pid, command, options),
    advance: (start, until) => {
      let state = start
      for (;;) {
        if (until(state)) return { state, reason: 'until' }
        const next = nextEvent(
          state,
          state.events.some((event) => !event.background),
        )
        if (next === undefined) return { state, reason: 'quiescent' }
        state = perform(state, next)
      }
    },
    settle: (start) => settle(start, options.settles ?? 'settled'),
    elapse: (start, ms) => {
      const untilMs = start.now + ms
      let state = start
      for (;;) {
        const next = nextEvent(state, true)
        if (next === undefined || next.atMs > untilMs) return { ...state, now: untilMs }
        state = perform(state, next)
      }
    },
    exitOf: (state, pid) => state.exits[pid] ?? null,
    restartContainers: (state) => options.restarts?.(state) ?? state,
    arm: (state) => ({
      ...state,
      checks: Object.fromEntries(checks.map((check) => [check.name, check.start(viewOf(state.objects))])),
    }),
    checkState: (state, name) => state.checks[name] ?? null,
    view: (state) => viewOf(state.objects),
    log: (state) => state.log,
    now: (state) => state.now,
    digest: () => 'digest',
  }
  return twin
}

/** Read access to objects by row key, e.g. `secrets/ns/db`. */
export function viewOf(objects: Readonly<Record<string, JsonObject>>): View {
  const rows = (prefix: string): readonly Row<JsonObject>[] =>
    Object.keys(objects)
      .filter((key) => key.startsWith(prefix))
      .sort(compareKeys)
      .map((key) => ({ key, value: objects[key]! }))
  return {
    get: <V>(table: string, key: string) => (table === OBJECTS ? (objects[key] as V | undefined) : undefined),
    list: <V>(table: string, prefix = '') => (table === OBJECTS ? (rows(prefix) as readonly Row<V>[]) : []),
    byIndex: () => [],
  }
}

/** Write an object (null: delete it), with a log entry, and feed the checks. */
export function writeObject(
  state: FakeState,
  key: string,
  object: JsonObject | null,
  checks: readonly HistoryCheck[] = [],
): FakeState {
  const before = state.objects[key] ?? null
  const { [key]: _gone, ...others } = state.objects
  const objects = object === null ? others : { ...others, [key]: object }
  const verb = object === null ? 'delete' : before === null ? 'create' : 'update'
  const logged = append(state, 'writer', { kind: 'write', verb, table: OBJECTS, key, before, after: object })
  const change = {
    table: OBJECTS,
    key,
    before: before ?? undefined,
    after: object ?? undefined,
    seq: logged.log.length,
  }
  const stepped = checks
    .filter((check) => state.checks[check.name] !== undefined)
    .map((check) => [check.name, check.step(state.checks[check.name]!, change, viewOf(objects))] as const)
  return { ...logged, objects, checks: { ...state.checks, ...Object.fromEntries(stepped) } }
}

function startCommand(state: FakeState, pid: string, command: ToolArgs, options: FakeTwinOptions): FakeState {
  const line = command.argv.join(' ')
  const behaviour = options.commands?.[line]
  if (behaviour === undefined)
    throw new RehearseError(`no built-in tool ${line}`, { code: 'unknown-tool', subject: line })
  const writes = (behaviour.writes ?? []).map(
    (write): FakeEvent => ({
      atMs: state.now + write.afterMs,
      background: write.background ?? false,
      act: (now) => writeObject(now, write.key, write.object, options.checks),
    }),
  )
  const end = behaviour.takesMs === null ? [] : [endOf(state.now + behaviour.takesMs, pid, behaviour)]
  const started = append(state, pid, {
    kind: 'process-started',
    pid,
    program: 'fake',
    args: { argv: command.argv },
  })
  return { ...started, events: [...started.events, ...writes, ...end] }
}

function endOf(atMs: number, pid: string, behaviour: FakeCommand): FakeEvent {
  const { code = 0, stdout = '', stderr = '' } = behaviour
  const exit: Exit = { code, signal: null, stdout, stderr }
  return {
    atMs,
    background: behaviour.ends === 'background',
    act: (state) => ({
      ...append(state, pid, { kind: 'process-exited', pid, ...exit }),
      exits: { ...state.exits, [pid]: exit },
    }),
  }
}

function settle(start: FakeState, how: NonNullable<FakeTwinOptions['settles']>): Settled<FakeState> {
  if (typeof how === 'object' && start.settled >= how.limitAfter)
    throw new LimitReached('transitions', 10, 'Raise the limit.')
  let state = start
  for (let next = nextEvent(state, true); next !== undefined; next = nextEvent(state, true))
    state = perform(state, next)
  state = { ...state, settled: state.settled + 1 }
  if (how === 'horizon') return { state, outcome: 'horizon', horizonMs: 7000 }
  if (how === 'diverges') return { state, outcome: 'diverges', cycle: { periodMs: 60_000, from: 1, to: 2 } }
  return { state, outcome: 'settled' }
}

/** Background events go with time, but do not make it pass. */
function nextEvent(state: FakeState, background: boolean): FakeEvent | undefined {
  const eligible = background ? state.events : []
  return [...eligible].sort((x, y) => x.atMs - y.atMs)[0]
}

function perform(state: FakeState, event: FakeEvent): FakeState {
  const rest = { ...state, now: event.atMs, events: state.events.filter((other) => other !== event) }
  return event.act(rest)
}

function append(state: FakeState, actor: string, event: LogEvent): FakeState {
  const seq = state.log.length + 1
  const entry: LogEntry = { seq, at: state.now, actor, cause: seq - 1, event }
  return { ...state, log: [...state.log, entry] }
}
