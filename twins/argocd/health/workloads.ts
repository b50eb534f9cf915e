import type { JsonObject } from '../../kernel/json.js'
import { findCondition, metadataOf, numberAt, objectAt, textAt } from '../../kubernetes/index.js'
import { type Health, health } from './status.js'

const generationOf = (object: JsonObject) => numberAt(metadataOf(object), 0, 'generation')
const observedOf = (object: JsonObject) => numberAt(object, 0, 'status', 'observedGeneration')
const statusCount = (object: JsonObject, field: string) => numberAt(object, 0, 'status', field)

/** gitops-engine pkg/health/health_deployment.go. */
export function deployment(object: JsonObject): Health {
  if (objectAt(object, 'spec')['paused'] === true) return health('Suspended', 'Deployment is paused')
  if (generationOf(object) > observedOf(object)) {
    return health(
      'Progressing',
      'Waiting for rollout to finish: observed deployment generation less than desired generation',
    )
  }
  if (textAt(findCondition(object, 'Progressing'), 'reason') === 'ProgressDeadlineExceeded') {
    const name = textAt(metadataOf(object), 'name')
    return health('Degraded', `Deployment ${JSON.stringify(name)} exceeded its progress deadline`)
  }
  const wanted = numberAt(object, 1, 'spec', 'replicas')
  const updated = statusCount(object, 'updatedReplicas')
  const old = statusCount(object, 'replicas') - updated
  const available = statusCount(object, 'availableReplicas')
  const waiting = (what: string) => health('Progressing', `Waiting for rollout to finish: ${what}...`)
  if (updated < wanted) return waiting(`${updated} out of ${wanted} new replicas have been updated`)
  if (old > 0) return waiting(`${old} old replicas are pending termination`)
  if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`)
  return health('Healthy')
}

/** gitops-engine pkg/health/health_replicaset.go. */
export function replicaSet(object: JsonObject): Health {
  const waiting = (what: string) => health('Progressing', `Waiting for rollout to finish: ${what}`)
  if (generationOf(object) > observedOf(object)) {
    return waiting('observed replica set generation less than desired generation')
  }
  const failure = findCondition(object, 'ReplicaFailure')
  if (textAt(failure, 'status') === 'True') return health('Degraded', textAt(failure, 'message'))
  const wanted = numberAt(object, 1, 'spec', 'replicas')
  const available = statusCount(object, 'availableReplicas')
  if (available < wanted) return waiting(`${available} out of ${wanted} new replicas are available...`)
  return health('Healthy')
}

/** gitops-engine pkg/health/health_daemonset.go. */
export function daemonSet(object: JsonObject): Health {
  if (generationOf(object) > observedOf(object)) {
    return health(
      'Progressing',
      'Waiting for rollout to finish: observed daemon set generation less than desired generation',
    )
  }
  const updated = statusCount(object, 'updatedNumberScheduled')
  const desired = statusCount(object, 'desiredNumberScheduled')
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return health('Healthy', `daemon set ${updated} out of ${desired} new pods have been updated`)
  }
  const name = JSON.stringify(textAt(metadataOf(object), 'name'))
  const waiting = (what: string) =>
    health('Progressing', `Waiting for daemon set ${name} rollout to finish: ${what}...`)
  const available = statusCount(object, 'numberAvailable')
  if (updated < desired) return waiting(`${updated} out of ${desired} new pods have been updated`)
  if (available < desired) return waiting(`${available} of ${desired} updated pods are available`)
  return health('Healthy')
}

/** gitops-engine pkg/health/health_statefulset.go. */
export function statefulSet(object: JsonObject): Health {
  const observed = observedOf(object)
  if (observed === 0 || generationOf(object) > observed) {
    return health('Progressing', 'Waiting for statefulset spec update to be observed...')
  }
  const wanted = numberAt(object, 1, 'spec', 'replicas')
  const ready = statusCount(object, 'readyReplicas')
  if (ready < wanted) return health('Progressing', `Waiting for ${wanted - ready} pods to be ready...`)
  const strategy = objectAt(object, 'spec', 'updateStrategy')
  const updated = statusCount(object, 'updatedReplicas')
  if (strategy['type'] === 'RollingUpdate' && strategy['rollingUpdate'] !== undefined) {
    const due = wanted - numberAt(strategy, 0, 'rollingUpdate', 'partition')
    if (updated >= due)
      return health('Healthy', `partitioned roll out complete: ${updated} new pods have been updated...`)
    const text = `Waiting for partitioned roll out to finish: ${updated} out of ${due} new pods have been updated...`
    return health('Progressing', text)
  }
  if (strategy['type'] === 'OnDelete') return health('Healthy', `statefulset has ${ready} ready pods`)
  const [next, current] = [
    textAt(object, 'status', 'updateRevision'),
    textAt(object, 'status', 'currentRevision'),
  ]
  if (next !== current) {
    const text = `waiting for statefulset rolling update to complete ${updated} pods at revision ${next}...`
    return health('Progressing', text)
  }
  const count = statusCount(object, 'currentReplicas')
  return health('Healthy', `statefulset rolling update complete ${count} pods at revision ${current}...`)
}
