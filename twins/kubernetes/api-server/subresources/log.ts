import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Process } from '../../../kernel/process.js'
import { PROCESSES } from '../../../kernel/tables.js'
import type { ApiResponse } from '../../client/api.js'
import { arrayAt, namespacedName, textAt } from '../../client/objects.js'
import { KUBELET_MEMORY } from '../../kubelet/node-port.js'
import { loggedPid, type PodRecord } from '../../kubelet/records.js'
import { badRequest, methodNotAllowed } from '../../status-error.js'
import { answer, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { getExisting } from '../store.js'

/**
 * GET pods/<name>/log: what a container has printed, as `{ kind: 'PodLog', text }` where upstream streams plain text.
 * Standard output comes before standard error: how the two were interleaved is not kept.
 * Throws 400 for a container that is unknown, has not begun, or had no instance before.
 * Source: kubernetes pkg/registry/core/pod/strategy.go (LogLocation), pkg/kubelet/kubelet_pods.go
 * (validateContainerLogStatus), v1.36.
 */
export function log(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.verb !== 'get' || resource.resource !== 'pods') throw methodNotAllowed(resource, request.verb)
  const pod = getExisting(context, namespaceOf(context), nameOf(context)).object
  const container = containerOf(pod, request.container ?? '')
  const pid = instanceOf(context, pod, container)
  const process = context.transaction.get<Process>(PROCESSES, pid)
  const text = process === undefined ? '' : process.stdout + process.stderr
  return answer(context, 200, { kind: 'PodLog', apiVersion: 'rehearse.internal/v1', text })
}

/** The container that is meant; one may be left out when there is only one. */
function containerOf(pod: JsonObject, wanted: string): string {
  const name = textAt(pod, 'metadata', 'name')
  const containers = namesAt(pod, 'containers')
  const inits = namesAt(pod, 'initContainers')
  if (wanted !== '') {
    if ([...containers, ...inits].includes(wanted)) return wanted
    throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  }
  const [only = ''] = containers
  if (containers.length === 1) return only
  const choice = `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`
  throw badRequest(
    inits.length === 0 ? choice : `${choice} or one of the init containers: [${inits.join(' ')}]`,
  )
}

function namesAt(pod: JsonObject, list: string): readonly string[] {
  return arrayAt(pod, 'spec', list).map((container) => textAt(container, 'name'))
}

/** The pid of the instance whose output is wanted: the current one, the last one, or the one before it. */
function instanceOf(context: RequestContext, pod: JsonObject, container: string): string {
  const memory = context.transaction.get<PodRecord>(KUBELET_MEMORY, namespacedName(pod))
  const record = memory?.containers[container]
  if (record === undefined || record.pid === null) throw notStarted(pod, container)
  const pid = loggedPid(record, context.request.previous === true)
  if (pid !== null) return pid
  const name = textAt(pod, 'metadata', 'name')
  throw badRequest(
    `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} not found`,
  )
}

function notStarted(pod: JsonObject, container: string) {
  const name = textAt(pod, 'metadata', 'name')
  const subject = `container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start`
  const reason = waitingReason(pod, container)
  const pulling = reason === 'ErrImagePull' ? "image can't be pulled" : reason
  return badRequest(
    `${subject}: ${reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : pulling}`,
  )
}

function waitingReason(pod: JsonObject, container: string): string {
  const statuses: readonly Json[] = [
    ...arrayAt(pod, 'status', 'containerStatuses'),
    ...arrayAt(pod, 'status', 'initContainerStatuses'),
  ]
  const status = statuses.find((one) => textAt(one, 'name') === container)
  return textAt(status, 'state', 'waiting', 'reason') || 'ContainerCreating'
}
