import type { Behaviours } from './behaviours.js'

/** `reason` and `message` of a Ready condition. */
export interface ConditionText {
  readonly reason: string
  readonly message: string
}

/** What the conditions of an ExternalSecret can say, by the name of upstream's constant. */
export interface ConditionTexts {
  readonly synced: ConditionText
  readonly syncedRetain: ConditionText
  readonly deleted: ConditionText
  readonly missing: ConditionText
  readonly errorGetSecretData: ConditionText
  readonly errorDeleteSecret: ConditionText
  readonly errorDeleteOrphaned: ConditionText
  readonly errorUpdateSecret: ConditionText
  readonly errorUpdateImmutable: ConditionText
  readonly errorBecomeOwner: ConditionText
  readonly errorIsOwned: ConditionText
}

/** external-secrets v2.9.0 apis/externalsecrets/v1/externalsecret_types.go (ConditionReason…). */
const synced = (message: string): ConditionText => ({ reason: 'SecretSynced', message })
const failed = (message: string): ConditionText => ({ reason: 'SecretSyncedError', message })

/** external-secrets v2.9.0 pkg/controllers/externalsecret/externalsecret_controller.go (msg… constants). */
const NEW: ConditionTexts = {
  synced: synced('secret synced'),
  syncedRetain: synced('secret retained due to DeletionPolicy=Retain'),
  deleted: { reason: 'SecretDeleted', message: 'secret deleted due to DeletionPolicy=Delete' },
  missing: { reason: 'SecretMissing', message: 'secret will not be created due to CreationPolicy=Merge' },
  errorGetSecretData: failed('could not get secret data from provider'),
  errorDeleteSecret: failed('could not delete secret'),
  errorDeleteOrphaned: failed('could not delete orphaned secrets'),
  errorUpdateSecret: failed('could not update secret'),
  errorUpdateImmutable: failed('could not update secret, target is immutable'),
  errorBecomeOwner: failed('failed to take ownership of target secret'),
  errorIsOwned: failed('target is owned by another ExternalSecret'),
}

/** external-secrets v0.10.7, the same file (err… constants). Failures it does not tell apart share one text. */
const OLD: ConditionTexts = {
  ...NEW,
  synced: synced('Secret was synced'),
  syncedRetain: synced('Secret was synced'),
  deleted: { reason: 'SecretDeleted', message: 'secret deleted due to DeletionPolicy' },
  errorUpdateSecret: failed('could not update Secret'),
  errorUpdateImmutable: failed('could not update Secret'),
  errorBecomeOwner: failed('could not update Secret'),
  errorIsOwned: failed('could not update Secret'),
}

/** The wording of conditions in a release. */
export function conditionTexts({ conditionTexts }: Behaviours): ConditionTexts {
  return conditionTexts === 'new' ? NEW : OLD
}

/** `reason` and `message` of an event of type Normal. */
export interface EventTexts {
  readonly created: ConditionText
  readonly updated: ConditionText
  readonly deleted: ConditionText
  readonly deletedOrphaned: ConditionText
  /** A `dataFrom` entry that the provider does not have. */
  readonly missingDataFrom: (index: number) => ConditionText
  /** A `data` entry that the provider does not have; v0.12.0 and later say `dataFrom` here as well. */
  readonly missingData: (index: number, key: string) => ConditionText
}

const NEW_EVENTS: EventTexts = {
  created: { reason: 'Created', message: 'secret created' },
  updated: { reason: 'Updated', message: 'secret updated' },
  deleted: { reason: 'Deleted', message: 'secret deleted due to DeletionPolicy=Delete' },
  deletedOrphaned: { reason: 'Deleted', message: 'secret deleted because it was orphaned' },
  missingDataFrom: (index) => ({
    reason: 'MissingProviderSecret',
    message: `secret does not exist at provider using spec.dataFrom[${index}]`,
  }),
  missingData: (index, key) => ({
    reason: 'MissingProviderSecret',
    message: `secret does not exist at provider using spec.dataFrom[${index}] (key=${key})`,
  }),
}

const OLD_EVENTS: EventTexts = {
  ...NEW_EVENTS,
  created: { reason: 'Created', message: 'Created Secret' },
  updated: { reason: 'Updated', message: 'Updated Secret' },
  missingDataFrom: (index) => ({
    reason: 'Deleted',
    message: `secret does not exist at provider using .dataFrom[${index}]`,
  }),
  missingData: (index, key) => ({
    reason: 'Deleted',
    message: `secret does not exist at provider using .data[${index}] key=${key}`,
  }),
}

/** The wording of events in a release: external-secrets v0.11.0 and v0.12.0, the same file (event… constants). */
export function eventTexts({ eventTexts }: Behaviours): EventTexts {
  return eventTexts === 'new' ? NEW_EVENTS : OLD_EVENTS
}
