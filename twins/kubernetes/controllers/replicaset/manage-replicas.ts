import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now } from '../../../kernel/requests.js'
import { type ApiResponse, api, itemsOf, succeeded } from '../../client/api.js'
import { recordEvent } from '../../client/events.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { hasStatusCause, isNotFound } from '../../status-error.js'
import { controllerOf, isControlledBy } from '../owner-references.js'
import { podFromTemplate } from '../pod-template.js'
import { isPodActive } from '../pods.js'
import { PODS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { rankForDeletion } from './ranking.js'
import type { ReplicaKind } from './replica-kind.js'
import type { ManageFailure } from './status.js'

/** Pods created or deleted in one sync at most. */
const BURST_REPLICAS = 500

/**
 * Creates missing pods (in batches of 1, 2, 4, … until one fails) or deletes surplus ones.
 * A namespace that is being terminated is not a failure.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go (manageReplicas, slowStartBatch).
 */
export function* manageReplicas(
  owners: ReplicaKind,
  replicaSet: JsonObject,
  pods: readonly JsonObject[],
): Proc<{ readonly failure?: ManageFailure }> {
  const surplus = pods.length - numberAt(replicaSet, 1, 'spec', 'replicas')
  if (surplus < 0) return yield* createPods(owners, replicaSet, Math.min(-surplus, BURST_REPLICAS))
  if (surplus > 0) return yield* deletePods(owners, replicaSet, pods, Math.min(surplus, BURST_REPLICAS))
  return {}
}

function* createPods(
  owners: ReplicaKind,
  replicaSet: JsonObject,
  count: number,
): Proc<{ readonly failure?: ManageFailure }> {
  let left = count
  for (let batch = 1; left > 0; batch *= 2) {
    let failure: ApiResponse | undefined
    for (let index = 0; index < Math.min(batch, left); index++) {
      const response = yield* createPod(owners, replicaSet)
      if (!succeeded(response)) failure ??= response
    }
    if (failure !== undefined) {
      if (hasStatusCause(failure.body, 'NamespaceTerminating')) return {}
      return { failure: { reason: 'FailedCreate', message: failureOf(failure) } }
    }
    left -= batch
  }
  return {}
}

function* createPod({ component }: ReplicaKind, replicaSet: JsonObject): Proc<ApiResponse> {
  const namespace = textAt(replicaSet, 'metadata', 'namespace')
  const response = yield* api({ verb: 'create', ...PODS, namespace, body: podOf(replicaSet) })
  if (succeeded(response)) {
    const name = textAt(response.body, 'metadata', 'name')
    yield* tell(component, replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`)
  } else if (!hasStatusCause(response.body, 'NamespaceTerminating')) {
    yield* tell(component, replicaSet, 'Warning', 'FailedCreate', `Error creating: ${failureOf(response)}`)
  }
  return response
}

/** The pod a ReplicaSet creates. Source: kubernetes v1.36 pkg/controller/controller_utils.go (GetPodFromTemplate). */
export function podOf(replicaSet: JsonObject): JsonObject {
  return podFromTemplate(replicaSet, objectAt(replicaSet, 'spec', 'template'))
}

function* deletePods(
  owners: ReplicaKind,
  replicaSet: JsonObject,
  pods: readonly JsonObject[],
  count: number,
): Proc<{ readonly failure?: ManageFailure }> {
  const related = yield* relatedPerNode(owners, replicaSet, pods)
  const ranked = count < pods.length ? rankForDeletion(pods, related, yield* now()) : pods
  let failure: ManageFailure | undefined
  for (const pod of ranked.slice(0, count)) {
    const name = textAt(pod, 'metadata', 'name')
    const namespace = textAt(pod, 'metadata', 'namespace')
    const response = yield* api({ verb: 'delete', ...PODS, namespace, name })
    if (succeeded(response))
      yield* tell(owners.component, replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`)
    else if (!isNotFound(response.body)) {
      const message = failureOf(response)
      yield* tell(owners.component, replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${message}`)
      failure ??= { reason: 'FailedDelete', message }
    }
  }
  return failure === undefined ? {} : { failure }
}

/**
 * Active pods per node over all ReplicaSets with the same controller.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go (getIndirectlyRelatedPods).
 */
function* relatedPerNode(
  { resource }: ReplicaKind,
  replicaSet: JsonObject,
  own: readonly JsonObject[],
): Proc<Map<string, number>> {
  const namespace = textAt(replicaSet, 'metadata', 'namespace')
  const owner = controllerOf(replicaSet)
  const counts = new Map<string, number>()
  const count = (pods: readonly JsonObject[]) => {
    for (const pod of pods.filter(isPodActive)) {
      const node = textAt(pod, 'spec', 'nodeName')
      counts.set(node, (counts.get(node) ?? 0) + 1)
    }
  }
  count(own)
  if (owner === undefined) return counts
  const ownerUid = textAt(owner, 'uid')
  const siblings = itemsOf(
    yield* api({ verb: 'list', ...resource, namespace, index: { name: 'owner', key: ownerUid } }),
  )
  for (const sibling of siblings) {
    if (jsonEqual(metadataOf(sibling)['uid'], metadataOf(replicaSet)['uid'])) continue
    const key = textAt(sibling, 'metadata', 'uid')
    const pods = yield* api({ verb: 'list', ...PODS, namespace, index: { name: 'owner', key } })
    count(itemsOf(pods).filter((pod) => isControlledBy(pod, sibling)))
  }
  return counts
}

function tell(
  component: string,
  replicaSet: JsonObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) {
  return recordEvent({ involved: replicaSet, type, reason, message, component })
}
