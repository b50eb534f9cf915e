import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf } from '../../client/api.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, matchesLabels } from '../../machinery/selectors.js'
import { isPodActive } from '../pods.js'
import { PODS } from '../resources.js'
import type { Rejection } from './fit-error.js'
import { matchesNodeAffinity } from './node-affinity.js'
import { untoleratedTaint } from './tolerations.js'

/** A constraint that must hold, with what it counts in each domain. */
export interface Spread {
  readonly key: string
  readonly maxSkew: number
  /** 1 when the pod counts itself. */
  readonly self: number
  readonly least: number
  readonly counts: ReadonlyMap<string, number>
}

const TEXT = "node(s) didn't match pod topology spread constraints"

/**
 * Counts pods for the constraints with `whenUnsatisfiable: DoNotSchedule`; nothing is read without any.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (PreFilter).
 */
export function* spreadsOf(pod: JsonObject, nodes: readonly JsonObject[]): Proc<readonly Spread[]> {
  const constraints = arrayAt(pod, 'spec', 'topologySpreadConstraints')
    .filter(isObject)
    .filter((one) => textAt(one, 'whenUnsatisfiable') !== 'ScheduleAnyway')
  if (constraints.length === 0) return []
  const namespace = textAt(pod, 'metadata', 'namespace')
  const pods = itemsOf(yield* api({ verb: 'list', ...PODS, namespace })).filter(isPodActive)
  const keys = constraints.map((one) => textAt(one, 'topologyKey'))
  return constraints.map((constraint) => spreadOf(pod, constraint, pods, nodes, keys))
}

function spreadOf(
  pod: JsonObject,
  constraint: JsonObject,
  pods: readonly JsonObject[],
  nodes: readonly JsonObject[],
  keys: readonly string[],
): Spread {
  const key = textAt(constraint, 'topologyKey')
  const matches = matcherOf(pod, constraint)
  const matching = new Map<string, number>()
  for (const other of pods.filter(matches)) {
    const name = textAt(other, 'spec', 'nodeName')
    matching.set(name, (matching.get(name) ?? 0) + 1)
  }
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const labels = objectAt(metadataOf(node), 'labels')
    if (!keys.every((one) => labels[one] !== undefined) || !takesPart(pod, constraint, node)) continue
    const value = textAt(labels, key)
    const name = textAt(metadataOf(node), 'name')
    const here = matching.get(name) ?? 0
    counts.set(value, (counts.get(value) ?? 0) + here)
  }
  const enough = counts.size >= numberAt(constraint, 1, 'minDomains')
  return {
    key,
    maxSkew: numberAt(constraint, 1, 'maxSkew'),
    self: matches(pod) ? 1 : 0,
    least: enough && counts.size > 0 ? Math.min(...counts.values()) : 0,
    counts,
  }
}

/** Whether a node takes part: affinity counts unless told otherwise, taints only when told. */
function takesPart(pod: JsonObject, constraint: JsonObject, node: JsonObject): boolean {
  const affinity = textAt(constraint, 'nodeAffinityPolicy') !== 'Ignore'
  const taints = textAt(constraint, 'nodeTaintsPolicy') === 'Honor'
  return (
    (!affinity || matchesNodeAffinity(pod, node)) && (!taints || untoleratedTaint(pod, node) === undefined)
  )
}

function matcherOf(pod: JsonObject, constraint: JsonObject): (other: JsonObject) => boolean {
  const source = constraint['labelSelector']
  const selector = isObject(source) ? fromLabelSelectorObject(source) : undefined
  const own = objectAt(pod, 'metadata', 'labels')
  const alike = arrayAt(constraint, 'matchLabelKeys')
    .map(String)
    .filter((name) => own[name] !== undefined)
  return (other) => {
    const labels = objectAt(other, 'metadata', 'labels')
    return (
      selector !== undefined &&
      matchesLabels(selector, labels) &&
      alike.every((name) => labels[name] === own[name])
    )
  }
}

/** Source: as above (Filter). */
export function rejectForSpread(spreads: readonly Spread[], node: JsonObject): Rejection | undefined {
  const labels = objectAt(metadataOf(node), 'labels')
  for (const { key, maxSkew, self, least, counts } of spreads) {
    const value = labels[key]
    if (typeof value !== 'string') return { reasons: [`${TEXT} (missing required label)`], helpless: true }
    if ((counts.get(value) ?? 0) + self - least > maxSkew) return { reasons: [TEXT], helpless: false }
  }
  return undefined
}
