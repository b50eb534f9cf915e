import type { TimerClass } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { recordEvent } from '../client/events.js'
import { arrayAt, metadataOf, textAt } from '../client/objects.js'
import { writeRecord } from './node-port.js'
import type { PodRecord } from './records.js'

/** Working memory of one look at one pod: lives as long as the reconcile. */
export interface PodSync {
  /** `namespace/name`. */
  readonly key: string
  readonly pod: JsonObject
  readonly node: JsonObject
  readonly nowMs: number
  /** Prefix of the pids spawned here. */
  readonly actor: string
  record: PodRecord
  /** The record as the node's memory has it. */
  saved: PodRecord | null
  /** When to look again. */
  readonly due: Due[]
}

/** A time at which something is to be done. */
export interface Due {
  readonly at: number
  readonly timer: TimerClass
}

export const namespaceOf = (pod: JsonObject): string => textAt(metadataOf(pod), 'namespace')
export const podNameOf = (pod: JsonObject): string => textAt(metadataOf(pod), 'name')
export const podUidOf = (pod: JsonObject): string => textAt(metadataOf(pod), 'uid')

/** `spec.containers`. */
export function containersOf(pod: JsonObject): readonly JsonObject[] {
  return arrayAt(pod, 'spec', 'containers') as readonly JsonObject[]
}

/** `spec.initContainers`, sidecars included. */
export function initContainersOf(pod: JsonObject): readonly JsonObject[] {
  return arrayAt(pod, 'spec', 'initContainers') as readonly JsonObject[]
}

/** An init container that keeps running beside the others (`restartPolicy: Always`). */
export function isSidecar(container: JsonObject): boolean {
  return textAt(container, 'restartPolicy') === 'Always'
}

/** Writes the record to the node's memory. Done before each spawn, so that no process can be forgotten. */
export function* save(sync: PodSync): Proc<void> {
  if (sync.saved === sync.record) return
  sync.saved = sync.record
  yield* writeRecord(sync.key, sync.record)
}

/** An event of the node's kubelet about the pod, or about one of its containers. */
export function* tell(
  sync: PodSync,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  container?: JsonObject,
): Proc<void> {
  yield* recordEvent({
    involved: sync.pod,
    ...(container === undefined ? {} : { fieldPath: fieldPathOf(sync.pod, container) }),
    type,
    reason,
    message,
    component: 'kubelet',
    host: sync.record.node,
  })
}

function fieldPathOf(pod: JsonObject, container: JsonObject): string {
  const list = initContainersOf(pod).includes(container) ? 'initContainers' : 'containers'
  return `spec.${list}{${textAt(container, 'name')}}`
}

/** The earliest due time as a requeue; foreground if anything certain is among them. */
export function requeue(
  due: readonly Due[],
  nowMs: number,
): { readonly requeueAfterMs?: number; readonly timer?: TimerClass } {
  if (due.length === 0) return {}
  const at = Math.min(...due.map((item) => item.at))
  const timer = due.some((item) => item.timer === 'foreground') ? 'foreground' : 'background'
  return { requeueAfterMs: Math.max(0, at - nowMs), timer }
}
