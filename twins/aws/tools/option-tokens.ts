import { usageError } from './cli-error.js'

/** How many words an option takes: none, one, or all up to the next option. */
export type Arity = 'none' | 'one' | 'many'

/** What a parser found: the words of its options, and everything else in order. */
export interface ScannedOptions {
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly rest: readonly string[]
}

/**
 * Sort out the options a parser knows; as Python's argparse does (CPython 3.14 Lib/argparse.py, parse_known_args): a
 * unique prefix of a long option will do, `--option=value` is a form of `--option value`, and a value that looks like an
 * option is none. Throws `CliError` for a missing value or an ambiguous prefix.
 */
export function scanOptions(
  words: readonly string[],
  arityOf: Readonly<Record<string, Arity>>,
): ScannedOptions {
  const values = new Map<string, readonly string[]>()
  const rest: string[] = []
  let index = 0
  while (index < words.length) {
    const word = words[index++]!
    const match = matchOption(word, arityOf)
    if (match === undefined) {
      rest.push(word)
      continue
    }
    const arity = arityOf[match.option]!
    if (arity === 'none' && match.value !== undefined)
      throw usageError(`argument ${match.option}: ignored explicit argument '${match.value}'`)
    const taken = match.value === undefined ? valuesAt(words, index, arity, arityOf) : [match.value]
    if (arity === 'one' && taken.length === 0)
      throw usageError(`argument ${match.option}: expected one argument`)
    if (match.value === undefined) index += taken.length
    values.set(match.option, taken)
  }
  return { values, rest }
}

/** True for a word argparse takes for an option, known or not. */
export function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith('-') && !/^-\d+$|^-\d*\.\d+$/.test(word) && !word.includes(' ')
}

interface Match {
  readonly option: string
  /** The part after `=`. */
  readonly value: string | undefined
}

function matchOption(word: string, known: Readonly<Record<string, Arity>>): Match | undefined {
  if (!word.startsWith('--') || word === '--') return undefined
  if (Object.hasOwn(known, word)) return { option: word, value: undefined }
  const equals = word.indexOf('=')
  const name = equals < 0 ? word : word.slice(0, equals)
  const value = equals < 0 ? undefined : word.slice(equals + 1)
  if (Object.hasOwn(known, name)) return { option: name, value }
  const candidates = Object.keys(known).filter((option) => option.startsWith(name))
  if (candidates.length > 1) {
    throw usageError(`ambiguous option: ${name} could match ${candidates.join(', ')}`)
  }
  return candidates[0] === undefined ? undefined : { option: candidates[0], value }
}

function valuesAt(
  words: readonly string[],
  start: number,
  arity: Arity,
  known: Readonly<Record<string, Arity>>,
): readonly string[] {
  if (arity === 'none') return []
  const following = words.slice(start, arity === 'one' ? start + 1 : undefined)
  const end = following.findIndex((word) => looksLikeOption(word) || matchOption(word, known) !== undefined)
  return end < 0 ? following : following.slice(0, end)
}
