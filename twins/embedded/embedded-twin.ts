import { imageProgramName, type ToolArgs, toolProgramName } from '../contract/component.js'
import type { Advanced, HistoryCheck, Settled, Twin } from '../contract/twin.js'
import { findProcess, launch, transact } from '../kernel/boot.js'
import { RehearseError } from '../kernel/errors.js'
import { canonicalFingerprint } from '../kernel/fingerprint.js'
import { hashToHex } from '../kernel/hash.js'
import { killProcess } from '../kernel/interpreter.js'
import { compareKeys, type Json } from '../kernel/json.js'
import { type LogEntry, logEntries } from '../kernel/log.js'
import type { Monitor } from '../kernel/monitor.js'
import { type Driving, drive, driveNow } from '../kernel/pending.js'
import type { Process } from '../kernel/process.js'
import { runningThrough } from '../kernel/scheduler.js'
import { settling } from '../kernel/settle.js'
import type { System } from '../kernel/system.js'
import { MONITORS, PROCESSES } from '../kernel/tables.js'
import type { World } from '../kernel/world.js'
import { explorableWorlds } from './explorable.js'

/**
 * The default twin: in process, in virtual time, every state a value that can be continued from. It answers at once, or
 * with a promise where an effect outside of the world is pending (a statement on a database).
 */
export function createEmbeddedTwin(system: System, checks: readonly HistoryCheck[] = []): Twin<World> {
  return {
    name: 'embedded',
    capabilities: { branch: true, virtualTime: true, faults: true },
    profile: system.profile,
    start: (world, pid, command) => launch(system, world, pid, programOf(system, command), command),
    advance: (world, until) => drive(advance(system, world, until)),
    settle: (world, horizonMs) => drive(settle(system, world, horizonMs)),
    elapse: (world, ms) => drive(elapsing(system, world, ms)),
    restartContainers: (world) => restartContainers(system, world),
    arm: (world) =>
      transact(system, world, 'harness', (tx) => {
        for (const check of checks) tx.put(MONITORS, check.name, check.start(world))
      }),
    checkState: (world, name) => world.get<Json>(MONITORS, name) ?? null,
    exitOf: (world, pid) => findProcess(world, pid)?.exit ?? null,
    view: (world) => world,
    log: (world) => sinceStart(system, logEntries(world.log)),
    now: (world) => world.now - (system.startMs ?? 0),
    digest: (world) => hashToHex(canonicalFingerprint(world)),
    explorable: explorableWorlds(system),
  }
}

/** Times since the start of a system whose worlds begin elsewhere than at virtual time 0. */
function sinceStart({ startMs = 0 }: System, entries: readonly LogEntry[]): readonly LogEntry[] {
  if (startMs === 0) return entries
  return entries.map((entry) => {
    const { at, event } = entry
    const shown = event.kind === 'skipped' ? { ...event, until: event.until - startMs } : event
    return { ...entry, at: at - startMs, event: shown }
  })
}

function* advance(system: System, world: World, until: (world: World) => boolean): Driving<Advanced<World>> {
  const result = yield* runningThrough(system, world, { until, skipQuiet: true })
  return { state: result.world, reason: result.reason === 'until' ? 'until' : 'quiescent' }
}

function* settle(system: System, world: World, horizonMs?: number): Driving<Settled<World>> {
  const options = horizonMs === undefined ? {} : { horizonMs }
  const { world: state, schedule: _taken, ...ending } = yield* settling(system, world, options)
  return { state, ...ending }
}

/** Let `ms` of virtual time pass where no effect can be pending; throws `EffectPending` if one is. */
export function elapse(system: System, world: World, ms: number): World {
  return driveNow(elapsing(system, world, ms))
}

/** The world's clock stands at the end of the time even if nothing happens then. */
function* elapsing(system: System, world: World, ms: number): Driving<World> {
  const deadlineMs = world.now + ms
  const result = yield* runningThrough(system, world, { background: true, deadlineMs })
  return result.world.at(deadlineMs)
}

/** Monitors that stay silent until the check is armed. */
export function monitorsOf(checks: readonly HistoryCheck[]): readonly Monitor[] {
  return checks.map((check) => ({
    name: check.name,
    tables: check.tables,
    init: null,
    step: (state, change, view) => (state === null ? null : check.step(state, change, view)),
  }))
}

function restartContainers(system: System, world: World): World {
  return transact(system, world, 'harness', (tx) => {
    for (const { value: process } of tx.list<Process>(PROCESSES)) {
      if (process.program.startsWith(imageProgramName(''))) killProcess(tx, process)
    }
  })
}

function programOf(system: System, command: ToolArgs): string {
  const binary = command.argv[0] ?? ''
  const name = toolProgramName(binary)
  if (system.programs.has(name)) return name
  throw new RehearseError(`no built-in tool ${JSON.stringify(binary)}`, {
    code: 'unknown-tool',
    subject: command.argv.join(' '),
    remedy: `Built in are ${toolsOf(system).join(', ')}; other commands need the real binaries.`,
  })
}

function toolsOf(system: System): readonly string[] {
  const prefix = toolProgramName('')
  return [...system.programs.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort(compareKeys)
}
