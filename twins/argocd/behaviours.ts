import {
  ARGOCD_PROFILE,
  type ArgoVersion,
  atLeast,
  DEFAULT_ARGOCD_VERSION,
  parseArgoVersion,
} from './versions.js'

/** How ownership of a live object is marked. */
export type TrackingMethod = 'label' | 'annotation' | 'annotation+label'

/** What differs between releases, each with the release that changed it. */
export interface Behaviours {
  readonly version: ArgoVersion
  /** When `application.resourceTrackingMethod` is unset: annotation from v3.0.0 (docs/operator-manual/upgrading/2.14-3.0.md). */
  readonly tracking: TrackingMethod
  /** `timeout.reconciliation`: 180 s, from v3.0.0 120 s. */
  readonly resyncMs: number
  /** `timeout.reconciliation.jitter`: up to 60 s from v3.0.0. */
  readonly jitterMs: number
  /** Until v2.12 five seconds after the last operation, then 2 s times 3 up to 300 s. */
  readonly selfHeal: 'fixed' | 'backoff'
  /**
   * What starts the count of self-heals again, besides a new revision: the application was Synced in between (v2.13 to
   * v3.1), 330 s since a successful operation (v3.2), nothing (v3.3). controller/appcontroller.go (autoSync).
   */
  readonly selfHealReset: 'synced' | 'cooldown' | 'never'
  /** `ignoreResourceStatusField`: of CustomResourceDefinitions, from v3.0.0 of everything. */
  readonly ignoresStatusOf: 'crd' | 'all'
  /** Health in `status.resources`: until v2.14 (`controller.resource.health.persist`). */
  readonly persistsHealth: boolean
  /** `argocd.argoproj.io/hook-finalizer` on hooks: v2.14.3 and from v3.0.0. */
  readonly hookFinalizer: boolean
  /** PreDelete hooks exist from v3.3.0, PostDelete ones from v2.10.0. */
  readonly preDeleteHooks: boolean
  readonly postDeleteHooks: boolean
  /** Missing resources make the application Missing: any, from v3.4.0 only when all are. */
  readonly missing: 'any' | 'all'
  /** Text of the condition SyncError after a sync that failed. */
  readonly failedAttempt: (revision: string, message: string) => string
}

/** The behaviours of the release a resolved profile names. */
export function behavioursOf(profile: Readonly<Record<string, string>>): Behaviours {
  const version = parseArgoVersion(profile[ARGOCD_PROFILE] ?? DEFAULT_ARGOCD_VERSION)
  const from = (major: number, minor: number) => atLeast(version, major, minor)
  return {
    version,
    tracking: from(3, 0) ? 'annotation' : 'label',
    resyncMs: from(3, 0) ? 120_000 : 180_000,
    jitterMs: from(3, 0) ? 60_000 : 0,
    selfHeal: from(2, 13) ? 'backoff' : 'fixed',
    selfHealReset: from(3, 3) ? 'never' : from(3, 2) ? 'cooldown' : 'synced',
    ignoresStatusOf: from(3, 0) ? 'all' : 'crd',
    persistsHealth: !from(3, 0),
    hookFinalizer: from(3, 0) || (version.major === 2 && version.minor === 14 && version.patch === 3),
    preDeleteHooks: from(3, 3),
    postDeleteHooks: from(2, 10),
    missing: from(3, 4) ? 'all' : 'any',
    failedAttempt: from(3, 0)
      ? (revision, message) => `Failed last sync attempt to [${revision}]: ${message}`
      : (revision, message) => `Failed sync attempt to ${revision}: ${message}`,
  }
}
