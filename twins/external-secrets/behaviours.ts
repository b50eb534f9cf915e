import { atLeast, type Version, versionOf } from './versions.js'

/**
 * What differs between releases, one flag a difference. Each flag cites the release in which
 * external-secrets/external-secrets changed it; files are below pkg/controllers/externalsecret unless said otherwise.
 */
export interface Behaviours {
  /** The version the controller reads and writes ExternalSecrets and stores in. */
  readonly apiVersion: 'v1' | 'v1beta1'
  /** How the finalizer is put on and taken off, if there is one. */
  readonly finalizer: 'none' | 'update' | 'patch'
  /** A terminating ExternalSecret is not synced any more. */
  readonly ignoresTerminating: boolean
  /** Label `managed`, ownership conflicts, removal of a left-over ownerReference, one update verb for all policies. */
  readonly managesOwnership: boolean
  /** Label `created-by` on Secrets of policy Owner. */
  readonly ownerLabel: boolean
  /** When Secrets with this ExternalSecret's `created-by` label that are not its target are deleted. */
  readonly orphanCleanup: 'never' | 'after-named-create' | 'after-create' | 'before-create'
  /** A Secret of policy Orphan is never looked at between refreshes. */
  readonly orphanAlwaysValid: boolean
  /** `refreshInterval: 0` wins over a change of the ExternalSecret. */
  readonly zeroIntervalFreezes: boolean
  /** Which Secrets wake an ExternalSecret. */
  readonly secretWatch: 'owned' | 'all' | 'managed'
  /** A write that changes only the status does not wake the ExternalSecret. */
  readonly ignoresStatusUpdates: boolean
  readonly refreshPolicy: boolean
  readonly syncWindows: boolean
  readonly createOrMerge: boolean
  readonly genericTargets: boolean
  /** Wording of conditions. */
  readonly conditionTexts: 'old' | 'new'
  /** Wording of events and of provider errors inside them. */
  readonly eventTexts: 'old' | 'new'
  /** Errors of `data[]` entries say which entry. */
  readonly dataErrorsNameEntry: boolean
  /** An event `Updated` after every sync, whether or not the Secret changed. */
  readonly eventOnEverySync: boolean
  /** Zero keys with policy Retain count as a sync. */
  readonly retainMarksDone: boolean
  readonly backoff: { readonly baseMs: number; readonly maxMs: number }
  /** Errors are retried after this constant time instead of with back-off. */
  readonly fixedRetryMs: number | undefined
  /** Added to the remaining interval when a refresh is skipped. */
  readonly skippedRefreshSlackMs: number
  /** Hash behind `syncedResourceVersion`, `data-hash` and `created-by`. */
  readonly hash: 'md5' | 'sha3-224'
  /** `data-hash` covers the keys that were there before, too. */
  readonly dataHashCoversExisting: boolean
  /** An immutable target that exists is not templated again. */
  readonly immutableSkipsTemplate: boolean
  readonly fieldManager: 'shared' | 'per-name' | 'per-name-hashed'
  readonly mergePolicy: boolean
  readonly templateFinalizers: boolean
  /** AWS answers `was marked for deletion`: an error, or a missing secret. */
  readonly awsMarkedForDeletion: 'error' | 'missing'
  /** Major version of the AWS SDK for Go: error texts differ. */
  readonly awsSdk: 1 | 2
  /** `find` with a path or tags uses BatchGetSecretValue. */
  readonly awsBatch: boolean
  readonly floodGate: boolean
  readonly namespaceRegexes: boolean
  readonly validationUnknown: boolean
  readonly capabilities: boolean
}

const SECOND = 1_000

/** The behaviours of the release that a resolved profile names. */
export function behavioursOf(profile: Readonly<Record<string, string>>): Behaviours {
  return behaviours(versionOf(profile))
}

/** The one table of differences between releases. */
export function behaviours(version: Version): Behaviours {
  const from = (major: number, minor: number, patch: number) => atLeast(version, major, minor, patch)
  return { ...ownership(from), ...refreshing(from), ...reporting(from), ...writing(from), ...providers(from) }
}

type From = (major: number, minor: number, patch: number) => boolean

function ownership(from: From) {
  return {
    // v0.16.0: apis/externalsecrets/v1 is the storage version and the only one the controller registers.
    apiVersion: from(0, 16, 0) ? 'v1' : 'v1beta1',
    // v0.20.0: ExternalSecretFinalizer, full Update; v1.1.1: merge Patch "to avoid claiming ownership of spec fields".
    finalizer: from(1, 1, 1) ? 'patch' : from(0, 20, 0) ? 'update' : 'none',
    // v0.9.5: `if externalSecret.DeletionTimestamp != nil` returns.
    ignoresTerminating: from(0, 9, 5),
    // v0.11.0: LabelManaged, ErrSecretIsOwned, RemoveControllerReference, createSecret/updateSecret.
    managesOwnership: from(0, 11, 0),
    // v0.9.3: LabelOwner and deleteOrphanedSecrets.
    ownerLabel: from(0, 9, 3),
    // v0.9.3: only after a create and with target.name set; v0.11.0: after a create; v0.12.0: before, each sync.
    orphanCleanup: from(0, 12, 0)
      ? 'before-create'
      : from(0, 11, 0)
        ? 'after-create'
        : from(0, 9, 3)
          ? 'after-named-create'
          : 'never',
  } as const
}

