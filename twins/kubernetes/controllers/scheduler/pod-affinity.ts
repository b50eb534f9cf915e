import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf } from '../../client/api.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, matchesLabels } from '../../machinery/selectors.js'
import { isPodTerminal } from '../pods.js'
import { NAMESPACES, PODS } from '../resources.js'
import type { Rejection } from './fit-error.js'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

/** What the placement of other pods means for a pod to place: by topology key, the values that are wanted or taken. */
export interface PodAffinity {
  /** For each affinity term: its key and the domains with a matching pod. */
  readonly wanted: readonly Domains[]
  /** The pod is the first of those its terms look for. */
  readonly first: boolean
  readonly avoided: readonly Domains[]
  /** Domains that pods on nodes keep to themselves. */
  readonly reserved: readonly Domains[]
}

interface Domains {
  readonly key: string
  readonly values: ReadonlySet<string>
}

/**
 * Reads what required pod affinity and anti-affinity ask for; pods without terms cost one look at the pods that have
 * anti-affinity of their own.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/interpodaffinity/filtering.go (PreFilter).
 */
export function* podAffinityOf(pod: JsonObject, nodes: readonly JsonObject[]): Proc<PodAffinity> {
  const affinity = termsOf(pod, 'podAffinity')
  const anti = termsOf(pod, 'podAntiAffinity')
  const byName = new Map(nodes.map((node) => [textAt(metadataOf(node), 'name'), node]))
  const guards = yield* placed({ name: 'antiAffinity', key: 'required' })
  const namespaceLabels = yield* labelsOfNamespaces([pod, ...guards], [...affinity, ...anti])
  const reserved: Domains[] = []
  for (const guard of guards) {
    for (const term of termsOf(guard, 'podAntiAffinity')) {
      if (matchesTerm(term, guard, pod, namespaceLabels)) reserved.push(domainsOf(term, [guard], byName))
    }
  }
  if (affinity.length + anti.length === 0) return { wanted: [], first: false, avoided: [], reserved }
  const others = yield* placed()
  const matching = (term: JsonObject, candidates: readonly JsonObject[]): readonly JsonObject[] =>
    candidates.filter((other) => matchesTerm(term, pod, other, namespaceLabels))
  const all = others.filter((other) =>
    affinity.every((term) => matchesTerm(term, pod, other, namespaceLabels)),
  )
  return {
    wanted: affinity.map((term) => domainsOf(term, all, byName)),
    first: all.length === 0 && affinity.every((term) => matchesTerm(term, pod, pod, namespaceLabels)),
    avoided: anti.map((term) => domainsOf(term, matching(term, others), byName)),
    reserved,
  }
}

/** Source: as above (Filter). */
export function rejectForAffinity(state: PodAffinity, node: JsonObject): Rejection | undefined {
  const labels = objectAt(metadataOf(node), 'labels')
  const isIn = ({ key, values }: Domains): boolean =>
    values.has(textAt(labels, key)) && labels[key] !== undefined
  const missing = state.wanted.some(({ key }) => labels[key] === undefined)
  if (missing || (!state.first && !state.wanted.every(isIn)))
    return { reasons: ["node(s) didn't match pod affinity rules"], helpless: true }
  if (state.avoided.some(isIn))
    return { reasons: ["node(s) didn't match pod anti-affinity rules"], helpless: false }
  if (state.reserved.some(isIn))
    return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], helpless: false }
  return undefined
}

function termsOf(pod: JsonObject, kind: 'podAffinity' | 'podAntiAffinity'): readonly JsonObject[] {
  return arrayAt(pod, 'spec', 'affinity', kind, REQUIRED).filter(isObject)
}

function* placed(index?: {
  readonly name: 'antiAffinity'
  readonly key: string
}): Proc<readonly JsonObject[]> {
  const pods = itemsOf(yield* api({ verb: 'list', ...PODS, ...(index === undefined ? {} : { index }) }))
  return pods.filter((pod) => textAt(pod, 'spec', 'nodeName') !== '' && !isPodTerminal(pod))
}

/** Read only when a term selects namespaces by label. */
function* labelsOfNamespaces(
  pods: readonly JsonObject[],
  terms: readonly JsonObject[],
): Proc<ReadonlyMap<string, JsonObject>> {
  const all = [...terms, ...pods.flatMap((pod) => termsOf(pod, 'podAntiAffinity'))]
  if (!all.some((term) => isObject(term['namespaceSelector']))) return new Map()
  const namespaces = itemsOf(yield* api({ verb: 'list', ...NAMESPACES }))
  return new Map(
    namespaces.map((one) => [textAt(one, 'metadata', 'name'), objectAt(one, 'metadata', 'labels')]),
  )
}

/** Whether a term of `owner` speaks of `other`. Source: kubernetes v1.36 pkg/scheduler/framework/types.go (AffinityTerm.Matches). */
function matchesTerm(
  term: JsonObject,
  owner: JsonObject,
  other: JsonObject,
  namespaceLabels: ReadonlyMap<string, JsonObject>,
): boolean {
  const selector = term['labelSelector']
  if (!isObject(selector)) return false
  const namespace = textAt(other, 'metadata', 'namespace')
  if (!inNamespaces(term, textAt(owner, 'metadata', 'namespace'), namespace, namespaceLabels)) return false
  return matchesLabels(fromLabelSelectorObject(selector), objectAt(other, 'metadata', 'labels'))
}

function inNamespaces(
  term: JsonObject,
  own: string,
  namespace: string,
  labels: ReadonlyMap<string, JsonObject>,
): boolean {
  const names = arrayAt(term, 'namespaces')
  const selector = term['namespaceSelector']
  if (names.length === 0 && !isObject(selector)) return namespace === own
  if (names.includes(namespace)) return true
  return isObject(selector) && matchesLabels(fromLabelSelectorObject(selector), labels.get(namespace) ?? {})
}

function domainsOf(
  term: JsonObject,
  pods: readonly JsonObject[],
  nodes: ReadonlyMap<string, JsonObject>,
): Domains {
  const key = textAt(term, 'topologyKey')
  const values = new Set<string>()
  for (const pod of pods) {
    const node = nodes.get(textAt(pod, 'spec', 'nodeName'))
    const value = node === undefined ? undefined : objectAt(node, 'metadata', 'labels')[key]
    if (typeof value === 'string') values.add(value)
  }
  return { key, values }
}
