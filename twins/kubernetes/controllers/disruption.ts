import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { presentKey } from './controller-ref-manager.js'
import { expectationOf } from './disruption/expected-pods.js'
import { budgetStatus, countHealthy, disruptedPods, failedStatus } from './disruption/status.js'
import { latencies, timers } from './latencies.js'
import { sameForOwners } from './pods.js'
import { POD_DISRUPTION_BUDGETS, PODS } from './resources.js'
import { selects } from './selector.js'
import { writeStatus } from './write-status.js'

const COMPONENT = 'controllermanager'

/**
 * Says in the status of each PodDisruptionBudget how many of its pods may be evicted now.
 * Source: kubernetes v1.36 pkg/controller/disruption/disruption.go (trySync).
 */
export const disruptionController: Controller = {
  name: 'disruption',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('policy', 'poddisruptionbudgets'), map: presentKey },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
  ],
  initial: (view) => listObjects(view, 'policy', 'poddisruptionbudgets').map(namespacedName),
  reconcile,
}

/** The budgets that select the pod as it is now, or as it was when it went. */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const pod = after ?? before
  if (pod === undefined || (before !== undefined && after !== undefined && sameForOwners(before, after)))
    return []
  const budgets = listObjects(view, 'policy', 'poddisruptionbudgets', textAt(pod, 'metadata', 'namespace'))
  return budgets.filter((budget) => selects(budget, pod)).map(namespacedName)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...POD_DISRUPTION_BUDGETS, ...splitNamespacedName(key) })
  if (!succeeded(found)) return {}
  const budget = found.body
  const namespace = textAt(budget, 'metadata', 'namespace')
  const all = itemsOf(yield* api({ verb: 'list', ...PODS, namespace }))
  const pods = all.filter((pod) => selects(budget, pod))
  if (pods.length === 0) yield* tell(budget, 'Normal', 'NoPods', 'No matching pods found')
  return yield* sync(budget, pods)
}

function* sync(budget: JsonObject, pods: readonly JsonObject[]): Proc<ReconcileResult> {
  const nowMs = yield* now()
  const expectation = yield* expectationOf(budget, pods)
  if (expectation.error !== undefined) {
    const message = `Failed to calculate the number of expected pods: ${expectation.error}`
    yield* tell(budget, 'Warning', 'CalculateExpectedPodCountFailed', message)
    return yield* write(budget, failedStatus(budget, expectation.error, nowMs))
  }
  if (expectation.unmanaged.length > 0) yield* tell(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget))
  const disrupted = disruptedPods(budget, pods, nowMs)
  for (const pod of disrupted.overdue) {
    const namespace = textAt(budget, 'metadata', 'namespace')
    // Upstream names the namespace twice.
    const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`
    yield* tell(pod, 'Warning', 'NotDeleted', message)
  }
  const healthy = countHealthy(pods, disrupted.pods, nowMs)
  const status = budgetStatus(budget, expectation, healthy, disrupted.pods, nowMs)
  const result = yield* write(budget, status)
  if (result.error !== undefined || disrupted.recheckAt === undefined) return result
  // A second later, so that the deadline has passed when the status is computed.
  return { requeueAfterMs: disrupted.recheckAt - nowMs + 1000, timer: 'foreground' }
}

function* write(budget: JsonObject, status: JsonObject): Proc<ReconcileResult> {
  const { error } = yield* writeStatus(POD_DISRUPTION_BUDGETS, budget, status)
  return error === undefined ? {} : { error }
}

function tell(involved: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string) {
  return recordEvent({ involved, type, reason, message, component: COMPONENT })
}

function unmanagedText(budget: JsonObject): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${selectorText(budget)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  )
}

/** As Go prints it. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/generated.pb.go (LabelSelector.String). */
function selectorText(budget: JsonObject): string {
  const selector = objectAt(budget, 'spec', 'selector')
  const labels = objectAt(selector, 'matchLabels')
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}: ${String(labels[key])},`)
  const expressions = arrayAt(selector, 'matchExpressions').map(
    (one) =>
      `LabelSelectorRequirement{Key:${textAt(one, 'key')},Operator:${textAt(one, 'operator')},` +
      `Values:[${arrayAt(one, 'values').join(' ')}],},`,
  )
  return (
    `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  )
}
