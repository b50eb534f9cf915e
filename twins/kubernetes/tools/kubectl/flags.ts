import { NotModelled } from '../../../kernel/errors.js'
import { KubectlError } from './errors.js'
import { parseFlagValue } from './flag-values.js'

/** Types of flags as spf13/pflag names them; `strings` splits at commas, `array` does not. */
export type FlagType = 'bool' | 'string' | 'int' | 'duration' | 'strings' | 'array'

export type FlagValue = string | number | boolean | readonly string[]

/** One flag of a command. */
export interface FlagSpec {
  readonly type: FlagType
  /** One letter. */
  readonly short?: string
  readonly default?: FlagValue
  /** The value when the flag stands alone (pflag's NoOptDefVal); bool flags have `true`. */
  readonly alone?: string
  /** False: kubectl has the flag, this implementation does not; giving it is `NotModelled`. */
  readonly modelled?: false
}

/** Flags by their long name. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>

/** What remains to be done by the command. */
export interface ParsedFlags {
  readonly values: ReadonlyMap<string, FlagValue>
  readonly args: readonly string[]
}

/** Typed access to parsed flags; asking for a flag the command has not declared is a defect. */
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

  /** True when the flag stands on the command line. */
  given(name: string): boolean {
    return this.values.has(name)
  }

  private value(name: string): FlagValue | undefined {
    return this.values.get(name) ?? this.specs[name]?.default
  }
}

/**
 * Parses a command line as spf13/pflag v1.0.5 flag.go (parseArgs) does: flags and arguments in any order, `--flag=v`,
 * `--flag v`, `-f v`, `-fv`, `-f=v`, `-Af v`, and `--` ends the flags. Throws kubectl's usage errors, and `NotModelled`
 * for a flag that kubectl has and this implementation does not.
 */
export function parseFlags(path: string, specs: FlagSpecs, argv: readonly string[]): ParsedFlags {
  const parser = new FlagParser(path, specs, argv)
  parser.parse()
  return { values: parser.values, args: parser.args }
}

class FlagParser {
  readonly values = new Map<string, FlagValue>()
  readonly args: string[] = []
  private readonly path: string
  private readonly specs: FlagSpecs
  private readonly rest: string[]

  constructor(path: string, specs: FlagSpecs, argv: readonly string[]) {
    this.path = path
    this.specs = specs
    this.rest = [...argv]
  }

  parse(): void {
    for (let arg = this.rest.shift(); arg !== undefined; arg = this.rest.shift()) {
      if (arg === '--') {
        this.args.push(...this.rest.splice(0))
      } else if (arg.startsWith('--')) {
        this.long(arg)
      } else if (arg.startsWith('-') && arg !== '-') {
        this.shorthands(arg.slice(1))
      } else {
        this.args.push(arg)
      }
    }
  }

  private long(arg: string): void {
    const equals = arg.indexOf('=')
    const name = (equals < 0 ? arg.slice(2) : arg.slice(2, equals)).replaceAll('_', '-')
    if (name === '' || name.startsWith('-')) throw this.bad(`bad flag syntax: ${arg}`)
    const spec = this.find(name)
    if (spec === undefined) throw this.bad(`unknown flag: --${name}`)
    if (equals >= 0) {
      this.set(name, spec, arg.slice(equals + 1))
      return
    }
    const alone = aloneValue(spec)
    const value = alone ?? this.rest.shift()
    if (value === undefined) throw this.bad(`flag needs an argument: --${name}`)
    this.set(name, spec, value)
  }

  private shorthands(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters.charAt(at)
      const found = Object.entries(this.specs).find(([, spec]) => spec.short === letter)
      if (found === undefined) {
        if (letter === 'h') throw helpNotModelled(this.path)
        throw this.bad(`unknown shorthand flag: '${letter}' in -${letters.slice(at)}`)
      }
      const [name, spec] = found
      const after = letters.slice(at + 1)
      const alone = aloneValue(spec)
      if (after.startsWith('=')) {
        this.set(name, spec, after.slice(1))
        return
      }
      if (alone !== undefined) {
        this.set(name, spec, alone)
        continue
      }
      const value = after === '' ? this.rest.shift() : after
      if (value === undefined) throw this.bad(`flag needs an argument: '${letter}' in -${letters.slice(at)}`)
      this.set(name, spec, value)
      return
    }
  }

  private find(name: string): FlagSpec | undefined {
    if (Object.hasOwn(this.specs, name)) return this.specs[name]
    if (name === 'help') throw helpNotModelled(this.path)
    return undefined
  }

  private set(name: string, spec: FlagSpec, text: string): void {
    if (spec.modelled === false) {
      throw new NotModelled(`${this.path} --${name}`, 'Run this step with the real binary: --clients real.')
    }
    const parsed = parseFlagValue(spec.type, text)
    if ('problem' in parsed) {
      const flag = spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`
      throw this.bad(`invalid argument "${text}" for "${flag}" flag: ${parsed.problem}`)
    }
    const before = this.values.get(name)
    const { value } = parsed
    this.values.set(name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value)
  }

  private bad(message: string): KubectlError {
    return new KubectlError(`${message}\nSee '${this.path} --help' for usage.`, { usage: true })
  }
}

/** The value of a flag that stands alone; undefined when it needs an argument. */
export function aloneValue(spec: FlagSpec): string | undefined {
  return spec.alone ?? (spec.type === 'bool' ? 'true' : undefined)
}

function helpNotModelled(path: string): NotModelled {
  return new NotModelled(`${path} --help`, 'Run this step with the real binary: --clients real.')
}
