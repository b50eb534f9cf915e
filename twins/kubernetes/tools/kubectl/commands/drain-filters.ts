import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, metadataOf, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { isNotFoundError, KubectlError, KubectlErrors } from '../errors.js'

/** What `drain` does with one pod: takes it away, passes it over or refuses the node, and the word to say about it. */
interface Judgement {
  readonly pod: JsonObject
  readonly takes: boolean
  readonly warning?: string
  readonly refusal?: string
}

const TAKES = { takes: true }

/** The pods of a node that `drain` takes away, and what it says about others. */
export interface PodsToDrain {
  readonly pods: readonly JsonObject[]
  /** '' when there is nothing to say. */
  readonly warnings: string
  readonly error: KubectlError | KubectlErrors | undefined
}

/**
 * Lists the pods of a node and sorts out which of them go. Source: kubectl v0.32.0 pkg/drain/drain.go
 * (GetPodsForDeletion), pkg/drain/filters.go. Upstream lists the texts in the random order of a map; here they are in the
 * order of the first pod of each.
 */
export function* podsToDrain(invocation: Invocation, node: string): Proc<PodsToDrain> {
  const labelSelector = invocation.flags.text('pod-selector')
  const body = yield* send(invocation, {
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'pods',
    fieldSelector: `spec.nodeName=${node}`,
    ...(labelSelector === '' ? {} : { labelSelector }),
  })
  const judged: Judgement[] = []
  for (const pod of arrayAt(body, 'items').filter(isObject)) {
    judged.push({ pod, ...(yield* judge(invocation, pod)) })
  }
  const refusals = grouped(judged, 'refusal').map(
    ([text, pods]) => new KubectlError(`cannot delete ${text}: ${pods}`),
  )
  return {
    pods: judged.filter(({ takes }) => takes).map(({ pod }) => pod),
    warnings: grouped(judged, 'warning')
      .map(([text, pods]) => `${text}: ${pods}`)
      .join('; '),
    error: refusals.length > 1 ? new KubectlErrors(refusals) : refusals[0],
  }
}

/** Each text with the pods it is about. */
function grouped(
  judged: readonly Judgement[],
  what: 'warning' | 'refusal',
): readonly (readonly [string, string])[] {
  const texts = [...new Set(judged.flatMap((each) => each[what] ?? []))]
  return texts.map((text) => [
    text,
    judged
      .filter((each) => each[what] === text)
      .map(({ pod }) => podName(pod))
      .join(', '),
  ])
}

/** `shop/web-1`. */
export function podName(pod: JsonObject): string {
  const metadata = metadataOf(pod)
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`
}

/** The filters in upstream's order; what a filter says is forgotten when a later one lets the pod go. */
function* judge(invocation: Invocation, pod: JsonObject): Proc<Omit<Judgement, 'pod'>> {
  const { flags } = invocation
  const phase = textAt(pod, 'status', 'phase')
  const finished = phase === 'Succeeded' || phase === 'Failed'
  const controller = controllerOf(pod)
  if (!finished && textAt(controller, 'kind') === 'DaemonSet') {
    const judgement = yield* judgeDaemonPod(invocation, pod, textAt(controller, 'name'))
    if (!judgement.takes) return judgement
  }
  if (objectAt(metadataOf(pod), 'annotations')['kubernetes.io/config.mirror'] !== undefined) {
    return { takes: false }
  }
  const hasLocalStorage = arrayAt(pod, 'spec', 'volumes').some(
    (volume) => valueAt(volume, 'emptyDir') !== undefined,
  )
  if (!finished && hasLocalStorage && !flags.on('delete-emptydir-data')) {
    return { takes: false, refusal: 'Pods with local storage (use --delete-emptydir-data to override)' }
  }
  if (!finished && controller === undefined) {
    return flags.on('force')
      ? { takes: true, warning: 'deleting Pods that declare no controller' }
      : {
          takes: false,
          refusal: 'cannot delete Pods that declare no controller (use --force to override)',
        }
  }
  return TAKES
}

function* judgeDaemonPod(
  invocation: Invocation,
  pod: JsonObject,
  name: string,
): Proc<Omit<Judgement, 'pod'>> {
  const namespace = textAt(metadataOf(pod), 'namespace')
  try {
    yield* send(invocation, {
      verb: 'get',
      group: 'apps',
      version: 'v1',
      resource: 'daemonsets',
      namespace,
      name,
    })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const orphaned = isNotFoundError(error) && invocation.flags.on('force')
    return orphaned ? TAKES : { takes: false, refusal: error.message }
  }
  return invocation.flags.on('ignore-daemonsets')
    ? { takes: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { takes: false, refusal: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
}

function controllerOf(pod: JsonObject): JsonObject | undefined {
  return arrayAt(metadataOf(pod), 'ownerReferences')
    .filter(isObject)
    .find((owner) => owner['controller'] === true)
}