function refreshing(from: From) {
  return {
    // v0.18.1: isSecretValid returns true for CreatePolicyOrphan.
    orphanAlwaysValid: from(0, 18, 1),
    // v0.11.0: shouldRefresh looks at the interval before the synced version.
    zeroIntervalFreezes: from(0, 11, 0),
    // v0.9.18: Watches(Secret) by target name instead of Owns(Secret); v0.11.0: only with label `managed`.
    secretWatch: from(0, 11, 0) ? 'managed' : from(0, 9, 18) ? 'all' : 'owned',
    // v2.3.0: shouldEnqueueExternalSecretUpdate.
    ignoresStatusUpdates: from(2, 3, 0),
    // v0.16.0: spec.refreshPolicy.
    refreshPolicy: from(0, 16, 0),
    // v2.7.0: spec.syncWindows.
    syncWindows: from(2, 7, 0),
    // v2.8.0: CreatePolicyCreateOrMerge.
    createOrMerge: from(2, 8, 0),
    // v1.0.0: target.manifest.
    genericTargets: from(1, 0, 0),
    // v0.14.0: common.BuildRateLimiter; before: workqueue.DefaultTypedControllerRateLimiter.
    backoff: from(0, 14, 0) ? { baseMs: SECOND, maxMs: 420 * SECOND } : { baseMs: 5, maxMs: 1_000 * SECOND },
    // until v0.7.2: `return ctrl.Result{RequeueAfter: requeueAfter}, nil` with requeueAfter 30 s.
    fixedRetryMs: from(0, 7, 3) ? undefined : 30 * SECOND,
    // v0.9.8 to v0.10.7: `(interval - timeSinceLastRefresh) + 5*time.Second`.
    skippedRefreshSlackMs: from(0, 9, 8) && !from(0, 11, 0) ? 5 * SECOND : 0,
  } as const
}

function reporting(from: From) {
  return {
    // v0.11.0: the msg… constants.
    conditionTexts: from(0, 11, 0) ? 'new' : 'old',
    // v0.12.0: the event… constants and `error processing spec.data[…]`.
    eventTexts: from(0, 12, 0) ? 'new' : 'old',
    // v0.9.9: `error retrieving secret at .data[…]`.
    dataErrorsNameEntry: from(0, 9, 9),
    // until v0.9.16: recorder.Event(ReasonUpdated, "Updated Secret") at the end of every sync.
    eventOnEverySync: !from(0, 9, 17),
    // v0.9.9: markAsDone in case DeletionPolicyRetain.
    retainMarksDone: from(0, 9, 9),
  } as const
}

function writing(from: From) {
  return {
    // v0.16.2 (commit bd6f2eb55): utils.ObjectHash from md5 to sha3-224.
    hash: from(0, 16, 2) ? 'sha3-224' : 'md5',
    // v0.9.5 to v0.10.7: computeDataHashAnnotation.
    dataHashCoversExisting: from(0, 9, 5) && !from(0, 11, 0),
    // v0.19.1: objectDoesNotExistOrCanBeMutated.
    immutableSkipsTemplate: from(0, 19, 1),
    // v0.5.2: fieldOwnerTemplate; v0.18.1: fqdnFor.
    fieldManager: from(0, 18, 1) ? 'per-name-hashed' : from(0, 5, 2) ? 'per-name' : 'shared',
    // v0.8.2: TemplateMergePolicy.
    mergePolicy: from(0, 8, 2),
    // v0.20.0: template.metadata.finalizers.
    templateFinalizers: from(0, 20, 0),
  } as const
}

function providers(from: From) {
  return {
    // v0.15.0 (commit be85a5189) matched InvalidRequestException; v0.18.0 matches types.InvalidParameterException,
    // which AWS does not send here. pkg/provider/aws/secretsmanager/secretsmanager.go.
    awsMarkedForDeletion: from(0, 15, 0) && !from(0, 18, 0) ? 'missing' : 'error',
    // v0.18.0: aws-sdk-go-v2.
    awsSdk: from(0, 18, 0) ? 2 : 1,
    // v0.12.0: fetchWithBatch.
    awsBatch: from(0, 12, 0),
    // v0.7.0: assertStoreIsUsable. pkg/controllers/secretstore/client_manager.go.
    floodGate: from(0, 7, 0),
    // v0.9.20: condition.namespaceRegexes.
    namespaceRegexes: from(0, 9, 20),
    // v0.20.0: ReasonValidationUnknown. pkg/controllers/secretstore/common.go.
    validationUnknown: from(0, 20, 0),
    // v0.7.0: status.capabilities. pkg/controllers/secretstore/common.go.
    capabilities: from(0, 7, 0),
  } as const
}
