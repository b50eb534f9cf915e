import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { hasStatusCause, isNotFound } from '../status-error.js'
import { claimObjects, ownerKeys, presentKey } from './controller-ref-manager.js'
import { claimRevisions } from './controller-revisions.js'
import { eligibility } from './daemonset/eligibility.js'
import { cleanUpHistory, constructHistory, hashOf } from './daemonset/history.js'
import { type Plan, planNodes, planRollingUpdate, type Situation } from './daemonset/plan.js'
import { daemonPod, podsByNode, targetNodeOf } from './daemonset/pods.js'
import { daemonSetStatus } from './daemonset/status.js'
import { latencies, timers } from './latencies.js'
import { controllerOf } from './owner-references.js'
import { sameForOwners } from './pods.js'
import { untilAvailable } from './replicaset/status.js'
import { DAEMON_SETS, NODES, PODS } from './resources.js'
import { selects } from './selector.js'
import { failureOf, writeStatus } from './write-status.js'

const COMPONENT = 'daemonset-controller'

/**
 * Keeps one pod on each eligible node.
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go (syncDaemonSet).
 */
export const daemonSetController: Controller = {
  name: 'daemonset',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('apps', 'daemonsets'), map: presentKey },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys },
  ],
  initial: (view) => listObjects(view, 'apps', 'daemonsets').map(namespacedName),
  reconcile,
}

function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before !== undefined && after !== undefined && sameForSets(before, after)) return []
  const keys = [...ownerKeys('DaemonSet', change)]
  if (after !== undefined && controllerOf(after) === undefined) {
    const sets = listObjects(view, 'apps', 'daemonsets', textAt(after, 'metadata', 'namespace'))
    keys.push(...sets.filter((set) => selects(set, after)).map(namespacedName))
  }
  return [...new Set(keys)]
}

function sameForSets(before: JsonObject, after: JsonObject): boolean {
  return (
    textAt(before, 'status', 'phase') === textAt(after, 'status', 'phase') &&
    textAt(before, 'spec', 'nodeName') === textAt(after, 'spec', 'nodeName') &&
    sameForOwners(before, after)
  )
}

/** The sets for which a node becomes eligible, or stops being so. */
function nodeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  return listObjects(view, 'apps', 'daemonsets')
    .filter((set) => {
      const [was, is] = [before, after].map((node) => (node === undefined ? null : eligibility(set, node)))
      return !jsonEqual(was as JsonObject | null, is as JsonObject | null)
    })
    .map(namespacedName)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...DAEMON_SETS, ...splitNamespacedName(key) })
  if (!succeeded(found) || metadataOf(found.body)['deletionTimestamp'] !== undefined) return {}
  const set = found.body
  const history = yield* constructHistory(set, yield* claimRevisions(set))
  if (history.error !== undefined) return { error: history.error }
  const nodes = itemsOf(yield* api({ verb: 'list', ...NODES }))
  const pods = yield* claimObjects(set, PODS)
  const base = { set, nodes, hash: hashOf(history.current), nowMs: yield* now() }
  const situation: Situation = { ...base, byNode: podsByNode(pods) }
  const failure = yield* work(situation)
  const unclean = failure ?? (yield* cleanUpHistory(set, pods, history.old))
  return yield* finish(situation, pods, unclean)
}

/** Pods that are missing or surplus first; what is left of the update counts on the pods as they are then. */
function* work(situation: Situation): Proc<string | undefined> {
  const managed = planNodes(situation)
  const failure = yield* carryOut(situation, managed)
  if (failure !== undefined) return failure
  if (textAt(situation.set, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') return undefined
  // Expectations are open then: the changes set off another sync (controller_utils.go, SatisfiedExpectations).
  if (managed.create.length + managed.delete.length > 0) return undefined
  return yield* carryOut(situation, planRollingUpdate(situation))
}

/** Source: as above (syncNodes). */
function* carryOut({ set, hash }: Situation, plan: Plan): Proc<string | undefined> {
  const namespace = textAt(set, 'metadata', 'namespace')
  let failure: string | undefined
  for (const nodeName of plan.create) {
    const body = daemonPod(set, nodeName, hash)
    const response = yield* api({ verb: 'create', ...PODS, namespace, body })
    if (succeeded(response)) {
      const name = textAt(response.body, 'metadata', 'name')
      yield* tell(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`)
    } else if (!hasStatusCause(response.body, 'NamespaceTerminating')) {
      failure ??= failureOf(response)
      yield* tell(set, 'Warning', 'FailedCreate', `Error creating: ${failureOf(response)}`)
    }
  }
  for (const pod of plan.delete) {
    const name = textAt(pod, 'metadata', 'name')
    if (plan.ended.includes(pod)) yield* tellEnded(set, pod)
    const response = yield* api({ verb: 'delete', ...PODS, namespace, name })
    if (succeeded(response)) yield* tell(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`)
    else if (!isNotFound(response.body)) {
      failure ??= failureOf(response)
      yield* tell(set, 'Warning', 'FailedDelete', `Error deleting: ${failureOf(response)}`)
    }
  }
  return failure
}

function* tellEnded(set: JsonObject, pod: JsonObject): Proc<void> {
  const subject = `daemon pod ${namespacedName(pod)} on node ${targetNodeOf(pod)}`
  if (textAt(pod, 'status', 'phase') === 'Failed')
    yield* tell(set, 'Warning', 'FailedDaemonPod', `Found failed ${subject}, will try to kill it`)
  else yield* tell(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${subject}, will try to delete it`)
}

function tell(set: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string): Proc<void> {
  return recordEvent({ involved: set, type, reason, message, component: COMPONENT })
}

/** Status and timer. The status is of the pods as they were before this sync. */
function* finish(
  situation: Situation,
  pods: readonly JsonObject[],
  failure: string | undefined,
): Proc<ReconcileResult> {
  const { set, nowMs } = situation
  const written = yield* writeStatus(DAEMON_SETS, set, daemonSetStatus(situation))
  const error = failure ?? written.error
  if (error !== undefined) return { error }
  return untilAvailable(set, pods, nowMs)
}
