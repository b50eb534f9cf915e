import { helmError } from '../errors.js'
import { containsSystemLabels, type Labels, SYSTEM_LABELS } from '../release.js'

/** What install, upgrade and rollback have in common. */
export interface OperationOptions {
  readonly name: string
  readonly wait: boolean
  readonly waitForJobs: boolean
  /** For each hook and each wait by itself, not for the whole command. */
  readonly timeoutMs: number
  readonly force: boolean
  readonly disableHooks: boolean
  /** Nothing is written. */
  readonly dryRun: boolean
}

/** Throws when a user's label names one of Helm's own. Helm v3.21.4 pkg/action/upgrade.go, install.go. */
export function refuseSystemLabels(labels: Labels): void {
  if (!containsSystemLabels(labels)) return
  const reserved = SYSTEM_LABELS.join(' ')
  throw helmError(
    'helm-usage',
    `user supplied labels contains system reserved label name. System labels: [${reserved}]`,
  )
}
