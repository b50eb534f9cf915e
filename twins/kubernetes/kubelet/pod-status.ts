import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt, toTimestamp } from '../client/objects.js'
import { containerStatus } from './container-status.js'
import { podConditions } from './pod-conditions.js'
import { DEADLINE_STATUS, hasFailedByDeadline } from './pod-deadline.js'
import { podPhase } from './pod-phase.js'
import { containersOf, initContainersOf, isSidecar, type PodSync } from './pod-sync.js'
import { isRunning, type PodRecord } from './records.js'
import { withUnmodelled } from './unmodelled-status.js'

/**
 * The status of a pod as its kubelet sees it.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (generateAPIPodStatus).
 */
export function podStatus(sync: PodSync): JsonObject {
  const { pod, record, nowMs } = sync
  const inits = initContainersOf(pod)
  const defaultWaiting = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const statuses = containersOf(pod).map((item) => containerStatus(item, record, defaultWaiting, false))
  const initStatuses = inits.map((item) => containerStatus(item, record, defaultWaiting, !isSidecar(item)))
  const hasSandbox = record.sandbox !== null && record.sandbox.ip !== ''
  const failed = hasFailedByDeadline(record)
  const phase = failed
    ? 'Failed'
    : podPhase({
        restartPolicy: textAt(pod, 'spec', 'restartPolicy') || 'Always',
        statuses,
        initStatuses: initStatuses.filter((_, index) => !isSidecar(inits[index] as JsonObject)),
        pendingInit: !record.initialized,
        terminal: isStopped(pod, record),
      })
  const initialized = record.initialized
  const input = { pod, phase, statuses, initStatuses, initialized, hasSandbox, nowMs }
  return withUnmodelled(objectAt(pod, 'status'), {
    phase,
    ...(failed ? DEADLINE_STATUS : {}),
    conditions: podConditions(input),
    ...addresses(sync),
    startTime: textAt(pod, 'status', 'startTime') || toTimestamp(record.startedAt),
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    qosClass: textAt(pod, 'status', 'qosClass'),
  })
}

/** Deleted and nothing runs: its containers are not coming back. */
function isStopped(pod: JsonObject, record: PodRecord): boolean {
  const deleted = metadataOf(pod)['deletionTimestamp'] !== undefined
  return deleted && !Object.values(record.containers).some(isRunning)
}

function addresses({ node, record }: PodSync): Record<string, Json> {
  const hostIP = hostAddress(node)
  const podIP = record.sandbox?.ip ?? ''
  return {
    ...(hostIP === '' ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
  }
}

/** InternalIP of a node; '' if it has none. */
export function hostAddress(node: JsonObject): string {
  const internal = arrayAt(objectAt(node, 'status'), 'addresses')
    .filter(isObject)
    .find((address) => address['type'] === 'InternalIP')
  return textAt(internal, 'address')
}
