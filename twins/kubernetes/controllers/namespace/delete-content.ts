import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf, succeeded } from '../../client/api.js'
import { addressOf, discover, type ResourceInfo } from '../../client/discovery.js'
import { arrayAt } from '../../client/objects.js'
import { failureOf } from '../write-status.js'

/** What is left in a namespace after everything in it was asked to go. */
export interface RemainingContent {
  /** Resources with objects left, by `resource.group`. */
  readonly remaining: readonly Count[]
  /** Finalizers on those objects. */
  readonly finalizers: readonly Count[]
  /** Messages of refused deletions. */
  readonly failures: readonly string[]
}

export interface Count {
  readonly name: string
  readonly count: number
}

/** Since this minor version nothing else goes while pods are left (KEP 5080, feature gate OrderedNamespaceDeletion). */
const ORDERED_SINCE = 33

/**
 * Deletes every namespaced resource of a namespace as a collection and counts what stays. From 1.33 on pods go first: what
 * they use outlives their grace period. `kubernetes` is the version in force.
 * Source: kubernetes v1.36 namespaced_resources_deleter.go (deleteAllContent, deleteAllContentForGroupVersionResource).
 */
export function* deleteContent(namespace: string, kubernetes: string): Proc<RemainingContent> {
  const deletable = (yield* discover()).filter(
    (info) => info.namespaced && info.verbs.includes('deletecollection'),
  )
  if (Number(kubernetes.split('.')[1]) < ORDERED_SINCE) return yield* deleteAll(deletable, namespace)
  const isPods = ({ group, plural }: ResourceInfo): boolean => group === '' && plural === 'pods'
  const pods = yield* deleteAll(deletable.filter(isPods), namespace)
  if (pods.remaining.length > 0 || pods.failures.length > 0) return pods
  return yield* deleteAll(
    deletable.filter((info) => !isPods(info)),
    namespace,
  )
}

function* deleteAll(infos: readonly ResourceInfo[], namespace: string): Proc<RemainingContent> {
  const remaining: Count[] = []
  const failures: string[] = []
  const finalizers = new Map<string, number>()
  for (const info of infos) {
    const left = yield* deleteResource(info, namespace, failures)
    if (left.length === 0) continue
    remaining.push({ name: `${info.plural}.${info.group}`, count: left.length })
    for (const object of left) {
      for (const finalizer of arrayAt(object, 'metadata', 'finalizers')) {
        finalizers.set(String(finalizer), (finalizers.get(String(finalizer)) ?? 0) + 1)
      }
    }
  }
  const counts = [...finalizers].map(([name, count]) => ({ name, count }))
  return { remaining, finalizers: counts, failures }
}

/** The objects that are still there afterwards. */
function* deleteResource(
  info: ResourceInfo,
  namespace: string,
  failures: string[],
): Proc<readonly JsonObject[]> {
  const address = addressOf(info)
  const found = itemsOf(yield* api({ verb: 'list', ...address, namespace }))
  if (found.length === 0) return []
  const deleted = yield* api({
    verb: 'deletecollection',
    ...address,
    namespace,
    propagationPolicy: 'Background',
  })
  if (!succeeded(deleted)) failures.push(failureOf(deleted))
  return itemsOf(yield* api({ verb: 'list', ...address, namespace }))
}
