import {
  type FlagType as CommonFlagType,
  Flags,
  goQuote,
  type ParsedValue,
  type FlagSpec as PflagSpec,
  parseFlagValue,
  parseFlags as parsePflags,
} from '../../kubernetes/index.js'
import { helmError } from '../errors.js'
import { atLeast, type HelmVersion } from '../versions.js'

export { aloneValue, REAL_BINARY } from '../../kubernetes/index.js'
export { Flags }

/** Types of flags as spf13/pflag names them; `map` is its stringToString, `format` and `wait` are Helm's own. */
export type FlagType = CommonFlagType | 'map' | 'format' | 'wait'

/** One flag of a command. */
export interface FlagSpec extends PflagSpec<FlagType> {
  /** The minor of Helm 3 that brought it; earlier ones do not know it. */
  readonly since?: number
  /** What to use instead; said on standard error when the flag is given. */
  readonly deprecated?: string
  /** Flags that may not be given together with this one. */
  readonly not?: readonly string[]
}

/** Flags by their long name. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>

/** Where flags are parsed: the command's path, its flags and the version of Helm. */
export interface FlagContext {
  readonly path: string
  readonly specs: FlagSpecs
  readonly version: HelmVersion
}

/**
 * Parse flags and arguments in any order. Throws `HelmError` `helm-usage` with pflag's text, and `NotModelled` for a
 * flag that Helm has and this implementation has not.
 */
export function parseFlags(
  { path, specs, version }: FlagContext,
  argv: readonly string[],
): { readonly flags: Flags; readonly args: readonly string[] } {
  const has = ({ since }: FlagSpec) => since === undefined || atLeast(version, since)
  const { values, args } = parsePflags({ path, specs, parseValue, usage, has }, argv)
  return { flags: new Flags(specs, values), args }
}

function parseValue(type: FlagType, text: string): ParsedValue {
  if (type === 'format') {
    const known = text === 'table' || text === 'json' || text === 'yaml'
    return known ? { value: text } : { problem: 'invalid format type' }
  }
  if (type === 'wait') return parseWait(text)
  if (type !== 'map') return parseFlagValue(type, text)
  const pairs = parseFlagValue('strings', text)
  if ('problem' in pairs || !Array.isArray(pairs.value)) return { problem: 'invalid' }
  const wrong = pairs.value.find((pair) => !String(pair).includes('='))
  return wrong === undefined ? pairs : { problem: `${String(wrong)} must be formatted as key=value` }
}

/** Helm v4.1.4 pkg/cmd/flags.go (waitValue.Set). */
function parseWait(text: string): ParsedValue {
  if (['watcher', 'legacy', 'hookOnly', 'true', 'false'].includes(text)) return { value: text }
  const problem = `invalid wait input ${goQuote(text)}. Valid inputs are watcher, hookOnly, and legacy`
  return { problem }
}

/** What is said of flags that are given and should not be any more. spf13/pflag v1.0.5 flag.go (Set). */
export function deprecations(specs: FlagSpecs, flags: Flags): readonly string[] {
  return Object.entries(specs).flatMap(([name, { deprecated }]) =>
    deprecated === undefined || !flags.given(name)
      ? []
      : [`Flag --${name} has been deprecated, ${deprecated}`],
  )
}

/** Throws when two flags are given that exclude each other. spf13/cobra v1.10 flag_groups.go. */
export function checkExclusive(specs: FlagSpecs, flags: Flags): void {
  for (const [name, { not = [] }] of Object.entries(specs)) {
    const other = not.find((one) => flags.given(one))
    if (other === undefined || !flags.given(name)) continue
    throw usage(
      `if any flags in the group [${name} ${other}] are set none of the others can be; ` +
        `[${[name, other].sort().join(' ')}] were all set`,
    )
  }
}

/** A bad command line. */
export function usage(message: string): Error {
  return helmError('helm-usage', message)
}
