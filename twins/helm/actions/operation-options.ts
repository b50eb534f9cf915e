import { helmError } from '../errors.js'
import { containsSystemLabels, type Labels, type Release, SYSTEM_LABELS } from '../release.js'
import { isHelm4 } from '../versions.js'
import type { Configuration } from './configuration.js'
import type { WaitStrategy } from './waiter.js'

/** What install, upgrade and rollback have in common. */
export interface OperationOptions {
  readonly name: string
  readonly wait: WaitStrategy
  readonly waitForJobs: boolean
  /** For each hook and each wait by itself, not for the whole command. */
  readonly timeoutMs: number
  /** PUT instead of PATCH: Helm 3's `--force`, Helm 4's `--force-replace`. */
  readonly force: boolean
  /** Helm 4's; `false` for Helm 3. `auto`: as the revision was made that the new one follows. */
  readonly serverSide: 'true' | 'false' | 'auto'
  readonly forceConflicts: boolean
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

/** Whether a new revision is applied by the server. Helm v4.1.4 pkg/action/upgrade.go (getUpgradeServerSideValue). */
export function isServerSide(
  { serverSide }: Pick<OperationOptions, 'serverSide'>,
  previous: Release | undefined,
): boolean {
  return serverSide === 'auto' ? previous?.apply_method === 'ssa' : serverSide === 'true'
}

/** The member of a release that says how it is applied; Helm 3 has none. */
export function applyMethod({ version }: Configuration, serverSide: boolean): Pick<Release, 'apply_method'> {
  return isHelm4(version) ? { apply_method: serverSide ? 'ssa' : 'csa' } : {}
}
