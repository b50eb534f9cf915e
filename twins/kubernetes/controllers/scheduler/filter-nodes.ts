import type { JsonObject } from '../../../kernel/json.js'
import { metadataOf, objectAt, textAt, valueAt } from '../../client/objects.js'
import { parseQuantity } from '../quantity.js'
import type { Rejection } from './fit-error.js'
import { matchesNodeAffinity } from './node-affinity.js'
import { misfits, podRequests } from './resource-fit.js'
import { type SchedulerTexts, schedulerTexts } from './texts.js'
import { tolerates, untoleratedTaint } from './tolerations.js'

/** Taint that stands for a cordoned node. */
const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/**
 * Why a node cannot take a pod, apart from its room: the first filter that fails, in upstream's order.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins (nodeunschedulable, nodename, tainttoleration, nodeaffinity).
 */
export function rejectNode(
  pod: JsonObject,
  node: JsonObject,
  texts: SchedulerTexts = schedulerTexts('1.31'),
): Rejection | undefined {
  const helpless = true
  if (valueAt(node, 'spec', 'unschedulable') === true && !tolerates(pod, UNSCHEDULABLE))
    return { reasons: ['node(s) were unschedulable'], helpless }
  const taint = untoleratedTaint(pod, node)
  if (taint !== undefined) return { reasons: [texts.untoleratedTaint(taint)], helpless }
  if (!matchesNodeAffinity(pod, node))
    return { reasons: ["node(s) didn't match Pod's node affinity/selector"], helpless }
  return undefined
}

/** Why a node has no room for a pod beside those it has. */
export function rejectForRoom(
  pod: JsonObject,
  node: JsonObject,
  present: readonly JsonObject[],
): Rejection | undefined {
  const reasons = misfits(pod, node, present)
  if (reasons.length === 0) return undefined
  const allocatable = objectAt(node, 'status', 'allocatable')
  const wanted = podRequests(pod)
  // What the empty node could not hold, no preemption makes room for (fit.go, isUnresolvable).
  const helpless = Object.keys(wanted).some(
    (name) => allocatable[name] !== undefined && (wanted[name] as number) > parseQuantity(allocatable[name]),
  )
  return { reasons, helpless }
}

/** Name of a node. */
export const nodeNameOf = (node: JsonObject): string => textAt(metadataOf(node), 'name')
