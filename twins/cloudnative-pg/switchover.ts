import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { now } from '../kernel/requests.js'
import { arrayAt, podReady, textAt, toTimestamp, valueAt } from '../kubernetes/index.js'
import {
  currentPrimaryOf,
  instancesOf,
  isFenced,
  isTerminating,
  labelOf,
  nameOf,
  phaseOf,
  targetPrimaryOf,
} from './cluster.js'
import { patchStatus, registerPhase } from './cluster-status.js'
import { find, patch, tell } from './kube.js'
import { type Look, primaryPod, readyPods } from './look.js'
import { LABEL_INSTANCE_ROLE, NODE, POD } from './names.js'
import { roleLabels } from './objects/instances.js'
import { PHASE } from './phases.js'

/** Names the instance that shall be primary, with the phase that says why. */
export function* setTargetPrimary(
  cluster: JsonObject,
  name: string,
  phase: string,
  reason: string,
): Proc<void> {
  const named = yield* registerPhase(cluster, phase, reason)
  yield* patchStatus(named, { targetPrimary: name, targetPrimaryTimestamp: toTimestamp(yield* now()) })
}

/** Target of a Cluster that has lost its primary and has not found the next one. api/v1/cluster_types.go (PendingFailoverMarker). */
const PENDING = 'pending'

/**
 * Whether a switch of the primary is under way, which everything else waits for. Begins a failover when the primary does not
 * answer and a replica does, unless the operator itself restarts the primary in its place; and a switchover when the primary's
 * node is being drained.
 * cloudnative-pg v1.30.0 internal/controller/replicas.go (reconcileTargetPrimaryFromPods), cluster_controller.go (handleSwitchover).
 */
export function* reconcilePrimary(look: Look): Proc<boolean> {
  const { cluster } = look
  const [current, target] = [currentPrimaryOf(cluster), targetPrimaryOf(cluster)]
  if (current === '') return false
  if (target === PENDING) return yield* electPrimary(look)
  if (current !== target) return !(yield* reconsider(look))
  const pod = primaryPod(look)
  if (pod !== undefined && podReady(pod) && look.rows.get(current)?.role === 'primary')
    return yield* leaveDrainedNode(look, pod)
  if (isFenced(cluster, current) || instancesOf(cluster) === 1) return false
  const restarting = [PHASE.inPlaceDeletePrimaryRestart, PHASE.inPlacePrimaryRestart] as readonly string[]
  if (restarting.includes(phaseOf(cluster))) return false
  // A pod that has just been started is waited for; one that is leaving, or whose container has ended, is not.
  if (pod !== undefined && !isTerminating(pod) && look.rows.get(current) !== undefined) return false
  if (candidateOf(look, current) === undefined) return false
  yield* tell(cluster, 'FailingOver', `Current primary isn't healthy, initiating a failover from ${current}`)
  yield* setTargetPrimary(cluster, PENDING, PHASE.failOver, `Initiating a failover from ${current}`)
  return true
}

/** A target that is gone before it was promoted gives way to the old primary. */
function* reconsider({ cluster, pods }: Look): Proc<boolean> {
  const target = targetPrimaryOf(cluster)
  if (pods.some((pod) => nameOf(pod) === target && !isTerminating(pod))) return false
  yield* patchStatus(cluster, { targetPrimary: currentPrimaryOf(cluster) })
  return true
}

/** Once the old primary has shut down, the first replica that is ready is next; without one, the old primary. */
function* electPrimary(look: Look): Proc<boolean> {
  const { cluster, rows } = look
  const current = currentPrimaryOf(cluster)
  if (rows.get(current)?.role === 'primary' && rows.get(current)?.running === true) return true
  const next = candidateOf(look, current) ?? readyPods(look).find((pod) => nameOf(pod) === current)
  if (next === undefined) return true
  const name = nameOf(next)
  const message = `Failing over from ${current} to ${name}`
  yield* tell(cluster, 'FailoverTarget', message)
  yield* setTargetPrimary(cluster, name, PHASE.failOver, message)
  return true
}

function candidateOf(look: Look, current: string): JsonObject | undefined {
  return readyPods(look).find((pod) => nameOf(pod) !== current && !isFenced(look.cluster, nameOf(pod)))
}

/** replicas.go (triggerSwitchoverToSchedulableNodes): when all replicas are ready on nodes that may be used. */
function* leaveDrainedNode(look: Look, primary: JsonObject): Proc<boolean> {
  const { cluster } = look
  const node = textAt(primary, 'spec', 'nodeName')
  if (instancesOf(cluster) === 1 || !(yield* isDrained(node))) return false
  let elsewhere = 0
  for (const pod of readyPods(look)) {
    const own = textAt(pod, 'spec', 'nodeName')
    if (own !== node && !(yield* isDrained(own))) elsewhere++
  }
  if (elsewhere < instancesOf(cluster) - 1) return false
  const name = nameOf(primary)
  const message = `Current primary is running on unschedulable node ${node}, triggering a switchover`
  yield* tell(cluster, 'SwitchingOver', message)
  const reason = `Triggering switchover because primary instance ${name} is running on unschedulable node ${node}`
  yield* setTargetPrimary(cluster, PENDING, PHASE.switchover, reason)
  return true
}

/** Taints of nodes that are leaving. cloudnative-pg v1.30.0 internal/configuration/configuration.go (DefaultDrainTaints). */
const DRAIN_TAINTS: ReadonlySet<string> = new Set([
  'node.kubernetes.io/unschedulable',
  'ToBeDeletedByClusterAutoscaler',
  'karpenter.sh/disrupted',
  'karpenter.sh/disruption',
])

function* isDrained(name: string): Proc<boolean> {
  const node = yield* find(NODE, '', name)
  return (
    valueAt(node, 'spec', 'unschedulable') === true ||
    arrayAt(node, 'spec', 'taints').some((taint) => DRAIN_TAINTS.has(textAt(taint, 'key')))
  )
}

/** Pods carry which of them is the primary. cloudnative-pg v1.30.0 pkg/reconciler/instance/metadata.go. */
export function* labelRoles({ cluster, pods }: Look): Proc<void> {
  const primary = currentPrimaryOf(cluster)
  if (primary === '') return
  for (const pod of pods) {
    const role = nameOf(pod) === primary ? 'primary' : 'replica'
    if (labelOf(pod, LABEL_INSTANCE_ROLE) !== role)
      yield* patch(POD, pod, { metadata: { labels: roleLabels(role) } })
  }
}
