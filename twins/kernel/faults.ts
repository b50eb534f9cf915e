import { InvariantViolation } from './errors.js'
import { killProcess, performCall, resumeProcess, terminateProcess } from './interpreter.js'
import { pendingRequest } from './live.js'
import { actorOf, type Process } from './process.js'
import { restartController } from './reconcile.js'
import type { Alternative } from './scheduler.js'
import type { System } from './system.js'
import { AGENDA, type AgendaItem, labels, PROCESSES } from './tables.js'
import { Transaction } from './transaction.js'
import { finishStep } from './transition.js'
import type { World } from './world.js'

/**
 * How many faults a schedule may contain, and which processes they may hit. Crashes: SIGKILL before or after the
 * effect of a request, SIGTERM, a lost answer, a controller restart. Stalls: an actor sleeps past the next timer.
 */
export interface FaultBudget {
  readonly crashes: number
  readonly stalls: number
  /** pids (and their children) that may crash. */
  readonly processes: readonly string[]
  /** Controllers that may restart or stall. */
  readonly controllers: readonly string[]
}

export const NO_FAULTS: FaultBudget = { crashes: 0, stalls: 0, processes: [], controllers: [] }

const PROCESS_FAULTS = ['kill-before', 'kill-after', 'terminate', 'lose-response'] as const

/** The faults that may be injected at this point, by label. */
export function faultsAt(system: System, world: World, budget: FaultBudget): readonly Alternative[] {
  const faults: Alternative[] = []
  const add = (label: string) => faults.push({ label, kind: 'fault' })
  if (budget.crashes > 0) {
    for (const process of runningProcesses(world, budget)) {
      for (const fault of processFaults(system, world, process)) add(`${fault} ${process.pid}`)
    }
    for (const name of budget.controllers) add(`restart ${name}`)
  }
  if (budget.stalls > 0) {
    for (const name of stallable(world, budget)) add(`stall ${name}`)
  }
  return faults
}

/** Inject a fault. Returns the world after it and what is left of the budget. */
export function applyFault(
  system: System,
  world: World,
  label: string,
  budget: FaultBudget,
): { readonly world: World; readonly budget: FaultBudget } {
  const space = label.indexOf(' ')
  const fault = label.slice(0, space)
  const target = label.slice(space + 1)
  const tx = new Transaction(system, world, {
    actor: target,
    now: faultTime(world, target),
    cause: world.seq,
  })
  tx.append({ kind: 'fault', fault, target })
  if (fault === 'stall') stall(tx, target)
  else if (fault === 'restart') restartController(tx, target)
  else crash(tx, fault, target)
  const left =
    fault === 'stall' ? { ...budget, stalls: budget.stalls - 1 } : { ...budget, crashes: budget.crashes - 1 }
  return { world: finishStep(tx).world, budget: left }
}

function runningProcesses(world: World, budget: FaultBudget): readonly Process[] {
  return world
    .list<Process>(PROCESSES)
    .map((row) => row.value)
    .filter(
      (process) => process.exit === null && budget.processes.some((root) => isWithin(process.pid, root)),
    )
}

function isWithin(pid: string, root: string): boolean {
  return pid === root || pid.startsWith(`${root}/`)
}

/** A crash between two requests is one crash: `kill-after` request k and `kill-before` request k+1 differ only in time. */
function processFaults(system: System, world: World, process: Process): readonly string[] {
  const due = world.get(AGENDA, labels.process(process.pid)) !== undefined
  if (!due || pendingRequest(system, process).kind !== 'call') return ['kill-before', 'terminate']
  return PROCESS_FAULTS
}

function crash(tx: Transaction, fault: string, pid: string): void {
  const process = tx.get<Process>(PROCESSES, pid)
  if (process === undefined || process.exit !== null)
    throw new InvariantViolation(`no running process ${pid}`)
  switch (fault) {
    case 'kill-before':
      killProcess(tx, process)
      return
    case 'kill-after':
      makeEffect(tx, process)
      killProcess(tx, process)
      return
    case 'terminate':
      terminateProcess(tx, process)
      return
    case 'lose-response':
      makeEffect(tx, process)
      resumeProcess(tx, process, { kind: 'connection-lost' })
      return
    default:
      throw new InvariantViolation(`unknown fault ${fault}`, pid)
  }
}

/** The effect of the pending call, whose answer nobody gets. */
function makeEffect(tx: Transaction, process: Process): void {
  const request = pendingRequest(tx.system, process)
  if (request.kind !== 'call')
    throw new InvariantViolation('only calls have an effect to survive', process.pid)
  performCall(tx, request.call, actorOf(process))
}

/** Controllers that have something pending which could be late. */
function stallable(world: World, budget: FaultBudget): readonly string[] {
  if (nextTimer(world) === undefined) return []
  const names = new Set<string>()
  for (const { value } of world.table(AGENDA).allByIndex('latency')) {
    const target = (value as AgendaItem).target
    if (target.kind === 'reconcile' && budget.controllers.includes(target.controller))
      names.add(target.controller)
  }
  return [...names].sort()
}

/** Everything the controller has pending happens only after the next timer. */
function stall(tx: Transaction, controller: string): void {
  const timer = nextTimer(tx.base)
  if (timer === undefined) return
  for (const { key, value } of tx.list<AgendaItem>(AGENDA, labels.reconcile(controller, ''))) {
    tx.put(AGENDA, key, { ...value, class: 'foreground', at: Math.max(value.at, timer.at + 1) })
  }
}

function nextTimer(world: World): AgendaItem | undefined {
  const agenda = world.table(AGENDA)
  const foreground = agenda.firstByIndex('foreground')?.value as AgendaItem | undefined
  const background = agenda.firstByIndex('background')?.value as AgendaItem | undefined
  if (foreground === undefined || background === undefined) return foreground ?? background
  return foreground.at <= background.at ? foreground : background
}

function faultTime(world: World, pid: string): number {
  const item = world.get<AgendaItem>(AGENDA, labels.process(pid))
  return item === undefined ? world.now : Math.max(world.now, item.at)
}
