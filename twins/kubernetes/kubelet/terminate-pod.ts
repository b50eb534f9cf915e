import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { signal } from '../../kernel/requests.js'
import { metadataOf, numberAt, textAt } from '../client/objects.js'
import { observe } from './observe.js'
import { containersOf, initContainersOf, isSidecar, type PodSync, save } from './pod-sync.js'
import { containerOf, isRunning, type PodRecord } from './records.js'
import { stopContainer } from './stop-container.js'

/** Grace period of a pod that does not say otherwise. */
const DEFAULT_GRACE_SECONDS = 30

/**
 * Stops the containers of a pod that is being deleted, or has run out of its time: preStop hooks and SIGTERM at once,
 * SIGKILL when the grace period has passed; sidecars last. Returns true when nothing runs any more.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet.go (SyncTerminatingPod), kuberuntime_container.go
 * (killContainersWithSyncResult).
 */
export function* terminatePod(sync: PodSync): Proc<boolean> {
  if (runningPids(sync.record).length === 0) return true
  const sinceAt = sync.record.termination?.sinceAt ?? sync.nowMs
  if (sync.record.termination === null) {
    sync.record = { ...sync.record, termination: { sinceAt } }
    yield* save(sync)
  }
  const ofPod = numberAt(sync.pod, DEFAULT_GRACE_SECONDS, 'spec', 'terminationGracePeriodSeconds')
  const graceSeconds = numberAt(metadataOf(sync.pod), ofPod, 'deletionGracePeriodSeconds')
  const killAt = sinceAt + graceSeconds * 1000
  const overdue = sync.nowMs >= killAt
  for (const container of toStop(sync, overdue)) {
    yield* stopContainer(sync, container, {
      message: `Stopping container ${textAt(container, 'name')}`,
      killAt,
    })
  }
  if (!overdue) return false
  yield* observe(sync)
  return runningPids(sync.record).length === 0
}

/** Sidecars are stopped when nothing else runs, or when time is over. */
function toStop({ pod, record }: PodSync, overdue: boolean): readonly JsonObject[] {
  const running = [...initContainersOf(pod), ...containersOf(pod)].filter((container) =>
    isRunning(containerOf(record, textAt(container, 'name'))),
  )
  const ordinary = running.filter((container) => !isSidecar(container))
  return overdue || ordinary.length === 0 ? running : ordinary
}

/** SIGKILL for everything that runs for a pod: containers, hooks, sandbox and pulls. */
export function* killAll(record: PodRecord): Proc<void> {
  for (const pid of runningPids(record)) yield* signal(pid, 'SIGKILL')
  yield* killHelpers(record)
}

/** Ends the requests under way for a pod that no longer needs them. */
export function* killHelpers(record: PodRecord): Proc<void> {
  if (record.sandbox !== null && record.sandbox.ip === '') yield* signal(record.sandbox.pid, 'SIGKILL')
  const pulls = Object.values(record.images).map((image) => image.pid)
  const hooks = Object.values(record.containers).flatMap(({ postStart, stop }) => [
    postStart,
    stop?.hook ?? null,
  ])
  for (const pid of [...pulls, ...hooks]) {
    if (pid !== null) yield* signal(pid, 'SIGKILL')
  }
}

function runningPids(record: PodRecord): readonly string[] {
  return Object.values(record.containers)
    .filter(isRunning)
    .map((container) => container.pid as string)
}
