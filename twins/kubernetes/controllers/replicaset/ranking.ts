import type { JsonObject } from '../../../kernel/json.js'
import { compareKeys } from '../../../kernel/json.js'
import { arrayAt, fromTimestamp, metadataOf, numberAt, textAt } from '../../client/objects.js'
import { isPodReady, podReadyAt } from '../pods.js'

/** Annotation by which users make a pod cheaper or dearer to delete. */
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * Pods in the order in which a ReplicaSet gives them up, first to go first: unassigned, pending, not ready, cheap,
 * on a node with many related pods, ready for a shorter time, restarted more often, younger. The two ages are compared
 * by order of magnitude (base 2 of nanoseconds), ties by uid.
 * `related` counts the active pods of all ReplicaSets of the same Deployment per node.
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go (ActivePodsWithRanks.Less, LogarithmicScaleDown).
 */
export function rankForDeletion(
  pods: readonly JsonObject[],
  related: ReadonlyMap<string, number>,
  nowMs: number,
): readonly JsonObject[] {
  return [...pods].sort((a, b) => comparePods(a, b, related, nowMs))
}

function comparePods(
  a: JsonObject,
  b: JsonObject,
  related: ReadonlyMap<string, number>,
  nowMs: number,
): number {
  return (
    flag(nodeOf(a) !== '') - flag(nodeOf(b) !== '') ||
    phaseOf(a) - phaseOf(b) ||
    flag(isPodReady(a)) - flag(isPodReady(b)) ||
    deletionCost(a) - deletionCost(b) ||
    (related.get(nodeOf(b)) ?? 0) - (related.get(nodeOf(a)) ?? 0) ||
    compareAges(podReadyAt(a), podReadyAt(b), uidOrder(a, b), nowMs) ||
    maxRestarts(b) - maxRestarts(a) ||
    compareAges(createdAt(a), createdAt(b), uidOrder(a, b), nowMs) ||
    uidOrder(a, b)
  )
}

const flag = (value: boolean): number => (value ? 1 : 0)
const nodeOf = (pod: JsonObject): string => textAt(pod, 'spec', 'nodeName')
const phaseOf = (pod: JsonObject): number => PHASE_ORDER[textAt(pod, 'status', 'phase')] ?? 0

function uidOrder(a: JsonObject, b: JsonObject): number {
  return compareKeys(textAt(a, 'metadata', 'uid'), textAt(b, 'metadata', 'uid'))
}

function createdAt(pod: JsonObject): number {
  return fromTimestamp(textAt(metadataOf(pod), 'creationTimestamp'))
}

/** An absent or malformed annotation costs 0. */
function deletionCost(pod: JsonObject): number {
  const text = textAt(pod, 'metadata', 'annotations', DELETION_COST)
  return /^(0|-?[1-9][0-9]*)$/.test(text) ? Number(text) : 0
}

function maxRestarts(pod: JsonObject): number {
  const counts = arrayAt(pod, 'status', 'containerStatuses').map((status) =>
    numberAt(status, 0, 'restartCount'),
  )
  return Math.max(0, ...counts)
}

/** Negative when `a` is younger by an order of magnitude; absent times come first. */
function compareAges(a: number | undefined, b: number | undefined, tie: number, nowMs: number): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  return magnitude(nowMs - a) - magnitude(nowMs - b) || tie
}

function magnitude(ageMs: number): number {
  return ageMs <= 0 ? -1 : Math.floor(Math.log2(ageMs * 1_000_000))
}
