import type { JsonObject } from '../../../kernel/json.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { isPodReady } from '../pods.js'
import { unlessZero } from '../replicaset/status.js'
import { eligibility } from './eligibility.js'
import type { Situation } from './plan.js'
import { isAvailable, isUpdated } from './pods.js'

/**
 * The status of a DaemonSet: of each node the oldest pod counts.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go (updateDaemonSetStatus, storeDaemonSetStatus).
 */
export function daemonSetStatus({ set, nodes, byNode, hash, nowMs }: Situation): JsonObject {
  const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
  let [desired, current, misscheduled, ready, available, updated] = [0, 0, 0, 0, 0, 0]
  for (const node of nodes) {
    const [pod] = byNode.get(textAt(node, 'metadata', 'name')) ?? []
    if (!eligibility(set, node).shouldRun) {
      misscheduled += pod === undefined ? 0 : 1
      continue
    }
    desired += 1
    if (pod === undefined) continue
    current += 1
    updated += isUpdated(set, pod, hash) ? 1 : 0
    if (!isPodReady(pod)) continue
    ready += 1
    available += isAvailable(pod, minReadySeconds, nowMs) ? 1 : 0
  }
  const { collisionCount, conditions } = objectAt(set, 'status')
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    ...unlessZero('observedGeneration', numberAt(metadataOf(set), 0, 'generation')),
    ...unlessZero('updatedNumberScheduled', updated),
    ...unlessZero('numberAvailable', available),
    ...unlessZero('numberUnavailable', desired - available),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  }
}
