import { InvariantViolation } from './errors.js'
import { jsonEqual } from './json.js'
import {
  Cancelled,
  ConnectionLost,
  type JournalEntry,
  type JournalNode,
  type Proc,
  type Process,
  type ProgramContext,
  type Request,
} from './process.js'
import type { System } from './system.js'

/**
 * A process's code, stopped at its pending request. `generator` is null once a successor has taken it: another fork
 * then runs the code again over the journal.
 */
export interface Live {
  generator: Proc<number> | null
  readonly request: Request
}

/** A cache: what it holds can always be made again from the process. */
const cache = new WeakMap<Process, Live>()

export function remember(process: Process, live: Live): void {
  cache.set(process, live)
}

/** The pending request of a process that has not exited. Leaves the generator for a successor. */
export function pendingRequest(system: System, process: Process): Request {
  return liveOf(system, process).request
}

/** A generator stopped at the pending request, owned by the caller alone. */
export function takeGenerator(system: System, process: Process): Proc<number> {
  const live = liveOf(system, process)
  const generator = live.generator
  live.generator = null
  if (generator !== null && !system.alwaysReexecute) return generator
  return reexecute(system, process).generator as Proc<number>
}

/** Starts the code of a process from its beginning, or from its last checkpoint. */
export function openProgram(system: System, process: Process): Proc<number> {
  const program = system.programs.get(process.program)
  if (program === undefined) throw new InvariantViolation(`no program ${process.program}`, process.pid)
  const context: ProgramContext = {
    pid: process.pid,
    files: system.files,
    profile: system.profile,
    resume: process.resume,
  }
  return program(process.args, context)
}

/** Requests whose answer is not remembered: they are skipped in a re-execution. */
export function isSilent(request: Request): boolean {
  return request.kind === 'print' || request.kind === 'note'
}

/** Hands a remembered or new answer to a generator. */
export function deliver(generator: Proc<number>, entry: JournalEntry): IteratorResult<Request, number> {
  switch (entry.kind) {
    case 'value':
      return generator.next(entry.value)
    case 'cancelled':
      return generator.throw(new Cancelled(entry.signal))
    case 'connection-lost':
      return generator.throw(new ConnectionLost())
  }
}

function liveOf(system: System, process: Process): Live {
  const known = cache.get(process)
  if (known !== undefined) return known
  const live = reexecute(system, process)
  cache.set(process, live)
  return live
}

function reexecute(system: System, process: Process): Live {
  const generator = openProgram(system, process)
  let step = skipSilent(generator, generator.next())
  for (const entry of journalEntries(process.journal)) {
    if (step.done) throw diverged(process, 'it ended early')
    step = skipSilent(generator, deliver(generator, entry))
  }
  if (step.done) throw diverged(process, 'it ended early')
  checkSame(process, step.value)
  return { generator, request: step.value }
}

function skipSilent(
  generator: Proc<number>,
  first: IteratorResult<Request, number>,
): IteratorResult<Request, number> {
  let step = first
  while (!step.done && isSilent(step.value)) step = generator.next(null)
  return step
}

function checkSame(process: Process, request: Request): void {
  const expected = process.pending
  const payload = request.kind === 'call' ? request.call.payload : null
  if (expected?.kind !== request.kind || !jsonEqual(expected.payload, payload)) {
    throw diverged(process, `it asked ${request.kind} instead of ${expected?.text}`)
  }
}

function diverged(process: Process, how: string): InvariantViolation {
  return new InvariantViolation(
    `program ${process.program} is not a pure function of its journal: on re-execution ${how}`,
    process.pid,
  )
}

function journalEntries(journal: JournalNode | null): JournalEntry[] {
  const entries: JournalEntry[] = []
  for (let node = journal; node !== null; node = node.previous) entries.push(node.entry)
  return entries.reverse()
}
