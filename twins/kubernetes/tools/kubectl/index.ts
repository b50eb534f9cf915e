import type { ToolArgs } from '../../../contract/component.js'
import { NotModelled } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc, ProgramContext } from '../../../kernel/process.js'
import { printError } from '../../../kernel/requests.js'
import { type Command, type CommandEntry, type Invocation, isAlias, isGroup } from './command.js'
import { COMMANDS } from './commands/index.js'
import { failureText, isCommandError, KubectlError } from './errors.js'
import { GLOBAL_FLAGS } from './flag-sets.js'
import { aloneValue, Flags, parseFlags } from './flags.js'

const REAL_BINARY = 'Run this step with the real binary: --clients real.'
const DEFAULT_VERSION = '1.32'
const DEFAULT_SERVER_VERSION = 'v1.31.0'

/**
 * The built-in kubectl: a program for `ToolArgs` with the commands, texts and exit codes of kubectl v1.32
 * (k8s.io/kubectl v0.32.0), or of v1.35 (v0.35.2) where they differ and the profile `kubectl` says so. Subcommands and flags that are not modelled throw `NotModelled`.
 */
export function* kubectl(args: JsonObject, context: ProgramContext): Proc<number> {
  const tool = args as ToolArgs
  try {
    const found = findCommand(COMMANDS, 'kubectl', tool.argv.slice(1))
    const specs = { ...GLOBAL_FLAGS, ...found.command.flags }
    const parsed = parseFlags(found.path, specs, found.argv)
    const flags = new Flags(specs, parsed.values)
    requireFlags(found.command.required ?? [], flags)
    const invocation: Invocation = {
      path: found.path,
      flags,
      args: parsed.args,
      dash: parsed.dash,
      namespace: flags.text('namespace') || 'default',
      namespaceGiven: flags.text('namespace') !== '',
      files: context.files,
      tool,
      minor: Number((context.profile['kubectl'] ?? DEFAULT_VERSION).split('.')[1]),
      serverVersion: context.profile['kubernetes'] ?? DEFAULT_SERVER_VERSION,
      warned: new Set(),
    }
    return yield* found.command.run(invocation)
  } catch (error) {
    if (!isCommandError(error)) throw error
    yield* printError(failureText(error).replace(/\n$/, ''))
    return 1
  }
}

interface FoundCommand {
  readonly path: string
  readonly command: Command
  /** The command line without the words that named the command. */
  readonly argv: readonly string[]
}

type Entries = Readonly<Record<string, CommandEntry>>

/** Descends to the command that the first arguments name, as spf13/cobra v1.8 command.go (Find) does. */
function findCommand(entries: Entries, path: string, argv: readonly string[]): FoundCommand {
  const at = firstArgument(argv)
  const word = argv[at]
  if (word === undefined) throw new NotModelled(`the help of ${path}`, REAL_BINARY)
  const found = entryNamed(entries, word)
  if (found === undefined) throw unknownCommand(path, word)
  const inner = `${path} ${found.name}`
  const { entry } = found
  if (entry === 'not-modelled' || isAlias(entry)) throw new NotModelled(inner, REAL_BINARY)
  const rest = argv.filter((_, index) => index !== at)
  if (!isGroup(entry)) return { path: inner, command: entry, argv: rest }
  const next = rest[firstArgument(rest)]
  const named = next !== undefined && entryNamed(entry.subcommands, next) !== undefined
  if (!named && entry.own !== undefined) return { path: inner, command: entry.own, argv: rest }
  return findCommand(entry.subcommands, inner, rest)
}

/** The command of a name or of another name for it. */
function entryNamed(entries: Entries, word: string): { name: string; entry: CommandEntry } | undefined {
  const entry = Object.hasOwn(entries, word) ? entries[word] : undefined
  if (entry === undefined) return undefined
  return isAlias(entry) ? entryNamed(entries, entry.alias) : { name: word, entry }
}

/** Index of the first argument that is neither a flag nor the value of one; -1 if there is none. */
function firstArgument(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? ''
    if (arg === '--') return -1
    if (!arg.startsWith('-') || arg === '-') return at
    if (takesNext(arg)) at++
  }
  return -1
}

function takesNext(flag: string): boolean {
  if (flag.includes('=')) return false
  if (flag.startsWith('--')) {
    const spec = GLOBAL_FLAGS[flag.slice(2)]
    return spec === undefined || aloneValue(spec) === undefined
  }
  if (flag.length !== 2) return false
  const spec = Object.values(GLOBAL_FLAGS).find(({ short }) => short === flag.charAt(1))
  return spec === undefined || aloneValue(spec) === undefined
}

function unknownCommand(path: string, name: string): KubectlError {
  if (path === 'kubectl') {
    return new KubectlError(`unknown command "${name}" for "kubectl"`, { usage: true })
  }
  return new KubectlError(`unknown command "${name}"\nSee '${path} -h' for help and examples`, {
    usage: true,
  })
}

function requireFlags(required: readonly string[], flags: Flags): void {
  const missing = required.filter((name) => !flags.given(name)).map((name) => `"${name}"`)
  if (missing.length > 0)
    throw new KubectlError(`required flag(s) ${missing.join(', ')} not set`, { usage: true })
}
