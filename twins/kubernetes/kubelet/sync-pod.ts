import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { spawn } from '../../kernel/requests.js'
import { numberAt, textAt } from '../client/objects.js'
import { backOffExpiresAt } from './back-off.js'
import { isStarted } from './container-status.js'
import { mountVolumes } from './mount-volumes.js'
import { SANDBOX_PROGRAM } from './node-port.js'
import {
  containersOf,
  initContainersOf,
  isSidecar,
  namespaceOf,
  type PodSync,
  podNameOf,
  save,
} from './pod-sync.js'
import { failedProbe, runProbes } from './probes.js'
import { containerOf, isRunning, withContainer } from './records.js'
import { crashLoopBounds, type StartContext, startContainer } from './start-container.js'
import { awaitPostStart, stopContainer } from './stop-container.js'

/**
 * Brings a pod that shall run one step further: volumes, sandbox, init containers one by one, then all containers.
 * Sources: kubernetes v1.36 pkg/kubelet/kubelet.go (SyncPod), pkg/kubelet/kuberuntime/kuberuntime_manager.go
 * (SyncPod, computePodActions).
 */
export function* syncPod(sync: PodSync, context: StartContext): Proc<void> {
  if (!(yield* mountVolumes(sync, context.addresses, context.reader))) return
  if (!(yield* ensureSandbox(sync))) return
  if (!(yield* initialize(sync, context))) return
  for (const container of containersOf(sync.pod)) {
    if ((yield* keepRunning(sync, container, context)) === 'waiting') return
  }
}

/** True once the pod has its network. */
function* ensureSandbox(sync: PodSync): Proc<boolean> {
  const { sandbox } = sync.record
  if (sandbox !== null) return sandbox.ip !== ''
  const name = `${sync.record.uid}/sandbox`
  const pid = `${sync.actor}/${name}`
  sync.record = { ...sync.record, sandbox: { pid, ip: '' } }
  yield* save(sync)
  const { pod } = sync
  const podUid = sync.record.uid
  yield* spawn(name, SANDBOX_PROGRAM, { namespace: namespaceOf(pod), pod: podNameOf(pod), podUid })
  return false
}

/**
 * Runs init containers in order; true when the containers may run. Sidecars are kept running ever after.
 * Source: kubernetes v1.36 pkg/kubelet/kuberuntime/kuberuntime_container.go (computeInitContainerActions).
 */
function* initialize(sync: PodSync, context: StartContext): Proc<boolean> {
  for (const container of initContainersOf(sync.pod)) {
    const name = textAt(container, 'name')
    if (isSidecar(container)) {
      yield* keepRunning(sync, container, context)
      const ready = isStarted(container, containerOf(sync.record, name))
      if (!ready && !sync.record.initialized) return false
      continue
    }
    if (sync.record.initialized || containerOf(sync.record, name).exit?.exitCode === 0) continue
    yield* keepRunning(sync, container, context)
    return false
  }
  if (!sync.record.initialized) sync.record = { ...sync.record, initialized: true }
  return true
}

/**
 * Starts a container that does not run, if its restart policy lets it, and stops one that its probes give up. `waiting`:
 * the pod waits for an image or a postStart hook.
 */
function* keepRunning(sync: PodSync, container: JsonObject, context: StartContext): Proc<'waiting' | 'done'> {
  const name = textAt(container, 'name')
  const state = containerOf(sync.record, name)
  if (isRunning(state)) {
    if (yield* awaitPostStart(sync, container, graceMsOf(sync.pod))) return 'waiting'
    yield* runProbes(sync, container)
    yield* killUnhealthy(sync, container)
    forgetBackOff(sync, name)
    return 'done'
  }
  if (state.exit !== null && !mayRestart(sync.pod, container, state.exit.exitCode)) return 'done'
  const started = yield* startContainer(sync, container, context)
  const after = containerOf(sync.record, name)
  if (after.postStart !== null) return 'waiting'
  if (isRunning(after)) yield* runProbes(sync, container)
  return started === 'pulling' ? 'waiting' : 'done'
}

/**
 * Whether a container that exited is started again: init containers only after a failure.
 * Source: kubernetes v1.36 pkg/kubelet/container/helpers.go (ShouldContainerBeRestarted).
 */
export function mayRestart(pod: JsonObject, container: JsonObject, exitCode: number): boolean {
  if (isSidecar(container)) return true
  const policy = textAt(pod, 'spec', 'restartPolicy') || 'Always'
  if (policy === 'Never') return false
  const isInit = initContainersOf(pod).includes(container)
  return policy === 'OnFailure' || isInit ? exitCode !== 0 : true
}

/** A container that runs long enough starts afresh with its back-off; see `backOffUntil`. */
function forgetBackOff(sync: PodSync, name: string): void {
  const { backOff } = containerOf(sync.record, name)
  if (backOff === null) return
  const at = backOffExpiresAt(backOff, crashLoopBounds)
  if (sync.nowMs >= at) sync.record = withContainer(sync.record, name, { backOff: null })
  else sync.due.push({ at, timer: 'background' })
}

/** A container that failed its liveness or startup probe is stopped. Source: kuberuntime_manager.go (computePodActions). */
function* killUnhealthy(sync: PodSync, container: JsonObject): Proc<void> {
  const name = textAt(container, 'name')
  const state = containerOf(sync.record, name)
  const probe = failedProbe(container, state)
  if (probe === undefined && state.stop === null) return
  const restarts = mayRestart(sync.pod, container, KILLED) ? ', will be restarted' : ''
  const ofPod = graceMsOf(sync.pod)
  const ofProbe = numberAt(container, ofPod / 1000, `${probe}Probe`, 'terminationGracePeriodSeconds')
  yield* stopContainer(sync, container, {
    message: `Container ${name} failed ${probe} probe${restarts}`,
    killAt: state.stop?.killAt ?? sync.nowMs + 1000 * ofProbe,
  })
}

const graceMsOf = (pod: JsonObject): number =>
  1000 * numberAt(pod, 30, 'spec', 'terminationGracePeriodSeconds')

/** Exit code of a container that was killed: a failure for its restart policy. */
const KILLED = 137
