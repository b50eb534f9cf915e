import { NotModelled } from '../../kernel/errors.js'
import { parseFlagValue } from '../../kubernetes/index.js'
import { helmError } from '../errors.js'
import { atLeast, type HelmVersion } from '../versions.js'

/** Types of flags as spf13/pflag names them; `map` is its stringToString, `format` Helm's output format. */
export type FlagType = 'bool' | 'string' | 'int' | 'duration' | 'strings' | 'array' | 'map' | 'format'

type FlagValue = string | number | boolean | readonly string[]

/** One flag of a command. */
export interface FlagSpec {
  readonly type: FlagType
  /** One letter. */
  readonly short?: string
  readonly default?: FlagValue
  /** The value when the flag stands alone. */
  readonly alone?: string
  /** The minor of Helm 3 that brought it; earlier ones do not know it. */
  readonly since?: number
  /** False: Helm has the flag, this implementation does not; giving it is `NotModelled`. */
  readonly modelled?: false
}

/** Flags by their long name. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>

/** What to do about an unmodelled part of the command line. */
export const REAL_BINARY = 'Run this step with the real binary: --clients real.'

/** Typed access to a parsed command line. */
export class Flags {
  private readonly specs: FlagSpecs
  private readonly values: ReadonlyMap<string, FlagValue>

  constructor(specs: FlagSpecs, values: ReadonlyMap<string, FlagValue>) {
    this.specs = specs
    this.values = values
  }

  /** Text of a string flag; '' when it has no default. */
  text(name: string): string {
    return String(this.value(name) ?? '')
  }

  on(name: string): boolean {
    return this.value(name) === true
  }

  /** Number of an int flag, or milliseconds of a duration flag. */
  number(name: string): number {
    return Number(this.value(name) ?? 0)
  }

  list(name: string): readonly string[] {
    const value = this.value(name)
    return Array.isArray(value) ? value : []
  }

  /** `key=value` pairs; later ones win. */
  map(name: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.list(name).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    )
  }

  /** True when the flag stands on the command line. */
  given(name: string): boolean {
    return this.values.has(name)
  }

  private value(name: string): FlagValue | undefined {
    return this.values.get(name) ?? this.specs[name]?.default
  }
}

/** Where flags are parsed: the command's path, its flags and the version of Helm. */
export interface FlagContext {
  readonly path: string
  readonly specs: FlagSpecs
  readonly version: HelmVersion
}

/**
 * Parse flags and arguments in any order, as spf13/pflag v1.0.5 flag.go does. Throws `HelmError` `helm-usage` with
 * pflag's text, and `NotModelled` for a flag that Helm has and this implementation has not.
 */
export function parseFlags(
  context: FlagContext,
  argv: readonly string[],
): { readonly flags: Flags; readonly args: readonly string[] } {
  const parser = new FlagParser(context, argv)
  parser.parse()
  return { flags: new Flags(context.specs, parser.values), args: parser.args }
}

class FlagParser {
  readonly values = new Map<string, FlagValue>()
  readonly args: string[] = []
  private readonly context: FlagContext
  private readonly rest: string[]

  constructor(context: FlagContext, argv: readonly string[]) {
    this.context = context
    this.rest = [...argv]
  }

  parse(): void {
    for (let arg = this.rest.shift(); arg !== undefined; arg = this.rest.shift()) {
      if (arg === '--') this.args.push(...this.rest.splice(0))
      else if (arg.startsWith('--')) this.long(arg)
      else if (arg.startsWith('-') && arg !== '-') this.short(arg.slice(1))
      else this.args.push(arg)
    }
  }

  private long(arg: string): void {
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
    if (name === '' || name.startsWith('-')) throw usage(`bad flag syntax: ${arg}`)
    const spec = this.find(name)
    if (spec === undefined) throw usage(`unknown flag: --${name}`)
    const value = equals < 0 ? (aloneValue(spec) ?? this.rest.shift()) : arg.slice(equals + 1)
    if (value === undefined) throw usage(`flag needs an argument: --${name}`)
    this.set(name, spec, value)
  }

  /** `-f v`, `-fv`, `-f=v`, `-Aq`. */
  private short(letters: string): void {
    const letter = letters.charAt(0)
    const name = Object.keys(this.context.specs).find((key) => this.context.specs[key]?.short === letter)
    if (letter === 'h') this.refuse('help')
    const spec = name === undefined ? undefined : this.find(name)
    if (name === undefined || spec === undefined) {
      throw usage(`unknown shorthand flag: '${letter}' in -${letters}`)
    }
    const after = letters.slice(1)
    const alone = aloneValue(spec)
    if (after.startsWith('=')) this.set(name, spec, after.slice(1))
    else if (alone !== undefined) {
      this.set(name, spec, alone)
      if (after !== '') this.short(after)
    } else {
      const value = after === '' ? this.rest.shift() : after
      if (value === undefined) throw usage(`flag needs an argument: '${letter}' in -${letters}`)
      this.set(name, spec, value)
    }
  }

  private find(name: string): FlagSpec | undefined {
    if (name === 'help') this.refuse(name)
    const spec = Object.hasOwn(this.context.specs, name) ? this.context.specs[name] : undefined
    return spec?.since !== undefined && !atLeast(this.context.version, spec.since) ? undefined : spec
  }

  private set(name: string, spec: FlagSpec, text: string): void {
    if (spec.modelled === false) this.refuse(name)
    const parsed = parseValue(spec.type, text)
    if ('problem' in parsed) {
      const flag = spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`
      throw usage(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: ${parsed.problem}`)
    }
    const before = this.values.get(name)
    const { value } = parsed
    this.values.set(name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value)
  }

  private refuse(name: string): never {
    throw new NotModelled(`${this.context.path} --${name}`, REAL_BINARY)
  }
}

/** The value of a flag that stands alone; undefined when it needs an argument. */
export function aloneValue(spec: FlagSpec): string | undefined {
  return spec.alone ?? (spec.type === 'bool' ? 'true' : undefined)
}

function parseValue(
  type: FlagType,
  text: string,
): { readonly value: FlagValue } | { readonly problem: string } {
  if (type === 'format') {
    const known = text === 'table' || text === 'json' || text === 'yaml'
    return known ? { value: text } : { problem: 'invalid format type' }
  }
  if (type !== 'map') return parseFlagValue(type, text)
  const pairs = parseFlagValue('strings', text)
  if ('problem' in pairs || !Array.isArray(pairs.value)) return { problem: 'invalid' }
  const wrong = pairs.value.find((pair) => !String(pair).includes('='))
  return wrong === undefined ? pairs : { problem: `${String(wrong)} must be formatted as key=value` }
}

/** A bad command line. */
export function usage(message: string): Error {
  return helmError('helm-usage', message)
}
