import type { ToolArgs } from '../../../contract/component.js'
import type { Files } from '../../../kernel/files.js'
import type { Proc } from '../../../kernel/process.js'
import type { FlagSpecs, Flags } from './flags.js'

/** One run of a command. */
export interface Invocation {
  /** `kubectl rollout status`, for usage errors. */
  readonly path: string
  readonly flags: Flags
  /** What remains when flags are taken away. */
  readonly args: readonly string[]
  /** How many of `args` stand before `--`; undefined without it. */
  readonly dash: number | undefined
  /** `-n`, or `default`. */
  readonly namespace: string
  /** True when `-n` was given: objects from files must then be in that namespace. */
  readonly namespaceGiven: boolean
  readonly files: Files
  readonly tool: ToolArgs
  /** Minor version of kubectl itself: 32 for v1.32. */
  readonly minor: number
  /** Kubernetes version of the server, e.g. `v1.31.0`. */
  readonly serverVersion: string
  /** Warnings of the API server printed so far: each is printed once. */
  readonly warned: Set<string>
}

/** A subcommand. `run` returns the exit code; what it throws as a `CommandError` is printed and exits with 1. */
export interface Command {
  readonly flags: FlagSpecs
  /** Flags without which cobra refuses the command. */
  readonly required?: readonly string[]
  run(invocation: Invocation): Proc<number>
}

/** A command that has subcommands, such as `rollout` and `create`. */
export interface CommandGroup {
  readonly subcommands: Readonly<Record<string, CommandEntry>>
  /** Runs when no subcommand is named; a group without it prints its help, which is not modelled. */
  readonly own?: Command
}

/** A name kubectl knows and this implementation does not. */
export type NotModelledCommand = 'not-modelled'

/** Another name of a command. */
export interface CommandAlias {
  readonly alias: string
}

export type CommandEntry = Command | CommandGroup | CommandAlias | NotModelledCommand

export function isGroup(entry: CommandEntry): entry is CommandGroup {
  return typeof entry === 'object' && 'subcommands' in entry
}

export function isAlias(entry: CommandEntry): entry is CommandAlias {
  return typeof entry === 'object' && 'alias' in entry
}
