/** Named bounds of every loop in the kernel. Reaching one is `LimitReached` with the limit's name. */
export interface Limits {
  /** Transitions of one run. */
  readonly transitions: number
  /** Requests of one reconcile at grain `reconcile`. */
  readonly reconcileRequests: number
  /** Inline requests (print, now, mint, note) between two transitions of a process. */
  readonly inlineRequests: number
  /** Entries of a process journal since its last checkpoint. */
  readonly journalEntries: number
  /** Rounds of firing every background timer while settling. */
  readonly settleRounds: number
  /** Virtual time that settling may let pass, in ms. */
  readonly settleHorizonMs: number
}

export const DEFAULT_LIMITS: Limits = {
  transitions: 200_000,
  reconcileRequests: 5_000,
  inlineRequests: 20_000,
  journalEntries: 20_000,
  settleRounds: 60,
  settleHorizonMs: 48 * 3_600_000,
}
