import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { arrayAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import type { ExternalSecret } from './external-secret.js'
import { EXTERNAL_SECRET, GROUP, LABEL_OWNER } from './names.js'
import { hashOfOwner } from './object-hash.js'
import { omitKeys, type SecretDraft } from './secret-draft.js'
import { SyncError } from './sync-error.js'

/**
 * Take, keep or give up a target. The test is by the owner's group, kind and name; its uid is not looked at, and
 * nothing is checked or removed before v0.11.0 except that a second controller cannot be set.
 * Throws `is-owned` when another ExternalSecret controls the target, whatever the policy, and `set-controller` when
 * something else does and the policy is Owner.
 * external-secrets v2.9.0 externalsecret_controller.go (applyOwnership); v0.10.7 the same file (mutationFunc).
 */
export function applyOwnership(es: ExternalSecret, draft: SecretDraft, behaviours: Behaviours): SecretDraft {
  const owner = controllerOf(draft.ownerReferences)
  const ownerIsExternalSecret = owner !== undefined && isExternalSecret(owner)
  const ownerIsThis = ownerIsExternalSecret && owner['name'] === es.name
  if (behaviours.managesOwnership && ownerIsExternalSecret && !ownerIsThis)
    throw new SyncError('is-owned', `secret is owned by another ExternalSecret: ${String(owner['name'])}`)
  const owned = es.creationPolicy === 'Owner'
  return {
    ...draft,
    ownerReferences: owned
      ? withController(es, draft.ownerReferences, behaviours)
      : ownerIsThis && behaviours.managesOwnership
        ? draft.ownerReferences.filter((reference) => reference !== owner)
        : draft.ownerReferences,
    labels: withOwnerLabel(es, draft, behaviours),
  }
}

/** The reference with `controller: true`, if any. apimachinery metav1.GetControllerOf. */
export function controllerOf(references: readonly Json[]): JsonObject | undefined {
  return references.find(
    (reference): reference is JsonObject => isObject(reference) && reference['controller'] === true,
  )
}

/** True when this very ExternalSecret, by uid, controls the object. apimachinery metav1.IsControlledBy. */
export function isControlledBy(object: JsonObject, es: ExternalSecret): boolean {
  const owner = controllerOf(arrayAt(object, 'metadata', 'ownerReferences'))
  return owner !== undefined && owner['uid'] === es.uid
}

/** True for a reference to an ExternalSecret of any API version. */
export function isExternalSecret(reference: JsonObject): boolean {
  return groupOf(reference) === GROUP && reference['kind'] === EXTERNAL_SECRET.kind
}

function withOwnerLabel(es: ExternalSecret, draft: SecretDraft, behaviours: Behaviours) {
  if (!behaviours.ownerLabel) return draft.labels
  if (es.creationPolicy === 'Owner')
    return { ...draft.labels, [LABEL_OWNER]: hashOfOwner(es.namespace, es.name, behaviours) }
  return behaviours.managesOwnership ? omitKeys(draft.labels, [LABEL_OWNER]) : draft.labels
}

/** controller-runtime v0.23.1 pkg/controller/controllerutil/controllerutil.go (SetControllerReference, upsertOwnerRef). */
function withController(
  es: ExternalSecret,
  references: readonly JsonObject[],
  behaviours: Behaviours,
): readonly JsonObject[] {
  const reference: JsonObject = {
    apiVersion: `${GROUP}/${behaviours.apiVersion}`,
    kind: EXTERNAL_SECRET.kind,
    name: es.name,
    uid: es.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
  const current = controllerOf(references)
  if (current !== undefined && !sameOwner(current, reference)) throw alreadyOwned(es, current, behaviours)
  const at = references.findIndex((candidate) => sameOwner(candidate, reference))
  if (at < 0) return [...references, reference]
  return references.map((each, index) => (index === at ? reference : each))
}

function alreadyOwned(es: ExternalSecret, owner: JsonObject, behaviours: Behaviours): SyncError {
  const text = `Object ${es.namespace}/${es.targetName} is already owned by another ${textAt(owner, 'kind')} controller ${textAt(owner, 'name')}`
  return behaviours.managesOwnership
    ? new SyncError('set-controller', `could not set controller reference on secret: ${text}`)
    : new SyncError('other', `could not set ExternalSecret controller reference: ${text}`)
}

function sameOwner(a: JsonObject, b: JsonObject): boolean {
  return groupOf(a) === groupOf(b) && a['kind'] === b['kind'] && a['name'] === b['name']
}

function groupOf(reference: JsonObject): string {
  const apiVersion = textAt(reference, 'apiVersion')
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
