import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { findCondition, textAt } from '../kubernetes/index.js'
import { annotationOf, currentPrimaryOf, isTerminating, nameOf, phaseOf } from './cluster.js'
import { patchStatus, withCondition } from './cluster-status.js'
import { remove } from './kube.js'
import type { Look } from './look.js'
import { ANNOTATION_HIBERNATION, POD } from './names.js'
import { PHASE } from './phases.js'

const CONDITION = 'cnpg.io/hibernation'

/**
 * Hibernation: pods go one a look, the primary first; volumes, services and Secrets stay. Returns whether the Cluster sleeps or is going to,
 * so that nothing else is done.
 * cloudnative-pg v1.30.0 pkg/reconciler/hibernation/{reconciler,status}.go.
 */
export function* hibernate(look: Look): Proc<boolean> {
  const { cluster, pods } = look
  if (annotationOf(cluster, ANNOTATION_HIBERNATION) !== 'on') {
    yield* wakeUp(cluster)
    return false
  }
  const asleep = findCondition(cluster, CONDITION) !== undefined
  if (!asleep && phaseOf(cluster) !== PHASE.healthy) return false
  const primary = currentPrimaryOf(cluster)
  const victim =
    pods.find((pod) => nameOf(pod) === primary && !isTerminating(pod)) ??
    pods.find((pod) => !isTerminating(pod))
  const leaving = pods.find(isTerminating)
  if (pods.length === 0) {
    yield* say(cluster, 'True', 'Hibernated', 'Cluster has been hibernated')
  } else if (leaving !== undefined || victim === undefined) {
    yield* say(
      cluster,
      'False',
      'WaitingPodsDeletion',
      `Waiting for ${nameOf(leaving ?? cluster)} to be deleted`,
    )
  } else {
    yield* say(cluster, 'False', 'DeletingPods', 'Hibernation is in progress')
    yield* remove(POD, victim)
  }
  return true
}

function* wakeUp(cluster: JsonObject): Proc<void> {
  const conditions = (cluster['status'] as JsonObject | undefined)?.['conditions']
  if (!Array.isArray(conditions) || findCondition(cluster, CONDITION) === undefined) return
  yield* patchStatus(cluster, { conditions: conditions.filter((each) => textAt(each, 'type') !== CONDITION) })
}

function* say(cluster: JsonObject, status: string, reason: string, message: string): Proc<void> {
  const conditions = yield* withCondition(cluster, { type: CONDITION, status, reason, message })
  yield* patchStatus(cluster, { conditions })
}
