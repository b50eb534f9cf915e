import { type FlagType, parseFlagValue } from '../pflag/flag-values.js'
import { Flags, type FlagSpec as PflagSpec } from '../pflag/flags.js'
import { type ParsedFlags, parseFlags as parsePflags } from '../pflag/parse-flags.js'
import { KubectlError } from './errors.js'

export { aloneValue } from '../pflag/flags.js'
export { Flags, type FlagType }

/** One flag of a command. */
export type FlagSpec = PflagSpec<FlagType>

/** Flags by their long name. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>

/**
 * Parses the command line of the command at `path`. Throws kubectl's usage errors, and `NotModelled` for a flag that
 * kubectl has and this implementation does not. `_` in a long name is `-`.
 * Source: kubectl v0.32.0 pkg/cmd/cmd.go (WordSepNormalizeFunc), pkg/cmd/util/helpers.go (UsageErrorf).
 */
export function parseFlags(path: string, specs: FlagSpecs, argv: readonly string[]): ParsedFlags {
  const usage = (message: string) =>
    new KubectlError(`${message}\nSee '${path} --help' for usage.`, { usage: true })
  const normalize = (name: string) => name.replaceAll('_', '-')
  return parsePflags({ path, specs, parseValue: parseFlagValue, usage, normalize }, argv)
}
