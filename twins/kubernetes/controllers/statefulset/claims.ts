import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { metadataOf, objectAt, textAt } from '../../client/objects.js'
import { isNotFound } from '../../status-error.js'
import { controllerReference, ownerReferencesOf } from '../owner-references.js'
import { PERSISTENT_VOLUME_CLAIMS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { claimName, claimTemplatesOf, isInRange, ordinalOf } from './names.js'
import { tellClaim } from './tell.js'

/** The claims of a pod, as the templates want them. Source: as above (getPersistentVolumeClaims). */
function wantedClaims(set: JsonObject, pod: JsonObject): readonly JsonObject[] {
  const selector = objectAt(set, 'spec', 'selector', 'matchLabels')
  return claimTemplatesOf(set).map((template) => {
    const metadata = metadataOf(template)
    const { creationTimestamp: _none, ...kept } = metadata
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...kept,
        name: claimName(set, template, ordinalOf(pod)),
        namespace: textAt(set, 'metadata', 'namespace'),
        labels: { ...objectAt(metadata, 'labels'), ...selector },
      },
      spec: objectAt(template, 'spec'),
    }
  })
}

/**
 * Creates the claims of a pod that are missing; the refusals' messages, or undefined.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_pod_control.go (createPersistentVolumeClaims).
 */
export function* createClaims(set: JsonObject, pod: JsonObject): Proc<string | undefined> {
  const errors: string[] = []
  for (const claim of wantedClaims(set, pod)) {
    const { namespace, name } = metadataOf(claim) as { namespace: string; name: string }
    const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, namespace, name })
    if (succeeded(found)) {
      if (metadataOf(found.body)['deletionTimestamp'] !== undefined)
        errors.push(`pvc ${name} is being deleted`)
      continue
    }
    const created = isNotFound(found.body)
      ? yield* api({ verb: 'create', ...PERSISTENT_VOLUME_CLAIMS, namespace, body: claim })
      : found
    const error = succeeded(created) ? undefined : failureOf(created)
    yield* tellClaim(set, pod, name, error)
    if (error !== undefined) errors.push(`failed to create PVC ${name}: ${error}`)
  }
  return errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
}

/** A pod's claims that exist. */
function* claimsOf(set: JsonObject, pod: JsonObject): Proc<readonly JsonObject[]> {
  const claims: JsonObject[] = []
  const namespace = textAt(set, 'metadata', 'namespace')
  for (const template of claimTemplatesOf(set)) {
    const name = claimName(set, template, ordinalOf(pod))
    const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, namespace, name })
    if (succeeded(found)) claims.push(found.body)
  }
  return claims
}

/**
 * Whether a claim of a pod that is to be created still belongs to an earlier pod of that name, with which it goes.
 * Source: as above (PodClaimIsStale, hasStaleOwnerRef).
 */
export function* isAnyClaimStale(set: JsonObject, pod: JsonObject): Proc<boolean> {
  if (textAt(set, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') !== 'Delete') return false
  const name = textAt(pod, 'metadata', 'name')
  const claims = yield* claimsOf(set, pod)
  return claims.some((claim) =>
    ownerReferencesOf(claim).some((owner) => owner['kind'] === 'Pod' && owner['name'] === name),
  )
}

/**
 * Makes the owners of a pod's claims say what the retention policy wants: the set, the pod, or neither of them.
 * `pod` must exist. Returns a refusal's message, or undefined. A policy that retains in both cases costs one look at
 * sets that have claims.
 * Source: as above (ClaimsMatchRetentionPolicy, UpdatePodClaimForRetentionPolicy), stateful_set_utils.go
 * (isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod).
 */
export function* applyRetention(set: JsonObject, pod: JsonObject): Proc<string | undefined> {
  for (const claim of yield* claimsOf(set, pod)) {
    const wanted = wantedOwners(set, pod, claim)
    if (wanted === undefined) continue
    const { namespace, name } = metadataOf(claim) as { namespace: string; name: string }
    const body = withOwners(claim, wanted)
    const written = yield* api({ verb: 'update', ...PERSISTENT_VOLUME_CLAIMS, namespace, name, body })
    if (!succeeded(written)) {
      return `could not update claim ${name} for delete policy ownerRefs: ${failureOf(written)}`
    }
  }
  return undefined
}

/** The owners a claim shall have, or undefined when it has them. Somebody else's controller is left alone. */
function wantedOwners(
  set: JsonObject,
  pod: JsonObject,
  claim: JsonObject,
): readonly JsonObject[] | undefined {
  const uids = [textAt(set, 'metadata', 'uid'), textAt(pod, 'metadata', 'uid')]
  const before = ownerReferencesOf(claim)
  const isOurs = (owner: JsonObject): boolean => uids.includes(textAt(owner, 'uid'))
  if (before.some((owner) => owner['controller'] === true && !isOurs(owner))) return undefined
  const owner = ownerOfClaims(set, pod)
  const ours = before.filter(isOurs)
  const right =
    owner === undefined
      ? ours.length === 0
      : ours.length === 1 && ours[0]?.['uid'] === textAt(owner, 'metadata', 'uid')
  if (right) return undefined
  const others = before.filter((one) => !isOurs(one))
  return owner === undefined ? others : [...others, controllerReference(owner)]
}

function ownerOfClaims(set: JsonObject, pod: JsonObject): JsonObject | undefined {
  const policy = objectAt(set, 'spec', 'persistentVolumeClaimRetentionPolicy')
  if (policy['whenScaled'] === 'Delete' && !isInRange(set, pod)) return pod
  return policy['whenDeleted'] === 'Delete' ? set : undefined
}

function withOwners(claim: JsonObject, owners: readonly JsonObject[]): JsonObject {
  const { ownerReferences: _before, ...metadata } = metadataOf(claim)
  const after: Record<string, Json> = { ...metadata }
  if (owners.length > 0) after['ownerReferences'] = owners
  return { ...claim, metadata: after }
}
