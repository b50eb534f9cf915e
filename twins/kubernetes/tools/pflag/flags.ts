/** The value of a parsed flag; durations are milliseconds. */
export type FlagValue = string | number | boolean | readonly string[]

/** One flag of a command; `Type` names the types its tool has, as spf13/pflag does. */
export interface FlagSpec<Type extends string = string> {
  readonly type: Type
  /** One letter. */
  readonly short?: string
  readonly default?: FlagValue
  /** The value when the flag stands alone (pflag's NoOptDefVal); bool flags have `true`. */
  readonly alone?: string
  /** False: upstream has the flag, this implementation does not; giving it is `NotModelled`. */
  readonly modelled?: false
}

/** Typed access to parsed flags; asking for a flag the command has not declared is a defect. */
export class Flags {
  private readonly specs: Readonly<Record<string, FlagSpec>>
  private readonly values: ReadonlyMap<string, FlagValue>

  constructor(specs: Readonly<Record<string, FlagSpec>>, values: ReadonlyMap<string, FlagValue>) {
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

  /** `key=value` pairs of a stringToString flag; later ones win. */
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

/** The value of a flag that stands alone; undefined when it needs an argument. */
export function aloneValue(spec: FlagSpec): string | undefined {
  return spec.alone ?? (spec.type === 'bool' ? 'true' : undefined)
}
