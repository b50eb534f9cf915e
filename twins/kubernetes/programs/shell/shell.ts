import { NotModelled } from '../../../kernel/errors.js'
import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc, Program, ProgramContext, Request } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { asJson } from '../../../kernel/tables.js'
import { relay } from './relay.js'
import { Round } from './round.js'
import type { Script } from './syntax.js'
import { type Dialect, shellMessage, type Userland } from './userland.js'

/** Everything a shell remembers between two commands. */
export interface ShellState {
  readonly variables: Readonly<Record<string, string>>
  readonly exported: readonly string[]
  readonly positional: readonly string[]
  readonly functions: Readonly<Record<string, Script>>
  /** Exit code of the last command: `$?`. */
  readonly code: number
  /** Options: letters of `set -e`, `-u`, `-x`. */
  readonly options: string
  /** Children started so far: their names must differ. */
  readonly spawned: number
  /** What the process last reported of itself. */
  readonly reported: Json
}

/** What a shell was started with. */
export interface ShellHost {
  /** The container's arguments, which commands get as well. */
  readonly args: JsonObject
  readonly context: ProgramContext
  readonly userland: Userland
  readonly dialect: Dialect
  /** Its name as it was typed: messages begin with it. */
  readonly name: string
  /** The command line, for what is not modelled. */
  readonly commandLine: string
}

/** Where a shell stood when its journal was replaced. */
interface Checkpoint extends JsonObject {
  readonly state: JsonObject
  /** Keys from the script down to the command or loop. */
  readonly path: readonly Json[]
  /** What the command itself wanted to remember. */
  readonly inner: Json
}

/**
 * The memory of one shell, and how its requests leave the process: children get names of their own, reports that say nothing
 * new are left out, and a checkpoint holds the place in the script, so that a loop without a bound has a short journal.
 */
export class Shell {
  readonly host: ShellHost
  state: ShellState
  /** Text that commands can read from standard input. */
  stdin: string
  /** How many conditions surround the command: `set -e` does not count there. */
  guarded = 0
  /** How many captures surround the command: it has no place to go on from. */
  captured = 0
  #path: readonly Json[] = []
  #resume: Checkpoint | null
  readonly #rounds: Round[] = []

  constructor(host: ShellHost, state: ShellState, stdin: string) {
    this.host = host
    this.stdin = stdin
    this.#resume = host.context.resume as Checkpoint | null
    this.state = this.#resume === null ? state : (this.#resume.state as unknown as ShellState)
  }

  set(change: Partial<ShellState>): void {
    this.state = { ...this.state, ...change }
  }

  /** Runs the whole computation of this shell. */
  run<T>(inner: Proc<T>): Proc<T> {
    return relay(
      inner,
      (request) => this.#outgoing(request),
      (request, answer) => {
        if (request.kind === 'report') this.set({ reported: request.status })
        for (const round of this.#rounds) round.add(request, answer)
      },
    )
  }

  #outgoing(request: Request): Request | null {
    if (request.kind === 'report' && jsonEqual(request.status, this.state.reported)) return null
    if (request.kind !== 'spawn') return request
    const { spawned } = this.state
    this.set({ spawned: spawned + 1 })
    return { ...request, name: `${spawned}.${request.name}` }
  }

  /** Runs a part of the script that lies below the present one under this key. */
  *at<T>(key: Json, inner: () => Proc<T>): Proc<T> {
    const above = this.#path
    this.#path = [...above, key]
    const result = yield* inner()
    this.#path = above
    return result
  }

  /** Whether a restarted shell is still on its way to where it goes on. */
  get resuming(): boolean {
    return this.#resume !== null
  }

  /** The key of the part that a restarted shell goes on in, or undefined where it goes on from here as always. */
  resumeKey(): Json | undefined {
    const key = this.#resume?.path[this.#path.length]
    if (key === undefined) this.#resume = null
    return key
  }

  /** Runs a program as a command of this shell. */
  program(program: Program, argv: readonly string[], env: JsonObject): Proc<number> {
    const inner = this.#resume?.inner ?? null
    this.#resume = null
    const { args, context } = this.host
    const toolArgs = { ...args, argv, env, cwd: '', stdin: this.stdin }
    return relay(program(toolArgs, { ...context, resume: inner }), (request) =>
      request.kind === 'checkpoint' ? this.#checkpoint(request.locals) : request,
    )
  }

  #checkpoint(inner: Json): Request | null {
    if (this.captured > 0) return null
    const locals = { state: asJson(this.state), path: this.#path, inner }
    return { kind: 'checkpoint', locals }
  }

  /** Begins a round of a loop; `whole` as in {@link Round}. */
  beginRound(whole: boolean): Round {
    const round = new Round(whole)
    this.#rounds.push(round)
    return round
  }

  endRound(): void {
    this.#rounds.pop()
  }

  /** After a round whose loop goes on; `before` is the state it began with. Throws `NotModelled` where no time passed. */
  *repeat(round: Round, before: ShellState): Proc<void> {
    if (!round.paused) throw this.notModelled(this.host.commandLine)
    if (round.onlyLooked && sameMemory(before, this.state)) yield* round.waitForChange()
    const request = this.#checkpoint(null)
    if (request !== null) yield request
  }

  /** A message of the shell itself, about a command in this line of the script. */
  *complain(line: number, text: string): Proc<void> {
    yield* printError(shellMessage(this.host.dialect, this.host.name, line, text))
  }

  notModelled(what: string): NotModelled {
    return new NotModelled(
      `command ${what} (image ${String(this.host.args['image'] ?? '')})`,
      'Register a program for this image that does what the command does.',
    )
  }
}

/** Whether a round left everything as it was that the next one can see; the exit code is that of its last command. */
function sameMemory(before: ShellState, after: ShellState): boolean {
  const rest = (state: ShellState) => asJson({ ...state, code: 0 })
  return jsonEqual(rest(before), rest(after))
}
