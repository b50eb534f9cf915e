import { putProcess, scheduleRequest } from './blocking.js'
import { InvariantViolation, LimitReached } from './errors.js'
import { hashJson, hashString, mixHash } from './hash.js'
import type { Json, JsonObject } from './json.js'
import { deliver, openProgram, pendingRequest, remember, takeGenerator } from './live.js'
import { portOf } from './port.js'
import type {
  Call,
  Exit,
  Held,
  JournalEntry,
  JournalNode,
  PendingRequest,
  Proc,
  Process,
  ProcessView,
  Request,
} from './process.js'
import { actorOf, Cancelled, ConnectionLost } from './process.js'
import { AGENDA, labels, PROCESSES } from './tables.js'
import type { Transaction } from './transaction.js'

/** How to start a process. */
export interface ProcessSpec {
  readonly pid: string
  readonly program: string
  readonly args: JsonObject
  /** pid of the parent, '' for a root. */
  readonly parent: string
}

const EXIT_SIGKILL = 137
const EXIT_SIGTERM = 143

/** Start a process: its code runs up to the first request that takes a transition. */
export function startProcess(tx: Transaction, spec: ProcessSpec): Process {
  if (tx.get<Process>(PROCESSES, spec.pid) !== undefined) {
    throw new InvariantViolation('a process with this pid exists already', spec.pid)
  }
  const { pid, program, args } = spec
  const cause = tx.append({ kind: 'process-started', pid, program, args })
  const process: Process = {
    ...spec,
    journal: null,
    resume: null,
    step: 0,
    at: tx.now,
    pending: null,
    blocked: null,
    signal: null,
    report: null,
    stdout: '',
    stderr: '',
    exit: null,
    held: [],
    cause,
  }
  const generator = openProgram(tx.system, process)
  return settleInline(tx, process, generator, () => generator.next())
}

/** Continue a process with the answer to its pending request. */
export function resumeProcess(
  tx: Transaction,
  process: Process,
  entry: JournalEntry,
  held: readonly Held[] = [],
): void {
  const generator = takeGenerator(tx.system, process)
  const remembered = journal(tx, process, entry)
  const next: Process = {
    ...process,
    ...remembered,
    step: process.step + 1,
    at: tx.now,
    pending: null,
    blocked: null,
    signal: null,
    held: mergeHeld(process.held, held),
    // What a process does next is caused by what it has just done, or by what let it go on; not by what others did.
    cause: tx.seq > tx.base.seq ? tx.seq : tx.cause,
  }
  clearAgenda(tx, process.pid)
  settleInline(tx, next, generator, () => deliver(generator, entry))
}

/** Replace the journal: see the request `checkpoint`. */
export function checkpointProcess(tx: Transaction, process: Process, locals: Json): void {
  const generator = takeGenerator(tx.system, process)
  const next: Process = {
    ...process,
    journal: null,
    resume: locals,
    step: process.step + 1,
    at: tx.now,
    held: [],
  }
  clearAgenda(tx, process.pid)
  settleInline(tx, next, generator, () => generator.next(null))
}

/** End a process at once, and its children when it was killed. */
export function exitProcess(tx: Transaction, process: Process, exit: Exit): void {
  clearAgenda(tx, process.pid)
  tx.append({ kind: 'process-exited', pid: process.pid, ...exit })
  const ended: Process = { ...process, exit, pending: null, blocked: null, signal: null, stdout: exit.stdout }
  tx.put(PROCESSES, process.pid, ended)
  if (exit.signal !== 'SIGKILL') return
  for (const child of tx.byIndex<Process>(PROCESSES, 'parent', process.pid)) killProcess(tx, child.value)
}

/** SIGKILL: no code of the process runs any more. */
export function killProcess(tx: Transaction, process: Process): void {
  if (process.exit !== null) return
  exitProcess(tx, process, {
    code: EXIT_SIGKILL,
    signal: 'SIGKILL',
    stdout: process.stdout,
    stderr: process.stderr,
  })
}

/** SIGTERM: delivered as `Cancelled` at the pending request, as a transition of its own. */
export function terminateProcess(tx: Transaction, process: Process): void {
  if (process.exit !== null || process.signal !== null) return
  const marked: Process = { ...process, signal: 'SIGTERM' }
  remember(marked, { generator: null, request: pendingRequest(tx.system, process) })
  tx.put(PROCESSES, process.pid, marked)
  putProcess(tx, process.pid, tx.now, tx.seq)
}

/** What others may see of a process. */
export function viewProcess(process: Process): ProcessView {
  const { pid, exit, report, stdout } = process
  return { pid, state: exit === null ? 'running' : 'exited', exit, report, stdout }
}

/** Perform a call for an actor. The answer is frozen JSON. */
export function performCall(tx: Transaction, call: Call, actor: string): Json {
  return portOf(tx.system, call.port).handle(tx, call.payload, { actor })
}

function clearAgenda(tx: Transaction, pid: string): void {
  tx.delete(AGENDA, labels.process(pid))
  tx.delete(AGENDA, labels.timeout(pid))
}

