import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { inspect, signal } from '../../kernel/requests.js'
import { textAt } from '../client/objects.js'
import { hookOf, startHook } from './hooks.js'
import { type PodSync, tell } from './pod-sync.js'
import { containerOf, type StopRecord, withContainer } from './records.js'

/** What is left after a preStop hook at least. Source: kuberuntime_manager.go (minimumGracePeriodInSeconds). */
const LEAST_GRACE_MS = 2_000

/**
 * Brings the stop of a running container one step further: preStop hook, SIGTERM, and SIGKILL at `killAt`. `message` is
 * that of the event at the beginning. A later call may bring `killAt` forward.
 * Source: kubernetes v1.36 pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer, executePreStopHook).
 */
export function* stopContainer(
  sync: PodSync,
  container: JsonObject,
  { message, killAt }: { readonly message: string; readonly killAt: number },
): Proc<void> {
  const name = textAt(container, 'name')
  const { stop: before, pid } = containerOf(sync.record, name)
  let stop = before ?? (yield* beginStop(sync, container, message, killAt))
  if (!stop.extended) stop = { ...stop, killAt: Math.min(stop.killAt, killAt) }
  if (stop.hook !== null) stop = yield* awaitHook(sync, container, stop)
  if (stop.hook === null && !stop.termed) {
    yield* signal(pid as string, 'SIGTERM')
    stop = { ...stop, termed: true }
  }
  sync.record = withContainer(sync.record, name, { stop })
  if (stop.termed && sync.nowMs >= stop.killAt) yield* signal(pid as string, 'SIGKILL')
  else sync.due.push({ at: stop.killAt, timer: 'foreground' })
}

function* beginStop(sync: PodSync, container: JsonObject, message: string, killAt: number): Proc<StopRecord> {
  yield* tell(sync, 'Normal', 'Killing', message, container)
  const stop: StopRecord = { killAt, hook: null, termed: false, extended: false }
  if (hookOf(container, 'preStop') === undefined || killAt <= sync.nowMs) return stop
  const name = textAt(container, 'name')
  yield* startHook(sync, container, 'preStop', (hook) => {
    sync.record = withContainer(sync.record, name, { stop: { ...stop, hook } })
  })
  return containerOf(sync.record, name).stop ?? stop
}

/** The hook has the grace period to itself; what it leaves, but 2 s at least, is for the container. */
function* awaitHook(sync: PodSync, container: JsonObject, stop: StopRecord): Proc<StopRecord> {
  const hook = yield* inspect(stop.hook as string)
  const runs = hook !== null && hook.exit === null
  if (runs && sync.nowMs < stop.killAt) return stop
  if (runs) yield* signal(stop.hook as string, 'SIGKILL')
  else if (hook !== null && hook.exit?.code !== 0)
    yield* tell(sync, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container)
  const killAt = Math.max(stop.killAt, sync.nowMs + LEAST_GRACE_MS)
  return { ...stop, hook: null, killAt, extended: true }
}

/** True while a container's postStart hook runs. When it fails, the container is stopped. */
export function* awaitPostStart(sync: PodSync, container: JsonObject, graceMs: number): Proc<boolean> {
  const name = textAt(container, 'name')
  const { postStart } = containerOf(sync.record, name)
  if (postStart === null) return false
  const hook = yield* inspect(postStart)
  if (hook !== null && hook.exit === null) return true
  sync.record = withContainer(sync.record, name, { postStart: null })
  if (hook === null || hook.exit?.code === 0) return false
  yield* tell(sync, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container)
  yield* stopContainer(sync, container, { message: 'FailedPostStartHook', killAt: sync.nowMs + graceMs })
  return false
}
