import type { Json, JsonObject } from '../../../kernel/json.js'
import { numberAt, textAt, valueAt } from '../../client/objects.js'
import { isPodReady, isPodTerminal } from '../pods.js'
import { eligibility } from './eligibility.js'
import { isAvailable, isTerminating, isUpdated } from './pods.js'

/** What one sync of a DaemonSet looks at. */
export interface Situation {
  readonly set: JsonObject
  readonly nodes: readonly JsonObject[]
  /** Pods by node, oldest first. */
  readonly byNode: ReadonlyMap<string, readonly JsonObject[]>
  /** Hash of the template in force. */
  readonly hash: string
  readonly nowMs: number
}

/** Pods to create, by their node, and pods to delete. */
export interface Plan {
  readonly create: readonly string[]
  readonly delete: readonly JsonObject[]
  /** Pods that have ended and are deleted for it; they are among `delete`. */
  readonly ended: readonly JsonObject[]
}

const nodeNameOf = (node: JsonObject): string => textAt(node, 'metadata', 'name')
const minReadyOf = (set: JsonObject): number => numberAt(set, 0, 'spec', 'minReadySeconds')

/**
 * One pod for each eligible node, none elsewhere; pods that have ended are replaced.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go (manage, podsShouldBeOnNode).
 */
export function planNodes(situation: Situation): Plan {
  const { set, nodes, byNode } = situation
  const create: string[] = []
  const remove: JsonObject[] = []
  const ended: JsonObject[] = []
  const known = new Set(nodes.map(nodeNameOf))
  for (const node of nodes) {
    const { shouldRun, shouldContinueRunning } = eligibility(set, node)
    const pods = byNode.get(nodeNameOf(node)) ?? []
    if (pods.length === 0) {
      if (shouldRun) create.push(nodeNameOf(node))
      continue
    }
    const present = pods.filter((pod) => !isTerminating(pod))
    if (!shouldContinueRunning) {
      remove.push(...present)
      continue
    }
    ended.push(...present.filter(isPodTerminal))
    const running = present.filter((pod) => !isPodTerminal(pod))
    remove.push(...present.filter(isPodTerminal), ...surplusOn(situation, running))
  }
  // Pods that are meant for a node that is gone wait for nothing.
  for (const [name, pods] of byNode) {
    if (!known.has(name))
      remove.push(...pods.filter((pod) => !isTerminating(pod) && textAt(pod, 'spec', 'nodeName') === ''))
  }
  return { create, delete: remove, ended }
}

/** All but the oldest; while surging, an old pod stays beside a new one until the new one is available. */
function surplusOn({ set, hash, nowMs }: Situation, running: readonly JsonObject[]): readonly JsonObject[] {
  if (running.length <= 1) return []
  if (maxSurgeOf(set, 1) === 0) return running.slice(1)
  const fresh = running.find((pod) => isUpdated(set, pod, hash))
  const old = running.find((pod) => !isUpdated(set, pod, hash))
  const surplus = running.filter((pod) => pod !== fresh && pod !== old)
  if (fresh === undefined || old === undefined) return surplus
  const replaced = !isPodReady(old) || isAvailable(fresh, minReadyOf(set), nowMs)
  return replaced ? [...surplus, old] : surplus
}

/**
 * The next pods that a rolling update replaces: old ones that are not available at once, others within `maxUnavailable`;
 * with `maxSurge` new ones are created first.
 * Source: kubernetes v1.36 pkg/controller/daemon/update.go (rollingUpdate).
 */
export function planRollingUpdate(situation: Situation): Plan {
  const { set, nodes, byNode } = situation
  const eligible = nodes.filter((node) => eligibility(set, node).shouldRun).map(nodeNameOf)
  const maxSurge = maxSurgeOf(set, eligible.length)
  const maxUnavailable = maxUnavailableOf(set, eligible.length, maxSurge)
  const names = [...new Set([...byNode.keys(), ...eligible])].sort()
  return maxSurge === 0
    ? planReplacement(situation, names, maxUnavailable)
    : planSurge(situation, names, maxSurge)
}

function planReplacement(situation: Situation, names: readonly string[], maxUnavailable: number): Plan {
  const { set, nowMs } = situation
  const atOnce: JsonObject[] = []
  const candidates: JsonObject[] = []
  let unavailable = 0
  for (const name of names) {
    const pair = pairOn(situation, name)
    if (pair === undefined || (pair.old === undefined) === (pair.fresh === undefined)) unavailable += 1
    else if (pair.fresh !== undefined) unavailable += isAvailable(pair.fresh, minReadyOf(set), nowMs) ? 0 : 1
    else if (pair.old !== undefined && !isAvailable(pair.old, minReadyOf(set), nowMs)) {
      atOnce.push(pair.old)
      unavailable += 1
    } else if (pair.old !== undefined && unavailable < maxUnavailable) candidates.push(pair.old)
  }
  const allowed = candidates.slice(0, Math.max(0, maxUnavailable - unavailable))
  return { create: [], delete: [...atOnce, ...allowed], ended: [] }
}

function planSurge(situation: Situation, names: readonly string[], maxSurge: number): Plan {
  const { set, nowMs } = situation
  const atOnce: string[] = []
  const candidates: string[] = []
  const replaced: JsonObject[] = []
  let surging = 0
  for (const name of names) {
    const pair = pairOn(situation, name)
    if (pair === undefined) surging += 1
    else if (pair.old === undefined) continue
    else if (pair.fresh !== undefined) {
      if (isAvailable(pair.fresh, minReadyOf(set), nowMs)) replaced.push(pair.old)
      else surging += 1
    } else if (!isAvailable(pair.old, minReadyOf(set), nowMs)) atOnce.push(name)
    else if (surging < maxSurge) candidates.push(name)
  }
  const allowed = candidates.slice(0, Math.max(0, maxSurge - surging))
  return { create: [...atOnce, ...allowed], delete: replaced, ended: [] }
}

interface Pair {
  readonly old: JsonObject | undefined
  readonly fresh: JsonObject | undefined
}

/** The old and the new pod of a node; undefined while there are several of one sort (findUpdatedPodsOnNode). */
function pairOn({ set, byNode, hash }: Situation, name: string): Pair | undefined {
  const present = (byNode.get(name) ?? []).filter((pod) => !isTerminating(pod))
  const fresh = present.filter((pod) => isUpdated(set, pod, hash))
  const old = present.filter((pod) => !isUpdated(set, pod, hash))
  if (fresh.length > 1 || old.length > 1) return undefined
  return { old: old[0], fresh: fresh[0] }
}

/** Percentages round up; both limits 0 means that one may be unavailable. Source: as above (updatedDesiredNodeCounts). */
function maxUnavailableOf(set: JsonObject, desired: number, maxSurge: number): number {
  const value = valueAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable')
  const unavailable = scaled(value ?? 1, desired)
  return desired > 0 && unavailable === 0 && maxSurge === 0 ? 1 : unavailable
}

function maxSurgeOf(set: JsonObject, desired: number): number {
  return scaled(valueAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'maxSurge') ?? 0, desired)
}

function scaled(value: Json, total: number): number {
  if (typeof value === 'number') return value
  return Math.ceil((Number.parseInt(String(value), 10) * total) / 100)
}
