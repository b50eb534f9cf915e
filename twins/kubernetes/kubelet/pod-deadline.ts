import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { valueAt } from '../client/objects.js'
import { type PodSync, tell } from './pod-sync.js'
import { isRunning, type PodRecord } from './records.js'

/** Reason and message of a pod that has failed because its time was over. */
export const DEADLINE_STATUS: JsonObject = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
}

/**
 * Whether `activeDeadlineSeconds` have passed since the node first saw the pod; then its containers are stopped.
 * Source: kubernetes v1.36 pkg/kubelet/active_deadline.go (ShouldEvict, pastActiveDeadline).
 */
export function* pastDeadline(sync: PodSync): Proc<boolean> {
  const seconds = valueAt(sync.pod, 'spec', 'activeDeadlineSeconds')
  if (sync.record.pastDeadline) return true
  if (typeof seconds !== 'number') return false
  const at = sync.record.startedAt + seconds * 1000
  if (sync.nowMs < at) {
    // Background: the pod may well end before.
    sync.due.push({ at, timer: 'background' })
    return false
  }
  sync.record = { ...sync.record, pastDeadline: true }
  yield* tell(sync, 'Normal', 'DeadlineExceeded', String(DEADLINE_STATUS['message']))
  return true
}

/** The phase follows when nothing runs any more (pkg/kubelet/status/status_manager.go, mergePodStatus). */
export function hasFailedByDeadline(record: PodRecord): boolean {
  return record.pastDeadline && !Object.values(record.containers).some(isRunning)
}
