import { InvariantViolation } from './errors.js'
import { killProcess, performCall, startProcess, terminateProcess, viewProcess } from './interpreter.js'
import type { Json } from './json.js'
import type { Process, Request, Signal } from './process.js'
import { asJson, PROCESSES } from './tables.js'
import type { Transaction } from './transaction.js'

/** Requests that mean the same to a process and to a reconcile. */
export function performShared(tx: Transaction, request: Request, actor: string): Json {
  switch (request.kind) {
    case 'call':
      return performCall(tx, request.call, actor)
    case 'spawn': {
      const pid = `${actor}/${request.name}`
      startProcess(tx, { pid, program: request.program, args: request.args, parent: actor })
      return pid
    }
    case 'signal':
      sendSignal(tx, request.pid, request.signal)
      return null
    case 'inspect': {
      const target = tx.get<Process>(PROCESSES, request.pid)
      return target === undefined ? null : asJson(viewProcess(target))
    }
    default:
      throw new InvariantViolation(`request ${request.kind} is not possible here`, actor)
  }
}

function sendSignal(tx: Transaction, pid: string, signal: Signal): void {
  const target = tx.get<Process>(PROCESSES, pid)
  if (target === undefined) return
  if (signal === 'SIGKILL') killProcess(tx, target)
  else terminateProcess(tx, target)
}
