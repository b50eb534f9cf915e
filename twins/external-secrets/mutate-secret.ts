import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import type { ExternalSecret } from './external-secret.js'
import { type ManagedKeys, managedKeysOf } from './managed-keys.js'
import { ANNOTATION_DATA_HASH, LABEL_MANAGED, LABEL_MANAGED_VALUE } from './names.js'
import { hashOfData } from './object-hash.js'
import { applyOwnership } from './ownership.js'
import type { SecretData } from './secret-data.js'
import { draftOf, omitKeys, type SecretDraft, stringsOf } from './secret-draft.js'
import { wrapped } from './sync-error.js'
import { applyTemplate } from './template/apply.js'

/** What a sync makes of a Secret. */
export interface Mutation {
  readonly es: ExternalSecret
  readonly behaviours: Behaviours
  readonly data: SecretData
  /** The Secret as it is, read with its managedFields; undefined: it does not exist. */
  readonly existing: JsonObject | undefined
}

/**
 * The draft of the target after a sync: stale keys of this ExternalSecret dropped, template applied, ownership settled,
 * label `managed` and `data-hash` set. An immutable target that exists keeps its contents (v0.19.1).
 * external-secrets v2.9.0 externalsecret_controller.go (mutationFunc).
 */
export function* mutateSecret({ es, behaviours, data, existing }: Mutation): Proc<SecretDraft> {
  const before = draftOf(existing)
  const flagged = es.immutable ? { ...before, immutable: true } : before
  const frozen = behaviours.immutableSkipsTemplate && es.immutable && existing !== undefined
  const keys = managedKeysOf(existing, es.name, behaviours)
  const filled = frozen ? flagged : yield* fill(es, dropManaged(flagged, keys), data, behaviours)
  const owned = applyOwnership(es, filled, behaviours)
  return {
    ...owned,
    labels: { ...owned.labels, [LABEL_MANAGED]: LABEL_MANAGED_VALUE },
    annotations: { ...owned.annotations, [ANNOTATION_DATA_HASH]: hashOfData(owned.data, behaviours) },
  }
}

/**
 * The same until v0.10.7. With policy Merge only what is to be applied is drafted, not the Secret as it is.
 * external-secrets v0.10.7 externalsecret_controller.go (mutationFunc, patchSecret).
 */
export function* mutateSecretOld({ es, behaviours, data, existing }: Mutation): Proc<SecretDraft> {
  const present = draftOf(existing)
  const merges = es.creationPolicy === 'Merge'
  const start =
    merges || existing === undefined ? { ...draftOf(undefined), immutable: es.immutable } : present
  const owned = applyOwnership(es, start, behaviours)
  const keys = managedKeysOf(existing, es.name, behaviours)
  const filled = yield* fill(es, dropManaged(owned, keys), data, behaviours)
  const hashed = behaviours.dataHashCoversExisting ? { ...present.data, ...filled.data } : filled.data
  return {
    ...filled,
    // The label comes after the template, which copies labels and would otherwise decide.
    labels: applyOwnership(es, filled, behaviours).labels,
    annotations: { ...filled.annotations, [ANNOTATION_DATA_HASH]: hashOfData(hashed, behaviours) },
  }
}

function dropManaged(draft: SecretDraft, keys: ManagedKeys): SecretDraft {
  return {
    ...draft,
    data: omitKeys(draft.data, keys.data),
    labels: omitKeys(draft.labels, keys.labels),
    annotations: omitKeys(draft.annotations, keys.annotations),
  }
}

function* fill(
  es: ExternalSecret,
  draft: SecretDraft,
  data: SecretData,
  behaviours: Behaviours,
): Proc<SecretDraft> {
  try {
    return yield* applyTemplate(es, withMetadata(es, draft, behaviours), data, behaviours)
  } catch (error) {
    throw wrapped(error, (message) => `could not apply template: ${message}`)
  }
}

/**
 * Without a template all labels and annotations of the ExternalSecret are copied, Helm's and Argo CD's included; with
 * one, only those of the template. externalsecret_controller_template.go (setMetadata).
 */
function withMetadata(es: ExternalSecret, draft: SecretDraft, behaviours: Behaviours): SecretDraft {
  const source = es.template === undefined ? es.metadata : objectAt(es.template, 'metadata')
  const asked =
    es.template === undefined || !behaviours.templateFinalizers
      ? []
      : arrayAt(es.template, 'metadata', 'finalizers').map(String)
  const missing = asked.filter((finalizer) => !draft.finalizers.includes(finalizer))
  return {
    ...draft,
    labels: { ...draft.labels, ...stringsOf(objectAt(source, 'labels')) },
    annotations: { ...draft.annotations, ...stringsOf(objectAt(source, 'annotations')) },
    finalizers: missing.length === 0 ? draft.finalizers : [...draft.finalizers, ...missing],
  }
}

/** `unable to mutate secret N: …`, the wrapping of updates. externalsecret_controller.go (errMutate). */
export function mutateError(error: unknown, existing: JsonObject): unknown {
  return wrapped(
    error,
    (message) => `unable to mutate secret ${textAt(existing, 'metadata', 'name')}: ${message}`,
  )
}
