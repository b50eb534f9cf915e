import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { textAt } from '../../client/objects.js'
import { builtins } from './builtins.js'
import { ended, type Outcome } from './outcome.js'
import type { Shell } from './shell.js'
import type { Script } from './syntax.js'
import { commandName, notFoundText } from './userland.js'

export const EXIT_NOT_FOUND = 127
const ASSIGNMENT = /^([^=]+)=(.*)$/s

/**
 * Runs one command: a function, a command of the shell itself, or a program of the image, in this order.
 * Source: POSIX.1-2024, Shell Command Language, 2.9.1.4.
 */
export function* invoke(
  shell: Shell,
  argv: readonly string[],
  env: JsonObject,
  line: number,
  runScript: (shell: Shell, script: Script) => Proc<Outcome>,
): Proc<Outcome> {
  const [path = '', ...operands] = argv
  if (path === 'exec') {
    if (operands.length === 0) return ended(0)
    const { code } = yield* invoke(shell, operands, env, line, runScript)
    return { code, leave: { kind: 'exit' } }
  }
  const body = shell.state.functions[path]
  if (body !== undefined) return yield* callFunction(shell, operands, () => runScript(shell, body))
  const builtin = Object.hasOwn(builtins, path) ? builtins[path] : undefined
  if (builtin !== undefined) {
    const outcome = builtin(shell, operands)
    if (outcome === undefined) throw shell.notModelled(argv.join(' '))
    return yield* outcome
  }
  const code = yield* runProgram(shell, argv, env)
  if (code !== undefined) return ended(code)
  yield* shell.complain(line, notFoundText(shell.host.dialect, path))
  return ended(EXIT_NOT_FOUND)
}

/** Runs a program of the image; undefined where the image does not have it. */
export function* runProgram(
  shell: Shell,
  argv: readonly string[],
  env: JsonObject,
): Proc<number | undefined> {
  const name = commandName(argv[0] ?? '')
  const program = shell.host.userland.find(name, textAt(shell.host.args, 'image'))
  if (program === undefined) return undefined
  if (name === 'env' && argv.length > 1) return yield* runWithEnvironment(shell, argv, env)
  return yield* shell.program(program, [name, ...argv.slice(1)], env)
}

/** `env NAME=value command`. Source: busybox 1.37 coreutils/env.c. */
function* runWithEnvironment(shell: Shell, argv: readonly string[], env: JsonObject): Proc<number> {
  const operands = argv.slice(1)
  const first = operands.findIndex((operand) => !ASSIGNMENT.test(operand))
  const command = first < 0 ? [] : operands.slice(first)
  if (command[0]?.startsWith('-')) throw shell.notModelled(argv.join(' '))
  const assigned = (first < 0 ? operands : operands.slice(0, first)).map((operand): [string, Json] => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(operand) as RegExpExecArray
    return [name, value]
  })
  const changed = { ...env, ...Object.fromEntries(assigned) }
  const code = yield* runProgram(shell, command.length === 0 ? ['env'] : command, changed)
  if (code !== undefined) return code
  yield* printError(`env: can't execute '${command[0] ?? ''}': No such file or directory`)
  return EXIT_NOT_FOUND
}

function* callFunction(shell: Shell, operands: readonly string[], body: () => Proc<Outcome>): Proc<Outcome> {
  const resumed = shell.resumeKey()
  const outer = Array.isArray(resumed) ? resumed.map(String) : shell.state.positional
  if (resumed === undefined) shell.set({ positional: operands })
  const { code, leave } = yield* shell.at(outer, body)
  shell.set({ positional: outer })
  return { code, leave: leave?.kind === 'return' ? null : leave }
}
