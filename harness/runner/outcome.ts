import type { LogEntry } from '../../twins/kernel/log.js'

/** What a run of one scenario came to: plain data, complete, without secret values. */
export interface ScenarioOutcome {
  readonly scenario: string
  readonly title: string
  readonly summary: string
  readonly document: string
  readonly section: string
  readonly profile: Readonly<Record<string, string>>
  readonly twin: string
  readonly seed: number
  readonly healthy: { readonly settledAtMs: number; readonly objects: number }
  readonly incidents: readonly IncidentOutcome[]
  readonly fixes: readonly FixOutcome[]
  /** As expected, or what an exit code is chosen from. */
  readonly status: OutcomeStatus
}

/** `as-expected`: every incident and every verdict; `differs`; `inconclusive`: something could not be judged. */
export type OutcomeStatus = 'as-expected' | 'differs' | 'inconclusive'

export interface IncidentOutcome {
  readonly name: string
  readonly title: string
  readonly profile: Readonly<Record<string, string>>
  readonly steps: readonly StepOutcome[]
  readonly chain: readonly ChainOutcome[]
  /** What else is not as expected, e.g. an exit code; empty when nothing is. */
  readonly surprises: readonly string[]
  readonly ending: Ending
  /** Canonical digest of the end state: equal for runs that differ only in their seed; null: not asked for. */
  readonly digest: string | null
  readonly timeline: readonly TimelineEntry[]
  readonly status: OutcomeStatus
}

export interface FixOutcome {
  readonly name: string
  readonly title: string
  /** `document, section`, or why it was derived. */
  readonly from: string
  readonly documented: boolean
  readonly goal: string
  readonly startsAfter: string
  readonly profile: Readonly<Record<string, string>>
  readonly steps: readonly StepOutcome[]
  readonly ending: Ending
  /** Canonical digest of the end state: equal for runs that differ only in their seed; null: not asked for. */
  readonly digest: string | null
  readonly gates: readonly GateOutcome[]
  /** Gates that were not asked; absent: all were. */
  readonly notAsked?: readonly NotAsked[]
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  readonly expected: 'pass' | 'fail'
  /** Why the verdict is not the expected one; empty when it is. */
  readonly surprises: readonly string[]
  readonly refutation: RefutationOutcome | null
  readonly timeline: readonly TimelineEntry[]
  /** How many schedules were looked at. */
  readonly schedules: number
  readonly status: OutcomeStatus
}

export interface StepOutcome {
  readonly name: string
  /** As one would paste it. */
  readonly command: string
  readonly ran: boolean
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface ChainOutcome {
  readonly says: string
  /** The log entry that was found, or null. */
  readonly seq: number | null
  readonly atMs: number | null
}

export interface GateOutcome {
  readonly gate: string
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** How many objects were compared. */
  readonly compared: number
  readonly evidence: readonly Evidence[]
  /** Why it could not look, or what it assumed. */
  readonly note: string | null
}

/** A gate that was not asked: it stands for no verdict. */
export interface NotAsked {
  readonly gate: string
  readonly because: string
}

export interface Evidence {
  /** `Kind namespace/name`. */
  readonly subject: string
  readonly owner: string | null
  readonly message: string
  /** Log entry that shows it. */
  readonly seq: number | null
}

export interface RefutationOutcome {
  readonly claim: string
  readonly truth: string
  readonly versions: string
  readonly check: string
  /** The event that shows it: `seq`, or null if it did not happen. */
  readonly seq: number | null
  readonly atMs: number | null
  readonly event: string | null
}

export type Ending =
  | { readonly kind: 'settled'; readonly atMs: number }
  | { readonly kind: 'horizon'; readonly atMs: number; readonly horizonMs: number }
  | {
      readonly kind: 'diverges'
      readonly atMs: number
      readonly periodMs: number
      readonly from: number
      readonly to: number
    }
  | { readonly kind: 'error'; readonly atMs: number; readonly code: string; readonly message: string }

/** One line of the timeline in virtual time. `cause` is the `seq` of the entry that set it off. */
export interface TimelineEntry {
  readonly seq: number
  readonly atMs: number
  readonly actor: string
  readonly cause: number
  readonly kind: LogEntry['event']['kind']
  /** `Kind namespace/name`, a step, a controller. */
  readonly subject: string
  readonly text: string
  /** What a write changed in its object; only where the whole history is told, and never of Events, whose text says all. */
  readonly diff?: ObjectDiff
}

/** What a write changed in an object, without its managed fields and resource version. */
export interface ObjectDiff {
  readonly kind: 'created' | 'changed' | 'deleted'
  /** The fields that differ; of an object that was created all of them, of a deleted one none. At most 30. */
  readonly changes: readonly FieldChange[]
  /** How many further fields differ. */
  readonly more: number
}

/** One field. Values are redacted, and cut after 200 characters; null: it is absent. */
export interface FieldChange {
  /** `spec.replicas`, `spec.containers[app].image`, `metadata.annotations[example.com/owner]`. */
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}
