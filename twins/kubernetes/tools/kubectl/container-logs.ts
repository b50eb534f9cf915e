import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { inspect } from '../../../kernel/requests.js'
import { arrayAt, metadataOf, namespacedName, objectAt, textAt } from '../../client/objects.js'
import { readRecord } from '../../kubelet/node-port.js'
import { loggedPid } from '../../kubelet/records.js'
import { badRequest } from '../../status-error.js'

/** Why a container that waits has no log yet, where it is not the bare reason. */
const WAITING_REASONS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}

/**
 * What a container has written to standard output (and, once it has ended, to standard error). The API server answers
 * this by asking the kubelet of the pod's node; here the kubelet is asked for its record of the pod. A pod without a node has an
 * empty log. Throws the kubelet's refusals as `StatusError` 400.
 * Source: kubernetes v1.32 pkg/kubelet/kubelet_pods.go (validateContainerLogStatus), pkg/registry/core/pod/strategy.go
 * (LogLocation).
 */
export function* containerLog(pod: JsonObject, container: string, previous: boolean): Proc<string> {
  if (textAt(pod, 'spec', 'nodeName') === '') return ''
  const status = statusOf(pod, container)
  checkStarted(pod, container, status, previous)
  const { record } = yield* readRecord(namespacedName(pod))
  const instance = record?.containers[container]
  const pid = instance === undefined ? null : loggedPid(instance, previous)
  const process = pid === null ? null : yield* inspect(pid)
  if (process === null) throw noPrevious(pod, container)
  return process.stdout + (process.exit?.stderr ?? '')
}

function statusOf(pod: JsonObject, container: string): JsonObject {
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((field) =>
    arrayAt(pod, 'status', field),
  )
  return statuses.filter(isObject).find((status) => status['name'] === container) ?? {}
}

function checkStarted(pod: JsonObject, container: string, status: JsonObject, previous: boolean): void {
  const state = objectAt(status, 'state')
  const ended = isObject(objectAt(status, 'lastState')['terminated'])
  if (previous) {
    if (!ended) throw noPrevious(pod, container)
    return
  }
  if (isObject(state['running']) || isObject(state['terminated']) || ended) return
  const where = `container "${container}" in pod "${textAt(metadataOf(pod), 'name')}" is waiting to start`
  const reason = textAt(state['waiting'], 'reason')
  if (reason === '') throw badRequest(`${where} - no logs yet`)
  throw badRequest(`${where}: ${WAITING_REASONS[reason] ?? reason}`)
}

function noPrevious(pod: JsonObject, container: string) {
  const name = textAt(metadataOf(pod), 'name')
  return badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
}
