import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError, waitUntil } from '../../../../kernel/requests.js'
import { type ApiRequest, type ApiResponse, apiCall, succeeded } from '../../../client/api.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { connectionError } from '../client.js'
import type { Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import type { Found } from '../sources.js'

/** Which of the pods of a workload a command takes. */
export interface PodChoice {
  /** What the command wants with it, for the error about a kind without pods. */
  readonly doing: string
  readonly choose: (pods: readonly JsonObject[]) => JsonObject | undefined
  /** Whether it says which pod of several it took. */
  readonly announces: boolean
}

/**
 * The first pod a workload selects; there is some time to wait for one (`--pod-running-timeout`). Source: kubectl v0.32.0 pkg/polymorphichelpers
 * (logsforobject.go, attachablepodforobject.go, helpers.go).
 */
export function* podOfWorkload(
  { flags, namespace }: Invocation,
  { mapping, object }: Found,
  { doing, choose, announces }: PodChoice,
): Proc<JsonObject> {
  const selector = podSelector(object)
  if (selector === undefined) {
    throw new KubectlError(
      `cannot ${doing} *unstructured.Unstructured: selector for ${mapping.kind} not implemented`,
    )
  }
  const request: ApiRequest = {
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    labelSelector: selector,
  }
  try {
    const { timedOut, answers } = yield* waitUntil({
      reads: [apiCall(request)],
      predicate: ([answer]) => podsIn(answer as unknown as ApiResponse).length > 0,
      pollMs: 0,
      timeoutMs: flags.number('pod-running-timeout'),
    })
    const pods = podsIn(answers[0] as unknown as ApiResponse)
    const pod = choose(pods)
    if (timedOut || pod === undefined) throw new KubectlError('timed out waiting for the condition')
    if (announces && pods.length > 1) {
      yield* printError(`Found ${pods.length} pods, using pod/${textAt(metadataOf(pod), 'name')}`)
    }
    return pod
  } catch (error) {
    throw connectionError(error)
  }
}

function podsIn(response: ApiResponse): readonly JsonObject[] {
  return succeeded(response) ? arrayAt(response.body, 'items').filter(isObject) : []
}

function podSelector(workload: JsonObject): string | undefined {
  const selector = objectAt(workload, 'spec', 'selector')
  if (Object.keys(selector).length === 0) return undefined
  return isObject(selector['matchLabels']) || Array.isArray(selector['matchExpressions'])
    ? formatLabelSelector(selector)
    : formatLabelSelector({ matchLabels: selector })
}
