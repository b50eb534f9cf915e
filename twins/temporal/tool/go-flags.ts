/** A flag of a command line in the way of Go's package flag, as urfave/cli v1 declares it. */
export interface GoFlag {
  readonly type: 'string' | 'int' | 'bool'
  /** Further name. */
  readonly short?: string
  /** Variable that sets it when the command line does not. */
  readonly env?: string
  readonly default?: string
}

export type GoFlagSpecs = Readonly<Record<string, GoFlag>>

/** Values by long name: text as it was given, or the default. */
export interface GoFlags {
  readonly values: Readonly<Record<string, string>>
  /** What follows the flags. */
  readonly rest: readonly string[]
}

/** The message of a bad command line. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/**
 * Parses flags up to the first argument that is none, or `--`: `-x v`, `--x v`, `-x=v`; bool flags stand alone. Then the
 * environment, then defaults. Sources: Go 1.24 flag (FlagSet.parseOne), urfave/cli v1.22 flag.go. Throws {@link FlagError}.
 */
export function parseGoFlags(
  specs: GoFlagSpecs,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): GoFlags {
  const values: Record<string, string> = environmentValues(specs, env)
  let at = 0
  for (; at < argv.length; at++) {
    const arg = argv[at] ?? ''
    if (arg === '--') {
      at++
      break
    }
    if (!arg.startsWith('-') || arg === '-') break
    const taken = takeFlag(specs, arg, argv[at + 1])
    values[taken.name] = taken.value
    at += taken.more
  }
  return { values, rest: argv.slice(at) }
}

/** Whether a bool flag is set. */
export function isOn({ values }: GoFlags, name: string): boolean {
  return TRUE.has(values[name] ?? '')
}

function takeFlag(specs: GoFlagSpecs, arg: string, next: string | undefined) {
  const equals = arg.indexOf('=')
  const typed = (equals < 0 ? arg : arg.slice(0, equals)).replace(/^--?/, '')
  if (typed === '' || typed.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`)
  const name = Object.keys(specs).find((long) => long === typed || specs[long]?.short === typed)
  const spec = name === undefined ? undefined : specs[name]
  if (name === undefined || spec === undefined) {
    if (typed === 'h' || typed === 'help') throw new FlagError('flag: help requested')
    throw new FlagError(`flag provided but not defined: -${typed}`)
  }
  if (spec.type === 'bool') {
    const value = equals < 0 ? 'true' : arg.slice(equals + 1)
    if (TRUE.has(value) || FALSE.has(value)) return { name, value, more: 0 }
    throw new FlagError(`invalid boolean value "${value}" for -${typed}: parse error`)
  }
  const value = equals < 0 ? next : arg.slice(equals + 1)
  if (value === undefined) throw new FlagError(`flag needs an argument: -${typed}`)
  if (spec.type === 'int' && !/^[+-]?\d+$/.test(value)) {
    throw new FlagError(`invalid value "${value}" for flag -${typed}: parse error`)
  }
  return { name, value, more: equals < 0 ? 1 : 0 }
}

function environmentValues(
  specs: GoFlagSpecs,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, spec] of Object.entries(specs)) {
    const value = spec.env === undefined ? undefined : env[spec.env]
    if (value !== undefined && spec.type === 'int' && !/^[+-]?\d+$/.test(value)) {
      throw new FlagError(
        `could not parse ${value} as int value for flag ${name}: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
      )
    }
    values[name] = value ?? spec.default ?? ''
  }
  return values
}
