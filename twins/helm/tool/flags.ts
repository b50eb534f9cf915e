import {
  type FlagType as CommonFlagType,
  Flags,
  type ParsedValue,
  type FlagSpec as PflagSpec,
  parseFlagValue,
  parseFlags as parsePflags,
} from '../../kubernetes/index.js'
import { helmError } from '../errors.js'
import { atLeast, type HelmVersion } from '../versions.js'

export { aloneValue, REAL_BINARY } from '../../kubernetes/index.js'
export { Flags }

/** Types of flags as spf13/pflag names them; `map` is its stringToString, `format` Helm's output format. */
export type FlagType = CommonFlagType | 'map' | 'format'

/** One flag of a command. */
export interface FlagSpec extends PflagSpec<FlagType> {
  /** The minor of Helm 3 that brought it; earlier ones do not know it. */
  readonly since?: number
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
