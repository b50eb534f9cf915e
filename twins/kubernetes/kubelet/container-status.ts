import { hashString, hashToHex } from '../../kernel/hash.js'
import type { JsonObject } from '../../kernel/json.js'
import { textAt, toTimestamp } from '../client/objects.js'
import { hasStarted, passesReadiness } from './probes.js'
import { type ContainerRecord, containerOf, type ExitRecord, isRunning, type PodRecord } from './records.js'

/**
 * `containerStatuses[]` of one container. `isInit`: one that must end, and is ready once it has succeeded.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses).
 */
export function containerStatus(
  container: JsonObject,
  record: PodRecord,
  defaultWaiting: string,
  isInit: boolean,
): JsonObject {
  const name = textAt(container, 'name')
  const state = containerOf(record, name)
  const image = textAt(container, 'image')
  return {
    name,
    state: currentState(state, defaultWaiting),
    lastState: lastState(state),
    ready: isInit ? state.exit?.exitCode === 0 : isReady(container, state),
    restartCount: Math.max(0, state.attempt),
    image,
    imageID: state.attempt < 0 ? '' : imageId(image),
    ...(state.id === '' ? {} : { containerID: state.id }),
    started: isStarted(container, state),
  }
}

function currentState(state: ContainerRecord, defaultWaiting: string): JsonObject {
  // Upstream's kubelet waits for the hook before it looks again.
  if (isRunning(state) && state.postStart !== null) return { waiting: { reason: defaultWaiting } }
  if (isRunning(state)) return { running: { startedAt: toTimestamp(state.startedAt) } }
  if (state.waiting !== null) {
    const { reason, message } = state.waiting
    return { waiting: { reason, ...(message === '' ? {} : { message }) } }
  }
  if (state.exit !== null) return { terminated: terminated(state.exit) }
  return { waiting: { reason: defaultWaiting } }
}

function lastState(state: ContainerRecord): JsonObject {
  const previous = isRunning(state) ? state.last : state.waiting === null ? state.last : state.exit
  return previous === null ? {} : { terminated: terminated(previous) }
}

/** When a container started that never did. */
const UNIX_EPOCH = '1970-01-01T00:00:00Z'

function terminated(exit: ExitRecord): JsonObject {
  return {
    exitCode: exit.exitCode,
    reason: exit.reason,
    ...(exit.message === '' ? {} : { message: exit.message }),
    startedAt: exit.reason === 'StartError' ? UNIX_EPOCH : toTimestamp(exit.startedAt),
    finishedAt: toTimestamp(exit.finishedAt),
    containerID: exit.id,
  }
}

/**
 * Ready: runs, has started, and passes its readiness probe if it has one.
 * Source: kubernetes v1.36 pkg/kubelet/prober/prober_manager.go (UpdatePodStatus).
 */
function isReady(container: JsonObject, state: ContainerRecord): boolean {
  return isStarted(container, state) && passesReadiness(container, state)
}

/** Started: runs, and has passed its startup probe if it has one. */
export function isStarted(container: JsonObject, state: ContainerRecord): boolean {
  return isRunning(state) && state.postStart === null && hasStarted(container, state)
}

/** A digest that stands for the image: the same name has the same content everywhere. */
function imageId(image: string): string {
  const at = image.indexOf('@')
  if (at >= 0) return image
  const hex = hashToHex(hashString(image))
  return `${image.replace(/:[^:/]+$/, '')}@sha256:${hex}${hex}`
}