/** Runs inline requests until the program asks for something that takes a transition, or ends. */
function settleInline(
  tx: Transaction,
  started: Process,
  generator: Proc<number>,
  first: () => IteratorResult<Request, number>,
): Process {
  let process = started
  const limit = tx.system.limits.inlineRequests
  let advance = first
  for (let count = 0; count <= limit; count++) {
    const step = attempt(advance)
    if (step.kind === 'signalled') return finish(tx, process, EXIT_SIGTERM, 'SIGTERM')
    if (step.kind === 'lost')
      return finish(tx, appended(process, 'stderr', 'error: connection lost\n'), 1, null)
    if (step.result.done) return finish(tx, process, step.result.value, null)
    const request = step.result.value
    const inline = performInline(tx, process, request)
    if (inline === null) return stopAt(tx, process, generator, request)
    process = inline.process
    advance = () => generator.next(inline.answer)
  }
  throw new LimitReached('inlineRequests', limit, `program ${process.program} never asks for a transition`)
}

function stopAt(tx: Transaction, process: Process, generator: Proc<number>, request: Request): Process {
  const waiting = scheduleRequest(tx, { ...process, pending: describeRequest(tx, request) }, request)
  remember(waiting, { generator, request })
  tx.put(PROCESSES, waiting.pid, waiting)
  return waiting
}

type Attempt =
  | { readonly kind: 'step'; readonly result: IteratorResult<Request, number> }
  | { readonly kind: 'signalled' }
  | { readonly kind: 'lost' }

function attempt(advance: () => IteratorResult<Request, number>): Attempt {
  try {
    return { kind: 'step', result: advance() }
  } catch (error) {
    if (error instanceof Cancelled) return { kind: 'signalled' }
    if (error instanceof ConnectionLost) return { kind: 'lost' }
    throw error
  }
}

function finish(tx: Transaction, process: Process, code: number, signal: 'SIGTERM' | null): Process {
  exitProcess(tx, process, { code, signal, stdout: process.stdout, stderr: process.stderr })
  return process
}

function performInline(
  tx: Transaction,
  process: Process,
  request: Request,
): { readonly process: Process; readonly answer: Json } | null {
  switch (request.kind) {
    case 'print':
      return { process: appended(process, request.stream, request.text), answer: null }
    case 'note':
      tx.append({ kind: 'note', text: request.text }, actorOf(process))
      return { process, answer: null }
    case 'now':
      return remembering(tx, process, tx.now)
    case 'mint':
      return remembering(tx, process, tx.mint(actorOf(process), request.purpose, request.subject))
    default:
      return null
  }
}

function remembering(tx: Transaction, process: Process, answer: Json) {
  return { process: { ...process, ...journal(tx, process, { kind: 'value', value: answer }) }, answer }
}

function appended(process: Process, stream: 'stdout' | 'stderr', text: string): Process {
  return { ...process, [stream]: process[stream] + text }
}

function journal(tx: Transaction, process: Process, entry: JournalEntry): { readonly journal: JournalNode } {
  const previous = process.journal
  const length = (previous?.length ?? 0) + 1
  const limit = tx.system.limits.journalEntries
  if (length > limit) {
    throw new LimitReached(
      'journalEntries',
      limit,
      `program ${process.program} needs a checkpoint in its loop`,
    )
  }
  const digest = mixHash(previous?.digest ?? hashString('journal'), digestOf(tx, process, entry))
  return { journal: { entry, previous, length, digest } }
}

function digestOf(tx: Transaction, process: Process, entry: JournalEntry) {
  if (entry.kind !== 'value') return hashString(entry.kind)
  const name = process.pending?.port ?? null
  const digest = name === null ? undefined : portOf(tx.system, name).digest
  return (digest ?? hashJson)(entry.value)
}

function describeRequest(tx: Transaction, request: Request): PendingRequest {
  if (request.kind === 'call') {
    const text = `${request.call.port} ${portOf(tx.system, request.call.port).describe(request.call.payload)}`
    return { kind: 'call', text, port: request.call.port, payload: request.call.payload }
  }
  return { kind: request.kind, text: describeOther(request), port: null, payload: null }
}

function describeOther(request: Request): string {
  switch (request.kind) {
    case 'sleep':
      return `sleep ${request.ms} ms`
    case 'spawn':
      return `spawn ${request.name}`
    case 'join':
      return `join ${request.pid}`
    case 'signal':
      return `signal ${request.signal} ${request.pid}`
    case 'waitUntil':
      return `wait up to ${request.timeoutMs} ms`
    default:
      return request.kind
  }
}

function mergeHeld(known: readonly Held[], fresh: readonly Held[]): readonly Held[] {
  if (fresh.length === 0) return known
  const replaced = new Set(fresh.map((held) => `${held.table}\u0000${held.key}`))
  return [...known.filter((held) => !replaced.has(`${held.table}\u0000${held.key}`)), ...fresh]
}
