import type { Ending } from '../runner/outcome.js'
import type { Step } from '../scenario/scenario.js'

/**
 * What the operator is doing. `running`: a command is under way; `recovering`: the operator waits between two commands of a
 * recovery; `ended`: a command has just ended; `resting`: the operator waits until nothing is under way; `quiescent`,
 * `settled`: it has waited; `over`: no command follows, the world has settled.
 */
export type Phase = 'running' | 'recovering' | 'ended' | 'resting' | 'quiescent' | 'settled' | 'over'

/** A world, and how far the operator has come in it. */
export interface Situation<S> {
  readonly state: S
  readonly phase: Phase
  /** Commands under way: the step, then those that started inside it. */
  readonly running: readonly RunningStep[]
  /** In the order in which they ended. */
  readonly done: readonly DoneStep[]
  /** The recovery that is under way; null: none is. */
  readonly recovery: RecoveryUnderWay | null
  /** A step failed, and the operator gave up. */
  readonly stopped: boolean
  /** Transitions made when the last step began; of the start before that. */
  readonly since: number
  /** Virtual ms at which the last step ended; of the start before that. */
  readonly endedAtMs: number
  /** How the world came to rest; null before `over`. */
  readonly ending: Ending | null
}

export interface RunningStep {
  readonly step: number
  readonly pid: string
  readonly atMs: number
  /** How often it was started anew after a crash. */
  readonly reruns: number
  readonly crashed: boolean
}

export interface RecoveryUnderWay {
  /** The step that was killed. */
  readonly of: number
  /** How many steps of the recovery have ended. */
  readonly ended: number
}

export interface DoneStep {
  readonly step: number
  /** null: it never ended. */
  readonly code: number | null
  readonly crashed: boolean
}

/** The steps an operator may take, and what has to be respected. */
export interface OperatorPlan {
  /** Prefix of process ids. */
  readonly name: string
  /** The steps that may be taken, then those of their recoveries. */
  readonly steps: readonly Step[]
  /** Step -> the steps that must have ended before. Steps that start inside another one are not listed. */
  readonly after: ReadonlyMap<number, readonly number[]>
  /** Step -> the steps that start while it runs. */
  readonly during: ReadonlyMap<number, readonly number[]>
  /** Step -> the steps that are run when it was killed, in their order. */
  readonly recoveries: ReadonlyMap<number, readonly number[]>
  /** Step -> the step that comes right after it, and only there. Default: none does. */
  readonly follows?: ReadonlyMap<number, number>
  /** Steps without which a sequence is not complete. */
  readonly mandatory: readonly number[]
  /** Only this sequence, and only to its end. Default: any. */
  readonly only?: readonly number[]
  /** Of a census: the commands that are killed, instead of those of the operator. */
  readonly victim?: Victim
}

/** A command that is killed after each of certain requests. */
export interface Victim {
  /** Words of its command line, or of a script within it. */
  readonly words: readonly string[]
  /** Of the requests after which it is killed. */
  readonly after: RegExp
}
