import { NotModelled } from '../../kernel/errors.js'
import { type Command, type CommandEntry, isGroup } from './command.js'
import { GLOBAL_FLAGS } from './flag-sets.js'
import { aloneValue, REAL_BINARY, usage } from './flags.js'

export interface FoundCommand {
  /** `helm get values` */
  readonly path: string
  readonly command: Command
  /** The command line without the words that named the command. */
  readonly argv: readonly string[]
}

/** Other names of commands. Helm v3.21.4 cmd/helm (Aliases). */
const ALIASES: Readonly<Record<string, string>> = {
  ls: 'list',
  hist: 'history',
  del: 'uninstall',
  delete: 'uninstall',
  un: 'uninstall',
}

/**
 * Descend to the command that the first arguments name, as spf13/cobra v1.8 command.go (Find) does. Throws `HelmError`
 * `unknown command "x" for "helm"`, and `NotModelled` for a command without an implementation and for help.
 */
export function findCommand(
  entries: Readonly<Record<string, CommandEntry>>,
  argv: readonly string[],
  path = 'helm',
): FoundCommand {
  const at = firstArgument(argv)
  const given = argv[at]
  if (given === undefined) throw new NotModelled(`the help of ${path}`, REAL_BINARY)
  const name = path === 'helm' ? (ALIASES[given] ?? given) : given
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (entry === undefined) throw unknownCommand(entries, path, name)
  const inner = `${path} ${name}`
  if (entry === 'not-modelled') throw new NotModelled(inner, REAL_BINARY)
  const rest = argv.filter((_, index) => index !== at)
  if (isGroup(entry)) return findCommand(entry.subcommands, rest, inner)
  return { path: inner, command: entry, argv: rest }
}

/** Index of the first argument that is neither a flag nor the value of one; -1 if there is none. */
function firstArgument(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? ''
    if (arg === '--') return -1
    if (!arg.startsWith('-') || arg === '-') return at
    if (!takesNext(arg)) continue
    at++
    if (at >= argv.length) {
      const shown = arg.startsWith('--') ? arg : `'${arg.slice(1)}' in ${arg}`
      throw usage(`flag needs an argument: ${shown}`)
    }
  }
  return -1
}

function takesNext(flag: string): boolean {
  if (flag.includes('=') || (!flag.startsWith('--') && flag.length > 2)) return false
  const spec = flag.startsWith('--')
    ? GLOBAL_FLAGS[flag.slice(2)]
    : Object.values(GLOBAL_FLAGS).find(({ short }) => short === flag.charAt(1))
  return spec !== undefined && aloneValue(spec) === undefined
}

/** Only the root refuses unknown words; a group prints its help. cobra v1.8 args.go (legacyArgs). */
function unknownCommand(entries: Readonly<Record<string, CommandEntry>>, path: string, name: string): Error {
  if (path !== 'helm') return new NotModelled(`the help of ${path}`, REAL_BINARY)
  const similar = Object.keys(entries).filter((candidate) => isSimilar(name, candidate))
  const suggestion =
    similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((one) => `\t${one}\n`).join('')}`
  return usage(`unknown command "${name}" for "helm"${suggestion}\nRun 'helm --help' for usage.`)
}

/** `helm uninstall` (SuggestFor). */
const SUGGEST_UNINSTALL_FOR: readonly string[] = ['remove', 'rm']
const MAX_DISTANCE = 2

/** cobra v1.8 command.go (SuggestionsFor). */
function isSimilar(typed: string, candidate: string): boolean {
  const near = distance(typed.toLowerCase(), candidate.toLowerCase()) <= MAX_DISTANCE
  const begins = candidate.toLowerCase().startsWith(typed.toLowerCase())
  return near || begins || (candidate === 'uninstall' && SUGGEST_UNINSTALL_FOR.includes(typed))
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change))
    }
    row = next
  }
  return row[b.length]!
}
