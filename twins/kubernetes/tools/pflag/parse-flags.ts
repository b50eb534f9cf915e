import { NotModelled } from '../../../kernel/errors.js'
import { goQuote } from '../../schema/go-text.js'
import { aloneValue, type FlagSpec, type FlagValue } from './flags.js'

/** A flag's value, or what is wrong with its text. */
export type ParsedValue = { readonly value: FlagValue } | { readonly problem: string }

/** A command whose flags are parsed: what its tool does in its own way. */
export interface FlagDialect<Spec extends FlagSpec> {
  /** The command as it is named in messages, e.g. `kubectl get`. */
  readonly path: string
  readonly specs: Readonly<Record<string, Spec>>
  readonly parseValue: (type: Spec['type'], text: string) => ParsedValue
  /** The error of a bad command line, with pflag's text. */
  readonly usage: (message: string) => Error
  /** The tool's other spellings of long names (pflag's NormalizeFunc). Default: none. */
  readonly normalize?: (name: string) => string
  /** False for a flag that this version of the tool does not have yet. Default: it has all. */
  readonly has?: (spec: Spec) => boolean
}

/** What remains to be done by the command. */
export interface ParsedFlags {
  readonly values: ReadonlyMap<string, FlagValue>
  readonly args: readonly string[]
  /** How many of the arguments stand before `--`; undefined without it (cobra's ArgsLenAtDash). */
  readonly dash?: number
}

/** What to do about an unmodelled part of the command line. */
export const REAL_BINARY = 'Run this step with the real binary: --clients real.'

/**
 * Parses a command line as spf13/pflag v1.0.5 flag.go (parseArgs) does: flags and arguments in any order, `--flag=v`,
 * `--flag v`, `-f v`, `-fv`, `-f=v`, `-Af v`, and `--` ends the flags. Throws the dialect's usage errors, and
 * `NotModelled` for `--help` and for a flag that upstream has and this implementation does not.
 */
export function parseFlags<Spec extends FlagSpec>(
  dialect: FlagDialect<Spec>,
  argv: readonly string[],
): ParsedFlags {
  const parser = new FlagParser(dialect, argv)
  parser.parse()
  const { values, args, dash } = parser
  return dash === undefined ? { values, args } : { values, args, dash }
}

class FlagParser<Spec extends FlagSpec> {
  readonly values = new Map<string, FlagValue>()
  readonly args: string[] = []
  dash: number | undefined
  private readonly dialect: FlagDialect<Spec>
  private readonly rest: string[]

  constructor(dialect: FlagDialect<Spec>, argv: readonly string[]) {
    this.dialect = dialect
    this.rest = [...argv]
  }

  parse(): void {
    for (let arg = this.rest.shift(); arg !== undefined; arg = this.rest.shift()) {
      if (arg === '--') this.takeRest()
      else if (arg.startsWith('--')) this.long(arg)
      else if (arg.startsWith('-') && arg !== '-') this.shorthands(arg.slice(1))
      else this.args.push(arg)
    }
  }

  private takeRest(): void {
    this.dash = this.args.length
    this.args.push(...this.rest.splice(0))
  }

  private long(arg: string): void {
    const { normalize, usage } = this.dialect
    const equals = arg.indexOf('=')
    const typed = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
    const name = normalize === undefined ? typed : normalize(typed)
    if (name === '' || name.startsWith('-')) throw usage(`bad flag syntax: ${arg}`)
    const spec = this.find(name)
    if (spec === undefined) throw usage(`unknown flag: --${name}`)
    const value = equals < 0 ? (aloneValue(spec) ?? this.rest.shift()) : arg.slice(equals + 1)
    if (value === undefined) throw usage(`flag needs an argument: --${name}`)
    this.set(name, spec, value)
  }

  private shorthands(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      if (this.shorthand(letters.charAt(at), letters.slice(at)) === 'took the rest') return
    }
  }

  /** One letter; `rest` begins with it. */
  private shorthand(letter: string, rest: string): 'stood alone' | 'took the rest' {
    const { specs, usage } = this.dialect
    const name = Object.keys(specs).find((key) => specs[key]?.short === letter)
    if (name === undefined && letter === 'h') this.refuse('help')
    const spec = name === undefined ? undefined : this.find(name)
    if (name === undefined || spec === undefined) {
      throw usage(`unknown shorthand flag: '${letter}' in -${rest}`)
    }
    const after = rest.slice(1)
    const alone = aloneValue(spec)
    if (after.startsWith('=')) {
      this.set(name, spec, after.slice(1))
      return 'took the rest'
    }
    if (alone !== undefined) {
      this.set(name, spec, alone)
      return 'stood alone'
    }
    const value = after === '' ? this.rest.shift() : after
    if (value === undefined) throw usage(`flag needs an argument: '${letter}' in -${rest}`)
    this.set(name, spec, value)
    return 'took the rest'
  }

  private find(name: string): Spec | undefined {
    const { specs, has } = this.dialect
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined && name === 'help') this.refuse(name)
    return spec !== undefined && has?.(spec) === false ? undefined : spec
  }

  private set(name: string, spec: Spec, text: string): void {
    if (spec.modelled === false) this.refuse(name)
    const parsed = this.dialect.parseValue(spec.type, text)
    if ('problem' in parsed) {
      const flag = spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`
      throw this.dialect.usage(`invalid argument ${goQuote(text)} for "${flag}" flag: ${parsed.problem}`)
    }
    const before = this.values.get(name)
    const { value } = parsed
    this.values.set(name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value)
  }

  private refuse(name: string): never {
    throw new NotModelled(`${this.dialect.path} --${name}`, REAL_BINARY)
  }
}
