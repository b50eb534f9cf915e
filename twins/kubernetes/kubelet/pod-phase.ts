import { isObject, type JsonObject } from '../../kernel/json.js'
import { numberAt, objectAt } from '../client/objects.js'

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

interface Counts {
  running: number
  waiting: number
  stopped: number
  succeeded: number
}

/**
 * Phase of a pod from its restart policy and container statuses. `pendingInit`: an init container has not succeeded
 * yet. `terminal`: the pod is being stopped for good, so stopped containers are not coming back.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (getPhase).
 */
export function podPhase(options: {
  readonly restartPolicy: string
  readonly statuses: readonly JsonObject[]
  readonly initStatuses: readonly JsonObject[]
  readonly pendingInit: boolean
  readonly terminal: boolean
}): PodPhase {
  const { restartPolicy, statuses, initStatuses, pendingInit, terminal } = options
  if (restartPolicy === 'Never' && initStatuses.some(hasFailed)) return 'Failed'
  const counts = countStates(statuses)
  if (pendingInit && !terminal) return 'Pending'
  if (counts.waiting > 0) return 'Pending'
  if (counts.running > 0) return 'Running'
  if (counts.stopped === 0) return 'Pending'
  const allSucceeded = counts.stopped === counts.succeeded
  if (terminal) return allSucceeded ? 'Succeeded' : 'Failed'
  if (restartPolicy === 'Always') return 'Running'
  if (allSucceeded) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}

/** A waiting container that ran before counts as stopped: it is restarting. */
function countStates(statuses: readonly JsonObject[]): Counts {
  const counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0 }
  for (const status of statuses) {
    const state = objectAt(status, 'state')
    const last = objectAt(status, 'lastState')
    if (isObject(state['running'])) counts.running++
    else if (isObject(state['terminated'])) {
      counts.stopped++
      if (numberAt(state, 1, 'terminated', 'exitCode') === 0) counts.succeeded++
    } else if (isObject(last['terminated'])) counts.stopped++
    else counts.waiting++
  }
  return counts
}

function hasFailed(status: JsonObject): boolean {
  const ended = objectAt(status, 'state')['terminated']
  return isObject(ended) && ended['exitCode'] !== 0
}
