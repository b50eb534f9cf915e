import type { Explorable, RunningCommand } from '../contract/explorable.js'
import { applyFault, faultsAt } from '../kernel/faults.js'
import { canonicalFingerprint, exactFingerprint } from '../kernel/fingerprint.js'
import type { JsonObject } from '../kernel/json.js'
import type { Process } from '../kernel/process.js'
import { skipQuiet } from '../kernel/quiet.js'
import { dropProcess } from '../kernel/reconcile.js'
import { type Alternative, enabledTransitions, nextTransition } from '../kernel/scheduler.js'
import type { System } from '../kernel/system.js'
import type { Row } from '../kernel/table.js'
import { AGENDA, type AgendaItem, PROCESSES } from '../kernel/tables.js'
import { type Footprint, footprintKey, Transaction } from '../kernel/transaction.js'
import { type Step, step } from '../kernel/transition.js'
import type { World } from '../kernel/world.js'

/** Start of the names of the kernel's own tables: queues and memory of the actors themselves. */
const KERNEL = 'kernel.'

/** Takes the runs of a world apart, transition by transition, as `run` of the kernel does with the default schedule. */
export function explorableWorlds(system: System): Explorable<World> {
  const steps = rememberedSteps(system)
  return {
    nominal: rememberedNominal(system),
    enabled: (world, budget) => [
      ...enabledTransitions(world, false).map((row): Alternative => ({ label: row.key, kind: 'transition' })),
      ...faultsAt(system, world, budget),
    ],
    withoutEffect: (world) => findWithoutEffect(system, world, steps),
    take: (world, { label, kind }, budget) => {
      if (kind === 'fault') {
        const faulted = applyFault(system, world, label, budget)
        return { state: faulted.world, budget: faulted.budget }
      }
      return { state: steps.take(world, label).world, budget }
    },
    footprint: (world, { label, kind }) => (kind === 'fault' ? null : steps.lookAt(world, label).footprint),
    exact: (world) => exactFingerprint(system, world),
    canonical: canonicalFingerprint,
    transitions: (world) => world.transitions,
    commands: runningCommands,
    forget: (world, pid) => forget(system, world, pid),
  }
}

function runningCommands(world: World): readonly RunningCommand[] {
  return world.list<Process>(PROCESSES).flatMap(({ value: { pid, args, exit, pending } }) => {
    const argv = commandLine(args)
    if (exit !== null || argv.length === 0) return []
    return [{ pid, argv, request: pending?.kind === 'call' ? pending.text : null }]
  })
}

/** Of a tool its argument vector, of a container its command and arguments. */
function commandLine({ argv, command, args }: JsonObject): readonly string[] {
  return [argv, command, args].flatMap((words) => (Array.isArray(words) ? (words as readonly string[]) : []))
}

/** Asked for the moves of a world, and again when one is taken: it must then be the same world. */
function rememberedNominal(system: System): Explorable<World>['nominal'] {
  const known = new WeakMap<World, ReturnType<Explorable<World>['nominal']>>()
  return (world) => {
    let next = known.get(world)
    if (next === undefined) {
      next = nominalOf(system, world)
      known.set(world, next)
    }
    return next
  }
}

function nominalOf(system: System, world: World): ReturnType<Explorable<World>['nominal']> {
  const next = nextTransition(world, false)
  if (next === undefined) return null
  const state = skipQuiet(system, world, next)
  const after = nextTransition(state, false)
  return after === undefined ? null : { state, label: after.key }
}

interface Steps {
  /** A transition that may be taken later: its result is kept as long as its world. */
  readonly lookAt: (world: World, label: string) => Step
  /** What was looked at before, or a transition of which nothing is kept. */
  readonly take: (world: World, label: string) => Step
}

/** Transitions that were looked at are often taken afterwards; most are taken without having been looked at. */
function rememberedSteps(system: System): Steps {
  const known = new WeakMap<World, Map<string, Step>>()
  return {
    lookAt: (world, label) => {
      const steps = known.get(world) ?? new Map<string, Step>()
      known.set(world, steps)
      const taken = steps.get(label) ?? step(system, world, label)
      steps.set(label, taken)
      return taken
    },
    take: (world, label) => known.get(world)?.get(label) ?? step(system, world, label),
  }
}

function findWithoutEffect(system: System, world: World, steps: Steps): string | null {
  const rows = world.table(AGENDA).allByIndex('latency') as Row<AgendaItem>[]
  for (const { key, value } of rows) {
    if (value.target.kind !== 'reconcile') continue
    const { footprint } = steps.lookAt(world, key)
    const own = footprintKey(AGENDA, key)
    if (
      [...footprint.writes].every((write) => write === own) &&
      isWoken(system, world, value.target, footprint)
    )
      return key
  }
  return null
}

/** Whether a change of anything that a reconcile has read would wake it again. */
function isWoken(
  system: System,
  world: World,
  { controller: name, key }: { readonly controller: string; readonly key: string },
  footprint: Footprint,
): boolean {
  const controller = system.controllers.get(name)
  if (controller === undefined) return false
  for (const read of [...footprint.reads, ...footprint.ranges]) {
    const at = read.indexOf('\u0000')
    const [table, row] = [read.slice(0, at), read.slice(at + 1)]
    if (table.startsWith(KERNEL)) continue
    const watches = controller.watches.filter(
      (watch) => watch.table === table && row.startsWith(watch.prefix ?? ''),
    )
    const value = world.get<unknown>(table, row)
    const change = { table, key: row, before: value, after: value, seq: 0 }
    const wakes =
      value === undefined
        ? watches.length > 0
        : watches.some((watch) => watch.map(change, world).includes(key))
    if (!wakes) return false
  }
  return true
}

/** Without the rows of an ended process and of those it started. */
function forget(system: System, world: World, pid: string): World {
  const tx = new Transaction(system, world, { actor: 'operator', now: world.now, cause: world.seq })
  dropProcess(tx, pid)
  for (const { key } of tx.list(PROCESSES, `${pid}/`)) tx.delete(PROCESSES, key)
  return tx.commit()
}
