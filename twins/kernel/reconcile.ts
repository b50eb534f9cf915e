import type { Controller, ReconcileResult } from './controller.js'
import { performShared } from './effects.js'
import { InvariantViolation, LimitReached } from './errors.js'
import { startProcess } from './interpreter.js'
import type { Json } from './json.js'
import { CONTROLLER_PROGRAM, type Proc, type Process, type Program, type Request } from './process.js'
import { AGENDA, type AgendaItem, asJson, DIRTY, FAILURES, labels, PROCESSES } from './tables.js'
import type { Transaction } from './transaction.js'

/** Add a key to a controller's queue; a key that is queued already stays where it is (client-go workqueue). */
export function enqueue(tx: Transaction, controller: Controller, key: string, cause: number): void {
  const label = labels.reconcile(controller.name, key)
  if (tx.get(AGENDA, label) !== undefined) return
  if (tx.system.grain === 'write' && tx.get(PROCESSES, processId(controller.name, key)) !== undefined) {
    tx.put(DIRTY, label, cause)
    return
  }
  const target = { kind: 'reconcile', controller: controller.name, key } as const
  tx.put(AGENDA, label, {
    at: tx.now + controller.latencyMs,
    class: 'latency',
    target,
    cause,
  } satisfies AgendaItem)
}

/** Run one reconcile: whole at grain `reconcile`, or as a process whose requests interleave at grain `write`. */
export function runReconcile(tx: Transaction, label: string, name: string, key: string): void {
  tx.delete(AGENDA, label)
  const controller = controllerNamed(tx, name)
  if (tx.system.grain === 'write') {
    const pid = processId(name, key)
    startProcess(tx, { pid, program: CONTROLLER_PROGRAM + name, args: { key }, parent: '' })
    finishControllerProcess(tx, pid)
    return
  }
  const reconcile = controller.reconcile(key, { profile: tx.system.profile })
  applyResult(tx, controller, key, runWhole(tx, controller, reconcile))
}

/** Forget all memory of a controller and list everything again, as a restart of its pod does. */
export function restartController(tx: Transaction, name: string): void {
  const controller = controllerNamed(tx, name)
  for (const kind of [labels.reconcile(name, ''), labels.resync(name, '')]) {
    for (const row of tx.list(AGENDA, kind)) tx.delete(AGENDA, row.key)
  }
  for (const row of tx.list(FAILURES, failureKey(name, ''))) tx.delete(FAILURES, row.key)
  for (const row of tx.list(DIRTY, labels.reconcile(name, ''))) tx.delete(DIRTY, row.key)
  for (const row of tx.list(PROCESSES, processId(name, ''))) {
    dropProcess(tx, row.key)
  }
  for (const key of controller.initial(tx)) enqueue(tx, controller, key, tx.seq)
}

/** At grain `write`: when the process of a reconcile has ended, apply its result and forget it. */
export function finishControllerProcess(tx: Transaction, pid: string): void {
  const process = tx.get<Process>(PROCESSES, pid)
  if (process === undefined || process.exit === null || !process.program.startsWith(CONTROLLER_PROGRAM))
    return
  const name = process.program.slice(CONTROLLER_PROGRAM.length)
  const key = String(process.args['key'])
  const label = labels.reconcile(name, key)
  tx.delete(PROCESSES, pid)
  const controller = controllerNamed(tx, name)
  if (process.exit.signal === null)
    applyResult(tx, controller, key, process.report as unknown as ReconcileResult)
  const dirty = tx.get<number>(DIRTY, label)
  if (dirty === undefined) return
  tx.delete(DIRTY, label)
  enqueue(tx, controller, key, dirty)
}

/** The programs that run reconciles at grain `write`. */
export function controllerProgram(controller: Controller): {
  readonly name: string
  readonly program: Program
} {
  return {
    name: CONTROLLER_PROGRAM + controller.name,
    program: function* (args, context) {
      const result = yield* controller.reconcile(String(args['key']), { profile: context.profile })
      yield { kind: 'report', status: asJson(result) }
      return 0
    },
  }
}

function controllerNamed(tx: Transaction, name: string): Controller {
  const controller = tx.system.controllers.get(name)
  if (controller === undefined) throw new InvariantViolation(`no controller ${name}`)
  return controller
}

function processId(name: string, key: string): string {
  return `reconcile:${name}:${key}`
}

function failureKey(name: string, key: string): string {
  return `${name} ${key}`
}

/** Removes a process and what it waits for, without a trace: its children stay. */
export function dropProcess(tx: Transaction, pid: string): void {
  tx.delete(AGENDA, labels.process(pid))
  tx.delete(AGENDA, labels.timeout(pid))
  tx.delete(PROCESSES, pid)
}

function runWhole(
  tx: Transaction,
  controller: Controller,
  reconcile: Proc<ReconcileResult>,
): ReconcileResult {
  const limit = tx.system.limits.reconcileRequests
  let next = reconcile.next()
  for (let count = 0; count < limit; count++) {
    if (next.done) return next.value
    next = reconcile.next(performInReconcile(tx, controller.name, next.value))
  }
  throw new LimitReached('reconcileRequests', limit, `controller ${controller.name} does not end`)
}

function performInReconcile(tx: Transaction, actor: string, request: Request): Json {
  switch (request.kind) {
    case 'now':
      return tx.now
    case 'mint':
      return tx.mint(actor, request.purpose, request.subject)
    case 'note':
      tx.append({ kind: 'note', text: request.text }, actor)
      return null
    default:
      return performShared(tx, request, actor)
  }
}

function applyResult(tx: Transaction, controller: Controller, key: string, result: ReconcileResult): void {
  const label = labels.resync(controller.name, key)
  const failures = failureKey(controller.name, key)
  if (result.error !== undefined) {
    retry(tx, controller, key, result.error)
    return
  }
  tx.delete(FAILURES, failures)
  if (result.requeueAfterMs === undefined) {
    tx.delete(AGENDA, label)
    return
  }
  putTimer(tx, controller, key, result.requeueAfterMs, result.timer ?? 'background')
}

/** client-go util/workqueue ItemExponentialFailureRateLimiter: base * 2^failures, capped. */
function retry(tx: Transaction, controller: Controller, key: string, message: string): void {
  const failures = failureKey(controller.name, key)
  const count = tx.get<number>(FAILURES, failures) ?? 0
  const backoffMs = Math.min(controller.backoff.baseMs * 2 ** count, controller.backoff.maxMs)
  tx.put(FAILURES, failures, count + 1)
  tx.append({ kind: 'reconcile-error', key, message, backoffMs }, controller.name)
  putTimer(tx, controller, key, backoffMs, 'background')
}

function putTimer(
  tx: Transaction,
  controller: Controller,
  key: string,
  ms: number,
  timer: 'foreground' | 'background',
): void {
  const target = { kind: 'reconcile', controller: controller.name, key } as const
  const item: AgendaItem = { at: tx.now + ms, class: timer, target, cause: tx.seq }
  tx.put(AGENDA, labels.resync(controller.name, key), item)
}
