import { toolProgramName } from '../../../contract/component.js'
import type { JsonObject } from '../../../kernel/json.js'
import { Cancelled, type Proc, type Program, type ProgramContext } from '../../../kernel/process.js'
import { join, signal, spawn } from '../../../kernel/requests.js'
import { arrayAt, objectAt, textAt } from '../../client/objects.js'
import { cannotStart } from '../cannot-start.js'
import { type Base, baseCommand } from './base-commands.js'
import { runScript } from './interpret.js'
import { EXIT_NOT_FOUND, runProgram } from './invoke.js'
import { UnsetVariable } from './outcome.js'
import { parseScript } from './parse.js'
import { Shell, type ShellState } from './shell.js'
import { commandName, type Dialect, shellMessage, type Userland } from './userland.js'

/** What an image is made of besides its own commands. */
export interface ShellOptions {
  /** Default `busybox`, which stands for Alpine as well. */
  readonly base?: Base
  /** ENTRYPOINT of the image. Default: none. */
  readonly entrypoint?: readonly string[]
  /** CMD of the image. Default: `sh`, which ends at once for want of input. */
  readonly cmd?: readonly string[]
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const EXIT_UNSET: Readonly<Record<Dialect, number>> = { ash: 2, dash: 2, bash: 127 }

/**
 * Programs for an image in which commands are run: plain ones, or scripts of `sh -c`, by the pod or by `kubectl exec`.
 * `commands` are what the image has besides a shell and the small commands of its base; each gets {@link ToolArgs} with the
 * container's arguments beside them, and may use `checkpoint` as if it ran alone. A command that the image does not have fails
 * as the runtime and the shell say it; for one that is not modelled, and for syntax beyond `parse.ts`, throws `NotModelled`.
 *
 * A loop whose round only looked at the network, slept and printed is not run again before the network answers otherwise; see
 * `round.ts`.
 */
export function shellProgram(
  commands: Readonly<Record<string, Program>>,
  options: ShellOptions = {},
): { readonly program: Program; readonly exec: Program } {
  const { base = 'busybox', entrypoint = [], cmd = ['sh'] } = options
  const userland = userlandOf(commands, base)
  return {
    program: (args, context) => {
      const command = arrayAt(args, 'command').map(String)
      const operands = arrayAt(args, 'args').map(String)
      const image = [...entrypoint, ...(operands.length > 0 ? operands : cmd)]
      return start(userland, command.length > 0 ? [...command, ...operands] : image, args, context)
    },
    exec: (args, context) => start(userland, arrayAt(args, 'command').map(String), args, context),
  }
}

/** A command that runs the tool of this name (see `Component.tools`) and hands on what it prints. */
export function toolCommand(binary: string): Program {
  return function* (args) {
    const pid = yield* spawn(binary, toolProgramName(binary), args)
    try {
      const exit = yield* join(pid)
      for (const stream of ['stdout', 'stderr'] as const)
        if (exit[stream] !== '') yield { kind: 'print', stream, text: exit[stream] }
      return exit.code
    } catch (error) {
      // A container ends with its first process, and takes the others along.
      if (error instanceof Cancelled) yield* signal(pid, 'SIGKILL')
      throw error
    }
  }
}

function userlandOf(commands: Readonly<Record<string, Program>>, base: Base): Userland {
  const shells: Userland['shells'] =
    base === 'busybox' ? { sh: 'ash', ash: 'ash' } : { sh: 'dash', dash: 'dash', bash: 'bash' }
  const userland: Userland = {
    shells,
    find: (name, image) => {
      if (Object.hasOwn(commands, name)) return commands[name]
      const dialect = Object.hasOwn(shells, name) ? shells[name] : undefined
      if (dialect === undefined) return baseCommand(base, name, image)
      return (args, context) => runShell(userland, dialect, arrayAt(args, 'argv').map(String), args, context)
    },
  }
  return userland
}

/** Starts an argument vector as the container runtime does. Texts: runc v1.2 libcontainer/init_linux.go, os/exec. */
function* start(
  userland: Userland,
  argv: readonly string[],
  args: JsonObject,
  context: ProgramContext,
): Proc<number> {
  const [path = ''] = argv
  const name = commandName(path)
  if (path === '' || userland.find(name, textAt(args, 'image')) === undefined) {
    const quoted = JSON.stringify(path)
    return yield* cannotStart(
      path.includes('/')
        ? `exec: ${quoted}: stat ${path}: no such file or directory`
        : `exec: ${quoted}: executable file not found in $PATH`,
    )
  }
  const env = environmentOf(args)
  const complete = { ...args, argv, env }
  const dialect = Object.hasOwn(userland.shells, name) ? userland.shells[name] : undefined
  if (dialect !== undefined) return yield* runShell(userland, dialect, argv, complete, context)
  const host = {
    args: complete,
    context,
    userland,
    dialect: 'ash',
    name: 'sh',
    commandLine: argv.join(' '),
  } as const
  const shell = new Shell(host, newState(env, [], ''), textAt(args, 'stdin'))
  return (yield* shell.run(runProgram(shell, argv, env))) ?? EXIT_NOT_FOUND
}

/** Variables every container has, and those of its spec. Those for Services are not set. */
function environmentOf(args: JsonObject): Record<string, string> {
  const given = objectAt(args, 'env') as Record<string, string>
  const home = given['HOME'] === undefined ? { HOME: '/root' } : {}
  return { PATH, HOSTNAME: textAt(args, 'pod'), ...given, ...home }
}

/** `sh -c script [name [argument…]]`, with -e, -u and -x; without a script there must be no input. */
function* runShell(
  userland: Userland,
  dialect: Dialect,
  argv: readonly string[],
  args: JsonObject,
  context: ProgramContext,
): Proc<number> {
  const commandLine = argv.join(' ')
  const options = argv.slice(1, 1 + optionCount(argv))
  const [script, name = argv[0] as string, ...positional] = argv.slice(1 + options.length)
  const letters = options.join('').replaceAll('-', '')
  const host = { args, context, userland, dialect, name, commandLine }
  const state = newState(
    objectAt(args, 'env') as Record<string, string>,
    positional,
    letters.replace(/[cl]/g, ''),
  )
  const shell = new Shell(host, state, textAt(args, 'stdin'))
  if (script === undefined && options.length === 0 && textAt(args, 'stdin').trim() === '') return 0
  const parsed = script === undefined || !letters.includes('c') ? undefined : parseScript(script)
  if (parsed === undefined || /[^cleux]/.test(letters)) throw shell.notModelled(commandLine)
  try {
    return (yield* shell.run(runScript(shell, parsed))).code
  } catch (error) {
    if (!(error instanceof UnsetVariable)) throw error
    const text = dialect === 'bash' ? 'unbound variable' : 'parameter not set'
    yield {
      kind: 'print',
      stream: 'stderr',
      text: `${shellMessage(dialect, name, 1, `${error.variable}: ${text}`)}\n`,
    }
    return EXIT_UNSET[dialect]
  }
}

function optionCount(argv: readonly string[]): number {
  const first = argv.slice(1).findIndex((word) => !/^-[a-z]+$/.test(word))
  return first < 0 ? argv.length - 1 : first
}

function newState(env: Record<string, string>, positional: readonly string[], options: string): ShellState {
  const exported = Object.keys(env)
  return { variables: env, exported, positional, functions: {}, code: 0, options, spawned: 0, reported: null }
}
