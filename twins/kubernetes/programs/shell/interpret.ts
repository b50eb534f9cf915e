import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { arrayAt, objectAt } from '../../client/objects.js'
import { environmentFor, expandText, expandWords } from './expand.js'
import { invoke } from './invoke.js'
import { ended, type Outcome } from './outcome.js'
import { capture, redirect, type Streams } from './relay.js'
import type { Shell, ShellState } from './shell.js'
import type {
  Command,
  ForCommand,
  GroupCommand,
  IfCommand,
  LoopCommand,
  Redirect,
  Script,
  ScriptItem,
  SimpleCommand,
} from './syntax.js'

/** Runs a script, or the part of it that a checkpoint leads to. Source: POSIX.1-2024, Shell Command Language, 2.9. */
export function* runScript(shell: Shell, script: Script): Proc<Outcome> {
  const resumed = shell.resumeKey()
  let outcome = ended(resumed === undefined ? 0 : shell.state.code)
  for (let index = Number(resumed ?? 0); index < script.items.length; index++) {
    const item = script.items[index] as ScriptItem
    const { code } = outcome
    const goesOn = index === resumed || item.after === ';' || (item.after === '&&') === (code === 0)
    if (!goesOn) continue
    // Of a list with && and ||, only what follows the last operator counts for set -e.
    const guarded = item.negated || (script.items[index + 1]?.after ?? ';') !== ';'
    outcome = yield* shell.at(index, () => runPipeline(shell, item, guarded))
    shell.set({ code: outcome.code })
    if (outcome.leave !== null) return outcome
    const fails = outcome.code !== 0 && !guarded && shell.guarded === 0
    if (fails && shell.state.options.includes('e')) return { code: outcome.code, leave: { kind: 'exit' } }
  }
  return outcome
}

function* runPipeline(shell: Shell, item: ScriptItem, guarded: boolean): Proc<Outcome> {
  if (guarded) shell.guarded += 1
  const outcome =
    item.commands.length === 1
      ? yield* runCommand(shell, item.commands[0] as Command)
      : ended(yield* runPipes(shell, item.commands))
  if (guarded) shell.guarded -= 1
  if (!item.negated || outcome.leave !== null) return outcome
  return ended(outcome.code === 0 ? 1 : 0)
}

/** One after the other: each command reads what all of the one before it printed. */
function* runPipes(shell: Shell, commands: readonly Command[]): Proc<number> {
  const before = shell.stdin
  const codes: number[] = []
  shell.captured += 1
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1
    const part = inSubshell(shell, () => runCommand(shell, command))
    if (last) codes.push((yield* part).code)
    else {
      const { result, stdout } = yield* capture(part)
      codes.push(result.code)
      shell.stdin = stdout
    }
  }
  shell.captured -= 1
  shell.stdin = before
  const failed = shell.state.options.includes('p') ? codes.filter((code) => code !== 0).at(-1) : undefined
  return failed ?? (codes.at(-1) as number)
}

/** What changes in it is forgotten, and it cannot leave more than itself. */
function* inSubshell(shell: Shell, inner: () => Proc<Outcome>): Proc<Outcome> {
  const before = shell.state
  const { code } = yield* inner()
  forget(shell, before)
  return ended(code)
}

function forget(shell: Shell, before: ShellState): void {
  const { spawned, reported } = shell.state
  shell.state = { ...before, spawned, reported }
}

function* runCommand(shell: Shell, command: Command): Proc<Outcome> {
  const stdin = shell.stdin
  if (command.redirects.some((one) => one.stream === 'stdin')) shell.stdin = ''
  const streams = streamsOf(command.redirects)
  const inner = runBody(shell, command)
  const outcome = yield* streams === undefined ? inner : redirect(inner, streams)
  shell.stdin = stdin
  return outcome
}

function streamsOf(redirects: readonly Redirect[]): Streams | undefined {
  if (redirects.every((one) => one.stream === 'stdin')) return undefined
  let streams: Streams = { stdout: 'stdout', stderr: 'stderr' }
  for (const { stream, to } of redirects) {
    if (stream !== 'stdin') streams = { ...streams, [stream]: to === 'null' ? to : streams[to] }
  }
  return streams
}

function runBody(shell: Shell, command: Command): Proc<Outcome> {
  switch (command.kind) {
    case 'simple':
      return runSimple(shell, command)
    case 'if':
      return runIf(shell, command)
    case 'loop':
      return runLoop(shell, command)
    case 'for':
      return runFor(shell, command)
    case 'group':
      return runGroup(shell, command)
    case 'function':
      return define(shell, command.name, command.body)
  }
}

// biome-ignore lint/correctness/useYield: a command is a generator, and this one has nothing to ask.
function* define(shell: Shell, name: string, body: Script): Proc<Outcome> {
  shell.set({ functions: { ...shell.state.functions, [name]: body } })
  return ended(0)
}

