import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import {
  arrayAt,
  conditionStatus,
  fencepostsOf,
  findNewReplicaSet,
  metadataOf,
  numberAt,
  objectAt,
  textAt,
  valueAt,
} from '../../kubernetes/index.js'

/** How an object stands; `failed` is an error Helm looks at again for a while before it gives up. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly message: string }

const READY: Readiness = { kind: 'ready' }
const WAITING: Readiness = { kind: 'waiting' }

/** Helm v3.21.4 pkg/kube/ready.go (isPodReady). */
export function podReadiness(pod: JsonObject): Readiness {
  return readyIf(conditionStatus(pod, 'Ready') === 'True')
}

/**
 * Enough pods of the newest ReplicaSet are ready: `maxUnavailable` of a rolling update is forgiven. A paused Deployment
 * counts as ready. Helm v3.21.4 pkg/kube/ready.go (IsReady, deploymentReady), client.go (PausedAsReady).
 */
export function deploymentReadiness(deployment: JsonObject, listed: readonly JsonObject[]): Readiness {
  if (valueAt(deployment, 'spec', 'paused') === true) return READY
  const uid = textAt(metadataOf(deployment), 'uid')
  const newest = findNewReplicaSet(
    deployment,
    listed.filter((replicaSet) => isControlledBy(replicaSet, uid)),
  )
  if (newest === undefined || !isObserved(newest) || !isObserved(deployment)) return WAITING
  const wanted = numberAt(deployment, 1, 'spec', 'replicas') - fencepostsOf(deployment).maxUnavailable
  return readyIf(numberAt(newest, 0, 'status', 'readyReplicas') >= wanted)
}

/** Helm v3.21.4 pkg/kube/ready.go (statefulSetReady). */
export function statefulSetReadiness(set: JsonObject): Readiness {
  if (!isObserved(set)) return WAITING
  const strategy = objectAt(set, 'spec', 'updateStrategy')
  if (strategy['type'] !== 'RollingUpdate') return READY
  const replicas = numberAt(set, 1, 'spec', 'replicas')
  const partition = numberAt(strategy, 0, 'rollingUpdate', 'partition')
  const status = objectAt(set, 'status')
  if (numberAt(status, 0, 'updatedReplicas') < replicas - partition) return WAITING
  if (numberAt(status, 0, 'readyReplicas') !== replicas) return WAITING
  const sameRevision = textAt(status, 'currentRevision') === textAt(status, 'updateRevision')
  return readyIf(partition !== 0 || sameRevision)
}

/** Helm v3.21.4 pkg/kube/ready.go (daemonSetReady): here maxUnavailable rounds up. */
export function daemonSetReadiness(set: JsonObject): Readiness {
  if (!isObserved(set)) return WAITING
  const strategy = objectAt(set, 'spec', 'updateStrategy')
  if (strategy['type'] !== 'RollingUpdate') return READY
  const status = objectAt(set, 'status')
  const desired = numberAt(status, 0, 'desiredNumberScheduled')
  if (numberAt(status, 0, 'updatedNumberScheduled') !== desired) return WAITING
  const unavailable = scaledUp(valueAt(strategy, 'rollingUpdate', 'maxUnavailable'), desired)
  return readyIf(numberAt(status, 0, 'numberReady') >= desired - unavailable)
}

/** Helm v3.21.4 pkg/kube/ready.go (replicaSetReady, podsReadyForObject). */
export function replicaSetReadiness(set: JsonObject, pods: readonly JsonObject[]): Readiness {
  return readyIf(isObserved(set) && pods.every((pod) => podReadiness(pod).kind === 'ready'))
}

/** Helm v3.21.4 pkg/kube/ready.go (jobReady). */
export function jobReadiness(job: JsonObject): Readiness {
  const { namespace, name } = metadataOf(job)
  if (numberAt(job, 0, 'status', 'failed') > numberAt(job, 6, 'spec', 'backoffLimit')) {
    return { kind: 'failed', message: `job is failed: ${String(namespace)}/${String(name)}` }
  }
  const completions = valueAt(job, 'spec', 'completions')
  return readyIf(typeof completions !== 'number' || numberAt(job, 0, 'status', 'succeeded') >= completions)
}

/** Helm v3.21.4 pkg/kube/ready.go (volumeReady). */
export function claimReadiness(claim: JsonObject): Readiness {
  return readyIf(textAt(claim, 'status', 'phase') === 'Bound')
}

/** Helm v3.21.4 pkg/kube/ready.go (serviceReady). */
export function serviceReadiness(service: JsonObject): Readiness {
  const spec = objectAt(service, 'spec')
  if (spec['type'] === 'ExternalName') return READY
  if (textAt(spec, 'clusterIP') === '') return WAITING
  if (spec['type'] !== 'LoadBalancer' || arrayAt(spec, 'externalIPs').length > 0) return READY
  return readyIf(Array.isArray(valueAt(service, 'status', 'loadBalancer', 'ingress')))
}

/** Established, or refused for its names: waiting longer would not help. Helm v3.21.4 pkg/kube/ready.go (crdReady). */
export function definitionReadiness(definition: JsonObject): Readiness {
  return readyIf(
    conditionStatus(definition, 'Established') === 'True' ||
      conditionStatus(definition, 'NamesAccepted') === 'False',
  )
}

function readyIf(condition: boolean): Readiness {
  return condition ? READY : WAITING
}

function isObserved(object: JsonObject): boolean {
  return numberAt(object, 0, 'status', 'observedGeneration') === numberAt(object, 0, 'metadata', 'generation')
}

function isControlledBy(object: JsonObject, uid: string): boolean {
  return arrayAt(metadataOf(object), 'ownerReferences').some(
    (owner) => isObject(owner) && owner['controller'] === true && owner['uid'] === uid,
  )
}

/** apimachinery v0.36.3 pkg/util/intstr/intstr.go (GetScaledValueFromIntOrPercent), rounding up; all of them if unreadable. */
function scaledUp(value: Json | undefined, total: number): number {
  if (typeof value === 'number') return value
  const percent = typeof value === 'string' ? /^([0-9]+)%$/.exec(value)?.[1] : undefined
  return percent === undefined ? total : Math.ceil((Number(percent) * total) / 100)
}
