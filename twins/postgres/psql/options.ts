import { NotModelled } from '../../kernel/errors.js'
import { EXIT_FAILURE, PsqlExit } from './errors.js'
import type { PrintOptions } from './format.js'

/** What psql is to do, in the order given: `-c`, `-f`, or `-l` for the list of databases. */
export interface Action {
  readonly kind: 'command' | 'file'
  readonly text: string
}

export interface PsqlOptions {
  readonly actions: readonly Action[]
  readonly host: string | undefined
  readonly port: string | undefined
  readonly user: string | undefined
  readonly database: string | undefined
  readonly noPassword: boolean
  readonly quiet: boolean
  readonly singleTransaction: boolean
  readonly echo: 'none' | 'queries' | 'errors' | 'all'
  readonly print: PrintOptions
  readonly variables: Readonly<Record<string, string>>
  readonly version: boolean
}

/** Long name -> letter; PostgreSQL 15 src/bin/psql/startup.c (parse_psql_options). */
const LONG: Readonly<Record<string, string>> = {
  'echo-all': 'a',
  'echo-errors': 'b',
  'echo-queries': 'e',
  'no-align': 'A',
  command: 'c',
  dbname: 'd',
  'field-separator': 'F',
  file: 'f',
  host: 'h',
  list: 'l',
  'no-psqlrc': 'X',
  'no-readline': 'n',
  'no-password': 'w',
  port: 'p',
  pset: 'P',
  quiet: 'q',
  'record-separator': 'R',
  set: 'v',
  'single-transaction': '1',
  'tuples-only': 't',
  username: 'U',
  variable: 'v',
  version: 'V',
  expanded: 'x',
}
const WITH_VALUE = new Set(['c', 'd', 'F', 'f', 'h', 'p', 'P', 'R', 'v', 'U'])
const PLAIN = new Set([...'aAbelnqtVwxX1'])
const UNMODELLED: Readonly<Record<string, string>> = {
  E: '--echo-hidden',
  H: '--html',
  L: '--log-file',
  o: '--output',
  s: '--single-step',
  S: '--single-line',
  T: '--table-attr',
  W: '--password',
  z: '--field-separator-zero',
  '0': '--record-separator-zero',
  '?': '--help',
}
const UNMODELLED_LONG = new Set([...Object.values(UNMODELLED).map((name) => name.slice(2)), 'csv'])

interface Given {
  readonly letter: string
  readonly value: string
}

/** Read a command line. Throws {@link PsqlExit} as getopt_long of glibc does, {@link NotModelled} for other options. */
export function parseOptions(argv: readonly string[]): PsqlOptions {
  const given: Given[] = []
  const positional: string[] = []
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (word === '--') {
      positional.push(...argv.slice(at + 1))
      break
    }
    if (word.startsWith('--')) at += takeLong(argv, at, given)
    else if (word.startsWith('-') && word !== '-') at += takeShort(argv, at, given)
    else positional.push(word)
  }
  return optionsOf(given, positional)
}

function takeLong(argv: readonly string[], at: number, given: Given[]): number {
  const [name = '', ...rest] = (argv[at] ?? '').slice(2).split('=')
  const inline = rest.length > 0 ? rest.join('=') : undefined
  if (UNMODELLED_LONG.has(name)) throw unmodelled(`--${name}`)
  const letter = LONG[name]
  if (letter === undefined) throw usage(`unrecognized option '--${name}'`)
  if (!WITH_VALUE.has(letter)) {
    given.push({ letter, value: inline ?? '' })
    return 0
  }
  const value = inline ?? argv[at + 1]
  if (value === undefined) throw usage(`option '--${name}' requires an argument`)
  given.push({ letter, value })
  return inline === undefined ? 1 : 0
}

function takeShort(argv: readonly string[], at: number, given: Given[]): number {
  const word = argv[at] ?? ''
  for (let index = 1; index < word.length; index++) {
    const letter = word[index] ?? ''
    const unknown = UNMODELLED[letter]
    if (unknown !== undefined) throw unmodelled(unknown)
    if (PLAIN.has(letter)) given.push({ letter, value: '' })
    else if (WITH_VALUE.has(letter)) {
      const inline = word.slice(index + 1)
      const value = inline === '' ? argv[at + 1] : inline
      if (value === undefined) throw usage(`option requires an argument -- '${letter}'`)
      given.push({ letter, value })
      return inline === '' ? 1 : 0
    } else throw usage(`invalid option -- '${letter}'`)
  }
  return 0
}

function optionsOf(given: readonly Given[], positional: readonly string[]): PsqlOptions {
  const last = (letter: string) => given.filter((each) => each.letter === letter).at(-1)?.value
  const has = (letter: string) => last(letter) !== undefined
  if (has('P')) throw unmodelled('--pset')
  const list = has('l') ? [{ kind: 'command', text: '\\l' } as const] : []
  return {
    actions: [
      ...list,
      ...given.flatMap(({ letter, value }): readonly Action[] => {
        if (letter === 'c') return [{ kind: 'command', text: value }]
        return letter === 'f' ? [{ kind: 'file', text: value }] : []
      }),
    ],
    host: last('h'),
    port: last('p'),
    user: last('U') ?? positional[1],
    database: last('d') ?? positional[0] ?? (has('l') ? 'postgres' : undefined),
    noPassword: has('w'),
    quiet: has('q'),
    singleTransaction: has('1'),
    echo: has('a') ? 'all' : has('e') ? 'queries' : has('b') ? 'errors' : 'none',
    print: {
      format: has('A') ? 'unaligned' : 'aligned',
      tuplesOnly: has('t'),
      expanded: has('x'),
      fieldSeparator: last('F') ?? '|',
      recordSeparator: last('R') ?? '\n',
      null: '',
    },
    variables: Object.fromEntries(
      given.filter(({ letter }) => letter === 'v').map(({ value }) => pair(value)),
    ),
    version: has('V'),
  }
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function usage(message: string): PsqlExit {
  return new PsqlExit(EXIT_FAILURE, `psql: ${message}\npsql: hint: Try "psql --help" for more information.`)
}

function unmodelled(option: string): NotModelled {
  return new NotModelled(`psql ${option}`, 'Run this step with the real binary: --clients real.')
}
