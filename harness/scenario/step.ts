import type { Command } from './command.js'

/** A command in a sequence, and how the operator goes on after it. */
export interface Step {
  readonly name: string
  readonly command: Command
  /** What the operator does when it fails: default stop. */
  readonly onFailure?: 'stop' | 'continue'
  /**
   * What the operator does when it was killed: start it again (the default), stop, go on with the next step, or a
   * {@link Recovery} first. Killed a second time, the operator stops, unless this says `continue`. Only a search kills commands.
   */
  readonly onCrash?: AfterCrash | Recovery
  /** Steps that must have ended before; default: the one written before it. */
  readonly after?: readonly string[]
  /** Starts while another step runs, as soon as the condition holds. */
  readonly during?: { readonly step: string; readonly when: Condition }
  /**
   * What the operator waits for before the next step: nothing; until nothing is going on but retries and refreshes
   * (`quiescent`, the default); or until these change nothing either (`settled`: the next step may come hours later).
   * At the end of a sequence the world always settles.
   */
  readonly waits?: 'no' | 'quiescent' | 'settled'
  /** Expected exit code; a different one fails the gate `steps`. Default: any, but see `onFailure`. */
  readonly exitCode?: number
}

/** How an operator goes on after a command was killed: start it again, once; stop; or leave it and go on. */
export type AfterCrash = 'rerun' | 'stop' | 'continue'

/** What an operator does before going on after a command was killed, e.g. roll back what it has left half done. */
export interface Recovery {
  /** In this order, the first one at once. */
  readonly run: readonly RecoveryStep[]
  /** What follows when all of them have succeeded. Default: `rerun`. */
  readonly next?: AfterCrash
}

/**
 * A step of a recovery: like others, but in a fixed order, and without a recovery of its own. Its name is unique in the whole
 * sequence. It counts for no bound on steps and stands in no sequence that a search tells apart, since it is no choice.
 */
export interface RecoveryStep extends Omit<Step, 'onCrash' | 'after' | 'during'> {
  readonly onCrash?: AfterCrash
}

/** A condition over the objects of the world. */
export type Condition =
  | { readonly kind: 'present' | 'absent'; readonly object: ObjectRef }
  | { readonly kind: 'elapsed'; readonly ms: number }

export interface ObjectRef {
  readonly group: string
  /** Plural. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
}

/** A step; `name` is unique within its sequence. Without an order or a recovery of its own it may be one of a recovery. */
export function step(
  name: string,
  command: Command,
  options?: Omit<RecoveryStep, 'name' | 'command'>,
): RecoveryStep
export function step(name: string, command: Command, options: Omit<Step, 'name' | 'command'>): Step
export function step(name: string, command: Command, options: Omit<Step, 'name' | 'command'> = {}): Step {
  return { name, command, ...options }
}
