import type { ContainerArgs } from '../../contract/component.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { mint, spawn } from '../../kernel/requests.js'
import { asJson } from '../../kernel/tables.js'
import { arrayAt, textAt } from '../client/objects.js'
import { timers } from '../controllers/latencies.js'
import { formatGoDuration } from '../schema/go-duration.js'
import { backOffUntil, nextBackOff } from './back-off.js'
import type { ConfigReader } from './config-source.js'
import { type Environment, resolveEnvironment } from './environment.js'
import { expandVariables } from './expansion.js'
import type { PodAddresses } from './field-ref.js'
import { hookOf, startHook } from './hooks.js'
import { refreshVolumes } from './mount-volumes.js'
import { namespaceOf, type PodSync, podNameOf, podUidOf, save, tell } from './pod-sync.js'
import { ensureImage } from './pull-image.js'
import { containerOf, type Waiting, withContainer } from './records.js'
import { mountedFiles } from './volumes.js'

/** Bounds of the back-off between restarts of a container. */
export const crashLoopBounds = { baseMs: timers.crashLoopBaseMs, maxMs: timers.crashLoopMaxMs }

/** What starting containers needs besides the pod. */
export interface StartContext {
  readonly addresses: PodAddresses
  readonly reader: ConfigReader
  /** Name of the program that runs an image. */
  readonly programOf: (image: string) => string
}

/**
 * Starts the next instance of a container that does not run: waits out the crash loop, makes sure of the image, reads
 * the configuration, creates. Returns `pulling` while an image pull holds up the pod.
 * Sources: kubernetes v1.36 pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod, doBackOff),
 * pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer).
 */
export function* startContainer(
  sync: PodSync,
  container: JsonObject,
  context: StartContext,
): Proc<'pulling' | 'done'> {
  if (yield* waitOutCrashLoop(sync, container)) return 'done'
  const image = yield* ensureImage(sync, container)
  if (image === 'pulling') {
    setWaiting(sync, container, null)
    return 'pulling'
  }
  if (image !== 'ready') {
    setWaiting(sync, container, image)
    return 'done'
  }
  const name = textAt(container, 'name')
  if (containerOf(sync.record, name).attempt >= 0)
    yield* refreshVolumes(sync, context.addresses, context.reader)
  const environment = yield* resolveEnvironment(sync.pod, container, context.addresses, context.reader)
  if ('error' in environment) {
    yield* tell(sync, 'Warning', 'Failed', `Error: ${environment.error}`, container)
    setWaiting(sync, container, { reason: 'CreateContainerConfigError', message: environment.error })
    const retryAt = sync.nowMs + timers.podSyncRetryMs
    sync.record = withContainer(sync.record, name, { retryAt })
    sync.due.push({ at: retryAt, timer: 'background' })
    return 'done'
  }
  yield* create(sync, container, environment.env, context)
  return 'done'
}

function setWaiting(sync: PodSync, container: JsonObject, waiting: Waiting | null): void {
  sync.record = withContainer(sync.record, textAt(container, 'name'), { waiting, retryAt: null })
}

/** True while the back-off after the last exit has not passed. */
function* waitOutCrashLoop(sync: PodSync, container: JsonObject): Proc<boolean> {
  const name = textAt(container, 'name')
  const { exit, backOff, waiting } = containerOf(sync.record, name)
  const retryAt = exit === null ? undefined : backOffUntil(backOff, exit.finishedAt, crashLoopBounds)
  if (backOff === null || retryAt === undefined || sync.nowMs >= retryAt) return false
  const { pod, due } = sync
  const who = `pod=${podNameOf(pod)}_${namespaceOf(pod)}(${podUidOf(pod)})`
  const message = `back-off ${formatGoDuration(backOff.delayMs)} restarting failed container=${name} ${who}`
  due.push({ at: retryAt, timer: 'background' })
  if (waiting?.message === message) return true
  const text = `Back-off restarting failed container ${name} in pod ${podNameOf(pod)}_${namespaceOf(pod)}(${podUidOf(pod)})`
  yield* tell(sync, 'Warning', 'BackOff', text, container)
  setWaiting(sync, container, { reason: 'CrashLoopBackOff', message })
  sync.record = withContainer(sync.record, name, { retryAt })
  return true
}

function* create(sync: PodSync, container: JsonObject, env: Environment, context: StartContext): Proc<void> {
  const name = textAt(container, 'name')
  const before = containerOf(sync.record, name)
  const attempt = before.attempt + 1
  // The id, not the attempt, makes the pid unique: ids are renamed in canonical states, counts would tell them apart.
  const id = yield* mint('container', `${sync.record.uid}/${name}`)
  const processName = `${sync.record.uid}/${name}/${id}`
  sync.record = withContainer(sync.record, name, {
    attempt,
    pid: `${sync.actor}/${processName}`,
    previousPid: before.pid,
    id: `containerd://${id}`,
    startedAt: sync.nowMs,
    exit: null,
    last: before.exit,
    report: null,
    probes: {},
    postStart: null,
    stop: null,
    waiting: null,
    retryAt: null,
    backOff:
      before.exit === null
        ? before.backOff
        : nextBackOff(before.backOff, before.exit.finishedAt, sync.nowMs, crashLoopBounds),
  })
  const args = containerArgs(sync, container, env)
  yield* save(sync)
  yield* spawn(processName, context.programOf(args.image), asJson(args))
  yield* tell(sync, 'Normal', 'Created', `Created container: ${name}`, container)
  yield* tell(sync, 'Normal', 'Started', `Started container ${name}`, container)
  if (hookOf(container, 'postStart') === undefined) return
  yield* startHook(sync, container, 'postStart', (postStart) => {
    sync.record = withContainer(sync.record, name, { postStart })
  })
}

/** What the program of a container gets. */
export function containerArgs(sync: PodSync, container: JsonObject, env: Environment): ContainerArgs {
  const expanded = (field: string) =>
    arrayAt(container, field).map((text) => expandVariables(String(text), env))
  return {
    namespace: namespaceOf(sync.pod),
    pod: podNameOf(sync.pod),
    podUid: sync.record.uid,
    container: textAt(container, 'name'),
    image: textAt(container, 'image'),
    command: expanded('command'),
    args: expanded('args'),
    env,
    mounts: mountedFiles(container, sync.record.volumes ?? {}),
  }
}
