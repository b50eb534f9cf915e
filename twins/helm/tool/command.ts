import type { ToolArgs } from '../../contract/component.js'
import type { Files } from '../../kernel/files.js'
import type { Proc } from '../../kernel/process.js'
import type { Configuration } from '../actions/configuration.js'
import type { HelmVersion } from '../versions.js'
import { type FlagSpecs, type Flags, usage } from './flags.js'

/** One run of a command. */
export interface Invocation {
  readonly flags: Flags
  /** What remains when flags are taken away. */
  readonly args: readonly string[]
  readonly files: Files
  readonly tool: ToolArgs
  readonly version: HelmVersion
  readonly configuration: Configuration
}

/** A subcommand. `run` throws `HelmError`, which is printed after `Error: ` and exits with 1. */
export interface Command {
  /** `helm upgrade [RELEASE] [CHART] [flags]`, for usage errors. */
  readonly useLine: string
  readonly flags: FlagSpecs
  /** Those of Helm 4, where they differ. */
  readonly flags4?: FlagSpecs
  /** Throws when the number of arguments is wrong. */
  readonly checkArgs: (path: string, useLine: string, args: readonly string[]) => void
  run(invocation: Invocation): Proc<void>
}

/** A command with subcommands, such as `get`. */
export interface CommandGroup {
  readonly subcommands: Readonly<Record<string, CommandEntry>>
}

/** `not-modelled`: a name that Helm knows and this implementation does not. */
export type CommandEntry = Command | CommandGroup | 'not-modelled'

export function isGroup(entry: CommandEntry): entry is CommandGroup {
  return typeof entry === 'object' && 'subcommands' in entry
}

type ArgsRule = Command['checkArgs']

/** Helm v3.21.4 cmd/helm/require/args.go (NoArgs). */
export const noArgs: ArgsRule = (path, useLine, args) => {
  if (args.length > 0) throw usage(`"${path}" accepts no arguments\n\nUsage:  ${useLine}`)
}

/** Helm v3.21.4 cmd/helm/require/args.go (ExactArgs). */
export function exactArgs(count: number): ArgsRule {
  return (path, useLine, args) => {
    if (args.length !== count) {
      throw usage(`"${path}" requires ${count} ${argumentsText(count)}\n\nUsage:  ${useLine}`)
    }
  }
}

/** Helm v3.21.4 cmd/helm/require/args.go (MinimumNArgs). */
export function minimumArgs(count: number): ArgsRule {
  return (path, useLine, args) => {
    if (args.length < count) {
      throw usage(`"${path}" requires at least ${count} ${argumentsText(count)}\n\nUsage:  ${useLine}`)
    }
  }
}

function argumentsText(count: number): string {
  return count === 1 ? 'argument' : 'arguments'
}
