import type { Proc, ProgramContext } from '../../kernel/process.js'
import type { FlagSpec, Flags, FlagType } from '../../kubernetes/index.js'

export type FlagSpecs = Readonly<Record<string, FlagSpec<FlagType>>>

/** A command line that was read. */
export interface Invocation {
  readonly flags: Flags
  readonly args: readonly string[]
  readonly context: ProgramContext
}

export interface Command {
  readonly flags: FlagSpecs
  /** How many arguments it takes: fewest and most. */
  readonly args: readonly [number, number]
  readonly run: (invocation: Invocation) => Proc<number>
}

/** Flags that every command has and that change nothing in a world with one cluster. */
export const GLOBAL_FLAGS: FlagSpecs = {
  core: { type: 'bool' },
  server: { type: 'string' },
  'grpc-web': { type: 'bool' },
  insecure: { type: 'bool' },
  plaintext: { type: 'bool' },
  'auth-token': { type: 'string' },
  'app-namespace': { type: 'string', short: 'N' },
}

export const TIMEOUT_FLAG: FlagSpecs = { timeout: { type: 'int', default: 0 } }
