import { blockOnWait, evaluateWait } from './blocking.js'
import { performShared } from './effects.js'
import { InvariantViolation } from './errors.js'
import { checkpointProcess, performCall, resumeProcess } from './interpreter.js'
import type { Json } from './json.js'
import { pendingRequest } from './live.js'
import { EffectPending } from './pending.js'
import { portOf } from './port.js'
import { actorOf, type Process, type Request } from './process.js'
import { propagate } from './propagate.js'
import { finishControllerProcess, runReconcile } from './reconcile.js'
import type { System } from './system.js'
import { AGENDA, type AgendaItem, asJson, PROCESSES } from './tables.js'
import { type Footprint, Transaction } from './transaction.js'
import type { World } from './world.js'

export interface Step {
  readonly world: World
  readonly footprint: Footprint
}

/**
 * Perform the transition with this label: the one way in which a world changes. Throws {@link EffectPending}, with the
 * world as it was, when a port cannot answer yet.
 */
export function step(system: System, world: World, label: string, inPlace = false): Step {
  const item = world.get<AgendaItem>(AGENDA, label)
  if (item === undefined) throw new InvariantViolation(`no transition ${label} is enabled`)
  const tx = new Transaction(system, world, {
    actor: actorOfItem(world, item),
    now: item.at,
    cause: item.cause,
    inPlace,
  })
  try {
    runItem(tx, label, item)
    return finishStep(tx)
  } catch (error) {
    if (inPlace && error instanceof EffectPending) tx.undo()
    throw error
  }
}

/** Propagate the transaction's changes and commit it. */
export function finishStep(tx: Transaction): Step {
  propagate(tx)
  return { world: tx.commit(), footprint: tx.footprint() }
}

function actorOfItem(world: World, { target }: AgendaItem): string {
  if (target.kind === 'reconcile') return target.controller
  const process = world.get<Process>(PROCESSES, target.pid)
  return process === undefined ? target.pid : actorOf(process)
}

function runItem(tx: Transaction, label: string, item: AgendaItem): void {
  if (item.target.kind === 'reconcile') {
    runReconcile(tx, label, item.target.controller, item.target.key)
    return
  }
  tx.delete(AGENDA, label)
  const process = tx.get<Process>(PROCESSES, item.target.pid)
  if (process === undefined || process.exit !== null) return
  if (process.signal !== null) resumeProcess(tx, process, { kind: 'cancelled', signal: process.signal })
  else runRequest(tx, process, pendingRequest(tx.system, process), item.target.timeout)
  finishControllerProcess(tx, process.pid)
}

/** Make the effect of the pending request and continue with its answer. */
export function runRequest(tx: Transaction, process: Process, request: Request, timeout: boolean): void {
  switch (request.kind) {
    case 'waitUntil': {
      const { answers, holds } = evaluateWait(tx, request, actorOf(process)).result
      if (holds || timeout) resumeValue(tx, process, asJson({ timedOut: !holds, answers }))
      else tx.put(PROCESSES, process.pid, blockOnWait(tx, process, request, process.blocked?.since ?? tx.now))
      return
    }
    case 'join': {
      const target = tx.get<Process>(PROCESSES, request.pid)
      if (target === undefined)
        throw new InvariantViolation(`join of unknown process ${request.pid}`, process.pid)
      if (target.exit !== null) resumeValue(tx, process, asJson(target.exit))
      return
    }
    case 'checkpoint':
      checkpointProcess(tx, process, request.locals)
      return
    default:
      runEffect(tx, process, request)
  }
}

function runEffect(tx: Transaction, process: Process, request: Request): void {
  switch (request.kind) {
    case 'call': {
      const answer = performCall(tx, request.call, actorOf(process))
      const held = portOf(tx.system, request.call.port).held?.(request.call.payload, answer) ?? []
      resumeProcess(tx, process, { kind: 'value', value: answer }, held)
      return
    }
    case 'sleep':
      resumeValue(tx, process, null)
      return
    case 'report':
      resumeValue(tx, { ...process, report: request.status }, null)
      return
    default:
      resumeValue(tx, process, performShared(tx, request, actorOf(process)))
  }
}

function resumeValue(tx: Transaction, process: Process, value: Json): void {
  resumeProcess(tx, process, { kind: 'value', value })
}
