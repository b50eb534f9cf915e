import { hashJson } from '../../../kernel/hash.js'
import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { metadataOf, objectAt } from '../../client/objects.js'
import { sortOldest } from './replicas.js'

/** Label that tells the pods of one ReplicaSet from those of another. */
export const POD_TEMPLATE_HASH = 'pod-template-hash'

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * Hash of a pod template as it stands in names and labels.
 * Departs from upstream: 32 bits of our structural hash instead of FNV-1a over Go's dump of the struct, so the text has
 * upstream's alphabet and length, but not its value.
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go (ComputeHash); apimachinery v0.36.3 pkg/util/rand
 * (SafeEncodeString).
 */
export function templateHash(template: JsonObject, collisionCount: number): string {
  const hash = hashJson({ template, ...(collisionCount === 0 ? {} : { collisionCount }) }).a
  return [...String(hash)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('')
}

/**
 * Template equality that ignores the `pod-template-hash` label.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (EqualIgnoreHash).
 */
export function equalIgnoringHash(a: JsonObject, b: JsonObject): boolean {
  return (
    jsonEqual(a['spec'], b['spec']) &&
    jsonEqual(withoutLabels(metadataOf(a)), withoutLabels(metadataOf(b))) &&
    jsonEqual(plainLabels(a), plainLabels(b))
  )
}

function withoutLabels(metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(metadata).filter(([key, value]) => key !== 'labels' && value !== null),
  )
}

function plainLabels(template: JsonObject): JsonObject {
  const labels = objectAt(template, 'metadata', 'labels')
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== POD_TEMPLATE_HASH))
}

/**
 * The ReplicaSet with the Deployment's template, the oldest if there are several: going back to an old template reuses
 * its ReplicaSet.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (FindNewReplicaSet).
 */
export function findNewReplicaSet(
  deployment: JsonObject,
  replicaSets: readonly JsonObject[],
): JsonObject | undefined {
  const template = objectAt(deployment, 'spec', 'template')
  return sortOldest(replicaSets).find((replicaSet) =>
    equalIgnoringHash(objectAt(replicaSet, 'spec', 'template'), template),
  )
}
