import type { TimerClass } from './controller.js'
import type { Json } from './json.js'
import { pendingRequest } from './live.js'
import { portOf } from './port.js'
import { actorOf, type Blocked, type Process, type Request, type WaitUntil } from './process.js'
import { AGENDA, labels, PROCESSES } from './tables.js'
import { type Change, matchesPattern, type ReadPattern, type Transaction } from './transaction.js'

/** Put the pending request of a process on the agenda, or block the process until it can go on. */
export function scheduleRequest(tx: Transaction, process: Process, request: Request): Process {
  switch (request.kind) {
    case 'call':
      putProcess(tx, process.pid, tx.now + portOf(tx.system, request.call.port).latencyMs, process.cause)
      return process
    case 'sleep':
      putTimeout(tx, process, request.ms, request.timer ?? 'foreground')
      return process
    case 'waitUntil':
      if (Number.isFinite(request.timeoutMs)) {
        putTimeout(tx, process, request.timeoutMs, request.timer ?? 'foreground')
      }
      return blockOnWait(tx, process, request, tx.now)
    case 'join':
      return blockOnJoin(tx, process, request.pid)
    case 'park':
      return { ...process, blocked: { on: 'park', reads: [], since: tx.now, pollMs: 0 } }
    default:
      putProcess(tx, process.pid, tx.now, process.cause)
      return process
  }
}

/** Look at the reads of a wait. */
export function evaluateWait(tx: Transaction, request: WaitUntil, actor: string) {
  return tx.observe(() => {
    const answers: Json[] = request.reads.map((read) =>
      portOf(tx.system, read.port).handle(tx, read.payload, { actor }),
    )
    return { answers, holds: request.predicate(answers) }
  })
}

/** After a change: let go every process whose wait may be over. */
export function wakeBlocked(tx: Transaction, changes: readonly Change[]): void {
  const waiting = tx.unrecorded(() => tx.byIndex<Process>(PROCESSES, 'blocked', ''))
  for (const { value: process } of waiting) {
    const blocked = process.blocked
    if (blocked === null) continue
    if (tx.get(AGENDA, labels.process(process.pid)) !== undefined) continue
    if (!touches(blocked, changes)) continue
    const request = pendingRequest(tx.system, process)
    if (request.kind === 'join') wakeJoin(tx, process, request.pid)
    if (request.kind === 'waitUntil') wakeWait(tx, process, blocked, request)
  }
}

function wakeJoin(tx: Transaction, process: Process, pid: string): void {
  const target = tx.get<Process>(PROCESSES, pid)
  if (target === undefined || target.exit !== null) putProcess(tx, process.pid, tx.now, tx.seq)
}

function wakeWait(tx: Transaction, process: Process, blocked: Blocked, request: WaitUntil): void {
  if (request.predicate(lazyAnswers(tx, request, actorOf(process)))) {
    putProcess(tx, process.pid, nextPoll(blocked, tx.now), tx.seq)
  }
}

/** The answers of a wait, each asked for when the predicate looks at it: most waits are not over at their first object. */
function lazyAnswers(tx: Transaction, { reads }: WaitUntil, actor: string): readonly Json[] {
  const answers: Json[] = []
  reads.forEach((read, index) => {
    let answer: Json | undefined
    const get = () => {
      answer ??= portOf(tx.system, read.port).handle(tx, read.payload, { actor })
      return answer
    }
    Object.defineProperty(answers, index, { get, enumerable: true })
  })
  return answers
}

/** The next time the process would have looked by itself. */
function nextPoll(blocked: Blocked, now: number): number {
  if (blocked.pollMs <= 0) return now
  return blocked.since + Math.ceil((now - blocked.since) / blocked.pollMs) * blocked.pollMs
}

/** Block on a wait (again); `since` is when its polling began. */
export function blockOnWait(tx: Transaction, process: Process, request: WaitUntil, since: number): Process {
  const { result, reads } = evaluateWait(tx, request, actorOf(process))
  if (result.holds) putProcess(tx, process.pid, tx.now, process.cause)
  return { ...process, blocked: { on: 'wait', reads: uniquePatterns(reads), since, pollMs: request.pollMs } }
}

function blockOnJoin(tx: Transaction, process: Process, pid: string): Process {
  wakeJoin(tx, process, pid)
  const reads = [{ table: PROCESSES, pattern: pid, prefix: false }]
  return { ...process, blocked: { on: 'join', reads, since: tx.now, pollMs: 0 } }
}

function touches(blocked: Blocked, changes: readonly Change[]): boolean {
  return blocked.reads.some((read) =>
    changes.some((change) => matchesPattern(read, change.table, change.key)),
  )
}

/** A row below a range that is read anyway needs no pattern of its own. */
function uniquePatterns(reads: readonly ReadPattern[]): readonly ReadPattern[] {
  const ranges = reads.filter((read) => read.prefix)
  return reads.filter(
    (read) =>
      read.prefix ||
      !ranges.some((range) => range.table === read.table && read.pattern.startsWith(range.pattern)),
  )
}

/** Put the process's next transition on the agenda; `cause` is the `seq` of the entry that lets it go on. */
export function putProcess(tx: Transaction, pid: string, at: number, cause: number): void {
  const target = { kind: 'process', pid, timeout: false } as const
  tx.put(AGENDA, labels.process(pid), { at, class: 'latency', target, cause })
}

function putTimeout(tx: Transaction, { pid, cause }: Process, ms: number, timer: TimerClass): void {
  const target = { kind: 'process', pid, timeout: true } as const
  tx.put(AGENDA, labels.timeout(pid), { at: tx.now + ms, class: timer, target, cause })
}
