import type { Json, JsonObject } from '../../../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../client/objects.js'
import { fencepostsOf, replicasOf } from './replicas.js'

/** Annotations of the Deployment controller. */
export const REVISION = 'deployment.kubernetes.io/revision'
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'

/** Not copied from a Deployment to its ReplicaSets. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
])

/** Revision number of an object; 0 without one. */
export function revisionOf(object: JsonObject): number {
  const text = textAt(object, 'metadata', 'annotations', REVISION)
  return /^\d+$/.test(text) ? Number(text) : 0
}

/** Highest revision among ReplicaSets; 0 when there is none. */
export function maxRevision(replicaSets: readonly JsonObject[]): number {
  return Math.max(0, ...replicaSets.map(revisionOf))
}

/**
 * Annotations of the new ReplicaSet: the Deployment's own, the revision (a reused one keeps its history) and, for one
 * about to be created, the sizes. Returns the same reference when nothing changes.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (SetNewReplicaSetAnnotations).
 */
export function newReplicaSetAnnotations(
  deployment: JsonObject,
  replicaSet: JsonObject,
  revision: number,
  exists: boolean,
): JsonObject {
  const before = objectAt(metadataOf(replicaSet), 'annotations')
  const wanted: Record<string, Json> = { ...before }
  for (const [key, value] of Object.entries(objectAt(metadataOf(deployment), 'annotations'))) {
    if (!NOT_COPIED.has(key)) wanted[key] = value
  }
  const oldRevision = textAt(before, REVISION)
  if (revisionOf(replicaSet) < revision) {
    wanted[REVISION] = String(revision)
    if (oldRevision !== '') {
      wanted[REVISION_HISTORY] = historyWith(textAt(before, REVISION_HISTORY), oldRevision)
    }
  }
  if (!exists) Object.assign(wanted, sizeAnnotations(deployment))
  return sameText(before, wanted) ? before : wanted
}

/** Upstream's revHistoryLimitInChars. */
const MAX_HISTORY_LENGTH = 2000

/** The history with one more revision; the oldest go when it becomes too long. */
function historyWith(history: string, revision: string): string {
  const revisions = history === '' ? [] : history.split(',')
  let length = history.length + revision.length + 1
  let dropped = 0
  while (length > MAX_HISTORY_LENGTH && dropped < revisions.length) {
    length -= (revisions[dropped] ?? '').length + 1
    dropped++
  }
  return [...revisions.slice(dropped), revision].join(',')
}

/** `desired-replicas` and `max-replicas` of a Deployment's ReplicaSets. */
export function sizeAnnotations(deployment: JsonObject): Record<string, Json> {
  const desired = replicasOf(deployment)
  return {
    [DESIRED_REPLICAS]: String(desired),
    [MAX_REPLICAS]: String(desired + fencepostsOf(deployment).maxSurge),
  }
}

/** Annotations of an object with some replaced; the same reference when they are so already. */
export function withAnnotations(object: JsonObject, changes: Record<string, Json>): JsonObject {
  const before = objectAt(metadataOf(object), 'annotations')
  const wanted = { ...before, ...changes }
  if (sameText(before, wanted)) return object
  return { ...object, metadata: { ...metadataOf(object), annotations: wanted } }
}

function sameText(before: JsonObject, after: JsonObject): boolean {
  const keys = Object.keys(after)
  return keys.length === Object.keys(before).length && keys.every((key) => before[key] === after[key])
}
