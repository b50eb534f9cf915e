import type { TimerClass } from './controller.js'
import type { Json, JsonObject } from './json.js'
import type { Call, Exit, Proc, ProcessView, Signal, WaitResult } from './process.js'

/** Ask a port and get its answer. Refusals are answers, not exceptions. */
export function* call(port: string, payload: JsonObject): Proc<Json> {
  return (yield { kind: 'call', call: { port, payload } }) as Json
}

/** Wait for a condition over reads; see `WaitUntil`. */
export function* waitUntil(options: {
  readonly reads: readonly Call[]
  readonly predicate: (answers: readonly Json[]) => boolean
  readonly pollMs: number
  readonly timeoutMs: number
  readonly timer?: TimerClass
}): Proc<WaitResult> {
  return (yield { kind: 'waitUntil', ...options }) as WaitResult
}

/** Let virtual time pass. A semantic timer: it never ends early. `timer` as in {@link TimerClass}, default foreground. */
export function* sleep(ms: number, timer: TimerClass = 'foreground'): Proc<void> {
  yield { kind: 'sleep', ms, timer }
}

/** Start a child process. Returns its pid. */
export function* spawn(name: string, program: string, args: JsonObject): Proc<string> {
  return (yield { kind: 'spawn', name, program, args }) as string
}

/** Wait for a process to exit. */
export function* join(pid: string): Proc<Exit> {
  return (yield { kind: 'join', pid }) as unknown as Exit
}

/** Start a child and wait for it. */
export function* exec(name: string, program: string, args: JsonObject): Proc<Exit> {
  return yield* join(yield* spawn(name, program, args))
}

/** Send a signal to a process. */
export function* signal(pid: string, name: Signal): Proc<void> {
  yield { kind: 'signal', pid, signal: name }
}

/** Wait for a signal; it is thrown as `Cancelled`. */
export function* park(): Proc<never> {
  return (yield { kind: 'park' }) as never
}

/** Look at another process. */
export function* inspect(pid: string): Proc<ProcessView | null> {
  return (yield { kind: 'inspect', pid }) as ProcessView | null
}

/** Publish a status. */
export function* report(status: Json): Proc<void> {
  yield { kind: 'report', status }
}

/** Replace the journal by these locals. */
export function* checkpoint(locals: Json): Proc<void> {
  yield { kind: 'checkpoint', locals }
}

/** Print a line (a newline is added). */
export function* print(text: string): Proc<void> {
  yield { kind: 'print', stream: 'stdout', text: `${text}\n` }
}

/** Print a line to standard error (a newline is added). */
export function* printError(text: string): Proc<void> {
  yield { kind: 'print', stream: 'stderr', text: `${text}\n` }
}

/** Virtual time in milliseconds since the start of the run. */
export function* now(): Proc<number> {
  return (yield { kind: 'now' }) as number
}

/** An id that depends only on the seed, this process, the purpose and the subject: 32 hexadecimal digits. */
export function* mint(purpose: string, subject: string): Proc<string> {
  return (yield { kind: 'mint', purpose, subject }) as string
}

/** One line in the event log. Never pass a secret value. */
export function* note(text: string): Proc<void> {
  yield { kind: 'note', text }
}