function* runSimple(shell: Shell, command: SimpleCommand): Proc<Outcome> {
  const resumed = shell.resumeKey()
  const started = isObject(resumed) ? resumed : yield* prepare(shell, command)
  const argv = arrayAt(started, 'argv').map(String)
  if (argv.length === 0) {
    shell.set({
      variables: { ...shell.state.variables, ...(objectAt(started, 'env') as Record<string, string>) },
    })
    return ended(command.assignments.length === 0 ? 0 : shell.state.code)
  }
  const env = environmentFor(shell, objectAt(started, 'env'))
  return yield* shell.at(started, () => invoke(shell, argv, env, command.line, runScript))
}

function* prepare(shell: Shell, command: SimpleCommand): Proc<JsonObject> {
  const argv = yield* expandWords(shell, command.words, codeOf)
  const env: Record<string, string> = {}
  const { code } = shell.state
  if (argv.length === 0) shell.set({ code: 0 })
  for (const { name, value } of command.assignments) env[name] = yield* expandText(shell, value, codeOf)
  if (argv.length > 0) shell.set({ code })
  if (shell.state.options.includes('x')) {
    const assigned = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    yield* printError(`+ ${[...assigned, ...argv].join(' ')}`)
  }
  return { argv, env }
}

function* codeOf(shell: Shell, script: Script): Proc<number> {
  return (yield* runScript(shell, script)).code
}

function* runIf(shell: Shell, { branches, otherwise }: IfCommand): Proc<Outcome> {
  const resumed = shell.resumeKey()
  const from = resumed === undefined ? 0 : Number(resumed)
  for (let index = Math.floor(from / 2); index < branches.length; index++) {
    const branch = branches[index] as (typeof branches)[number]
    if (resumed === undefined || from <= 2 * index) {
      const condition = yield* runCondition(shell, branch.condition, 2 * index)
      if (condition.leave !== null) return condition
      if (condition.code !== 0) continue
    }
    return yield* shell.at(2 * index + 1, () => runScript(shell, branch.body))
  }
  return otherwise === null
    ? ended(0)
    : yield* shell.at(2 * branches.length, () => runScript(shell, otherwise))
}

/** A condition's failure is no failure of the script. */
function* runCondition(shell: Shell, condition: Script, key: Json): Proc<Outcome> {
  shell.guarded += 1
  const outcome = yield* shell.at(key, () => runScript(shell, condition))
  shell.guarded -= 1
  return outcome
}

const CONDITION = 0
const BODY = 1

function* runLoop(shell: Shell, { until, condition, body }: LoopCommand): Proc<Outcome> {
  // A checkpoint between two rounds leaves the code of the last one in `$?`, one within a condition in its key.
  let code = shell.resuming ? shell.state.code : 0
  let resumed = shell.resumeKey()
  if (Array.isArray(resumed)) code = Number(resumed[1])
  for (;;) {
    const before = shell.state
    const round = shell.beginRound(resumed === undefined)
    if (resumed !== BODY) {
      const looked = yield* runCondition(shell, condition, [CONDITION, code])
      if (looked.leave !== null || (looked.code === 0) === until) {
        shell.endRound()
        return looked.leave === null ? ended(code) : looked
      }
    }
    resumed = undefined
    const done = yield* shell.at(BODY, () => runScript(shell, body))
    shell.endRound()
    code = done.code
    const left = afterRound(done)
    if (left !== undefined) return left
    yield* shell.repeat(round, before)
  }
}

/** How a loop ends after this round of its body; undefined to go on. */
function afterRound({ code, leave }: Outcome): Outcome | undefined {
  if (leave === null) return undefined
  if (!('levels' in leave)) return { code, leave }
  if (leave.levels > 1) return { code, leave: { ...leave, levels: leave.levels - 1 } }
  return leave.kind === 'break' ? ended(code) : undefined
}

function* runFor(shell: Shell, { name, words, body }: ForCommand): Proc<Outcome> {
  const resumed = shell.resumeKey()
  const [from, ...items] = Array.isArray(resumed)
    ? (resumed as unknown as readonly [number, ...string[]])
    : [0, ...(words === null ? shell.state.positional : yield* expandWords(shell, words, codeOf))]
  let code = 0
  for (let index = from; index < items.length; index++) {
    if (index > from || resumed === undefined)
      shell.set({ variables: { ...shell.state.variables, [name]: items[index] as string } })
    const done = yield* shell.at([index, ...items], () => runScript(shell, body))
    code = done.code
    const left = afterRound(done)
    if (left !== undefined) return left
  }
  return ended(code)
}

function* runGroup(shell: Shell, { body, subshell }: GroupCommand): Proc<Outcome> {
  if (!subshell) return yield* shell.at(BODY, () => runScript(shell, body))
  shell.captured += 1
  const outcome = yield* inSubshell(shell, () => shell.at(BODY, () => runScript(shell, body)))
  shell.captured -= 1
  return outcome
}
