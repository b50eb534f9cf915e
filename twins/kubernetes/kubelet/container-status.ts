import { hashString, hashToHex } from '../../kernel/hash.js'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { textAt, toTimestamp, valueAt } from '../client/objects.js'
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

function terminated(exit: ExitRecord): JsonObject {
  return {
    exitCode: exit.exitCode,
    reason: exit.exitCode === 0 ? 'Completed' : 'Error',
    startedAt: toTimestamp(exit.startedAt),
    finishedAt: toTimestamp(exit.finishedAt),
    containerID: exit.id,
  }
}

/**
 * Ready: runs, has started, and its program says so if it has a readiness probe.
 * Source: kubernetes v1.36 pkg/kubelet/prober/prober_manager.go (UpdatePodStatus).
 */
export function isReady(container: JsonObject, state: ContainerRecord): boolean {
  if (!isStarted(container, state)) return false
  return !isObject(container['readinessProbe']) || reports(state.report, 'ready')
}

/** Started: runs, and its program says so if it has a startup probe. */
export function isStarted(container: JsonObject, state: ContainerRecord): boolean {
  return isRunning(state) && (!isObject(container['startupProbe']) || reports(state.report, 'ready'))
}

function reports(report: Json, member: string): boolean {
  return valueAt(report, member) === true
}

/** A digest that stands for the image: the same name has the same content everywhere. */
function imageId(image: string): string {
  const at = image.indexOf('@')
  if (at >= 0) return image
  const hex = hashToHex(hashString(image))
  return `${image.replace(/:[^:/]+$/, '')}@sha256:${hex}${hex}`
}
