import type { Proc } from '../../kernel/process.js'
import { signal } from '../../kernel/requests.js'
import { metadataOf, numberAt } from '../client/objects.js'
import { observe } from './observe.js'
import { containersOf, initContainersOf, type PodSync, tell } from './pod-sync.js'
import { containerOf, isRunning, type PodRecord } from './records.js'

/** Grace period of a pod that does not say otherwise. */
const DEFAULT_GRACE_SECONDS = 30

/**
 * Stops the containers of a pod that is being deleted: SIGTERM at once, SIGKILL when the grace period has passed.
 * Returns true when nothing runs any more.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet.go (SyncTerminatingPod), kuberuntime_container.go (killContainer).
 */
export function* terminatePod(sync: PodSync): Proc<boolean> {
  if (runningPids(sync.record).length === 0) return true
  if (sync.record.termination === null) yield* sendTerm(sync)
  const { termination } = sync.record
  const graceSeconds = numberAt(metadataOf(sync.pod), DEFAULT_GRACE_SECONDS, 'deletionGracePeriodSeconds')
  const killAt = (termination?.sinceAt ?? sync.nowMs) + graceSeconds * 1000
  if (sync.nowMs < killAt) {
    sync.due.push({ at: killAt, timer: 'foreground' })
    return false
  }
  yield* killAll(sync.record)
  yield* observe(sync)
  return runningPids(sync.record).length === 0
}

function* sendTerm(sync: PodSync): Proc<void> {
  sync.record = { ...sync.record, termination: { sinceAt: sync.nowMs, killed: false } }
  for (const container of [...initContainersOf(sync.pod), ...containersOf(sync.pod)]) {
    const name = String(container['name'])
    const state = containerOf(sync.record, name)
    if (!isRunning(state)) continue
    yield* tell(sync, 'Normal', 'Killing', `Stopping container ${name}`, container)
    yield* signal(state.pid as string, 'SIGTERM')
  }
}

/** SIGKILL for everything that runs for a pod: containers, sandbox and pulls. */
export function* killAll(record: PodRecord): Proc<void> {
  for (const pid of runningPids(record)) yield* signal(pid, 'SIGKILL')
  yield* killHelpers(record)
}

/** Ends the requests under way for a pod that no longer needs them. */
export function* killHelpers(record: PodRecord): Proc<void> {
  if (record.sandbox !== null && record.sandbox.ip === '') yield* signal(record.sandbox.pid, 'SIGKILL')
  for (const image of Object.keys(record.images)) {
    const pid = record.images[image]?.pid
    if (pid !== null && pid !== undefined) yield* signal(pid, 'SIGKILL')
  }
}

function runningPids(record: PodRecord): readonly string[] {
  return Object.values(record.containers)
    .filter(isRunning)
    .map((container) => container.pid as string)
}
