import type { Listener } from '../../contract/network.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Process } from '../../kernel/process.js'
import { PROCESSES } from '../../kernel/tables.js'
import type { View } from '../../kernel/world.js'
import { arrayAt, findObject, metadataOf, textAt, valueAt } from '../client/objects.js'
import { isRunning, KUBELET_MEMORY, type PodRecord } from '../kubelet/records.js'

/**
 * Who listens at a TCP port of a pod, or undefined: the running container whose program says so in the member `listens` of
 * its report. A program that says nothing of ports listens at those its container declares, as soon as it is ready.
 */
export function listenerAt(view: View, namespace: string, pod: string, port: number): Listener | undefined {
  const record = view.get<PodRecord>(KUBELET_MEMORY, `${namespace}/${pod}`)
  const object = findObject(view, '', 'pods', namespace, pod)
  if (record === undefined || object === undefined || record.uid !== textAt(metadataOf(object), 'uid'))
    return undefined
  for (const name of Object.keys(record.containers)) {
    const container = record.containers[name]
    if (container === undefined || !isRunning(container)) continue
    const process = view.get<Process>(PROCESSES, container.pid as string)
    if (process === undefined || process.exit !== null) continue
    const listener = listenerOf(process, object, name, port)
    if (listener !== undefined) return listener
  }
  return undefined
}

function listenerOf(
  process: Process,
  pod: JsonObject,
  container: string,
  port: number,
): Listener | undefined {
  const listens = valueAt(process.report, 'listens')
  if (isObject(listens)) {
    const listener = listens[String(port)]
    return isObject(listener) ? (listener as Listener) : undefined
  }
  const ready = valueAt(process.report, 'ready') === true
  return ready && declares(pod, container, port) ? {} : undefined
}

function declares(pod: JsonObject, container: string, port: number): boolean {
  const containers = [...arrayAt(pod, 'spec', 'containers'), ...arrayAt(pod, 'spec', 'initContainers')]
  const ports = arrayAt(
    containers.find((one) => textAt(one, 'name') === container),
    'ports',
  )
  return ports.some(
    (one) => valueAt(one, 'containerPort') === port && (textAt(one, 'protocol') || 'TCP') === 'TCP',
  )
}
