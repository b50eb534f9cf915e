import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Process } from '../../../kernel/process.js'
import { PROCESSES } from '../../../kernel/tables.js'
import type { View } from '../../../kernel/world.js'
import type { ApiRequest, ApiResponse } from '../../client/api.js'
import { arrayAt, namespacedName, textAt } from '../../client/objects.js'
import { KUBELET_MEMORY } from '../../kubelet/node-port.js'
import { loggedPid, type PodRecord } from '../../kubelet/records.js'
import { badRequest, methodNotAllowed } from '../../status-error.js'
import { answer, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { getExisting } from '../store.js'
import { validateContainer } from './validate-container.js'

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
  const pid = loggedInstance(context.transaction, pod, request)
  const process = context.transaction.get<Process>(PROCESSES, pid)
  const text = process === undefined ? '' : process.stdout + process.stderr
  return answer(context, 200, { kind: 'PodLog', apiVersion: 'rehearse.internal/v1', text })
}

/** The pid of the process whose output a request for logs means. Throws 400 as {@link log} does. */
export function loggedInstance(
  view: View,
  pod: JsonObject,
  { container, previous }: Pick<ApiRequest, 'container' | 'previous'>,
): string {
  return instanceOf(view, pod, validateContainer(pod, container ?? ''), previous === true)
}

/** The pid of the instance whose output is wanted: the current one, the last one, or the one before it. */
function instanceOf(view: View, pod: JsonObject, container: string, previous: boolean): string {
  const memory = view.get<PodRecord>(KUBELET_MEMORY, namespacedName(pod))
  const record = memory?.containers[container]
  if (record === undefined || record.pid === null) throw notStarted(pod, container)
  const pid = loggedPid(record, previous)
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
