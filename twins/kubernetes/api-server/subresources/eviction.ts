import type { JsonObject } from '../../../kernel/json.js'
import type { ApiRequest, ApiResponse } from '../../client/api.js'
import {
  arrayAt,
  fromTimestamp,
  listObjects,
  numberAt,
  objectAt,
  objectKey,
  textAt,
} from '../../client/objects.js'
import { withAllowedCondition } from '../../controllers/disruption/status.js'
import { isPodReady } from '../../controllers/pods.js'
import { selects } from '../../controllers/selector.js'
import { forbidden, internalError, methodNotAllowed, StatusError } from '../../status-error.js'
import { isTerminating } from '../object-metadata.js'
import {
  answerCreated,
  bodyObject,
  nameOf,
  namespaceOf,
  type RequestContext,
  timestampOf,
} from '../request-context.js'
import { findBuiltin } from '../resources/builtin.js'
import type { ServedResource } from '../served-resource.js'
import { type Existing, getExisting, writeObject } from '../store.js'
import { deleteObject } from '../verbs/delete.js'

/** Source: kubernetes pkg/registry/core/pod/storage/eviction.go (createTooManyRequestsError), v1.36. */
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
const BUDGETS = findBuiltin('policy', 'v1', 'poddisruptionbudgets') as ServedResource

/**
 * POST pods/<name>/eviction: deletes the pod unless the status of its PodDisruptionBudget forbids it (429). What is
 * allowed is counted down at once, and the pod is noted in the budget until the controller has seen it go.
 * Source: kubernetes pkg/registry/core/pod/storage/eviction.go (Create), v1.36.
 */
export function evict(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.verb !== 'create' || resource.resource !== 'pods')
    throw methodNotAllowed(resource, request.verb)
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  const options = deletion(request, bodyObject(context))
  if (canIgnoreBudgets(existing.object)) deleteObject({ ...context, request: options }, existing)
  else {
    const budget = budgetOf(context, existing.object)
    if (budget !== undefined && !isUnguarded(budget, existing.object)) takeDisruption(context, budget)
    const marked = withDisruptionTarget(context, existing)
    deleteObject({ ...context, request: options }, marked)
  }
  return answerCreated(context)
}

/** Pods that have ended, have not begun or are going already. Source: as above (canIgnorePDB). */
function canIgnoreBudgets(pod: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase')
  return isTerminating(pod) || phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending'
}

/** The budget of a pod, if it has one. Throws 500 for more than one. */
function budgetOf(context: RequestContext, pod: JsonObject): JsonObject | undefined {
  const namespace = namespaceOf(context)
  const budgets = listObjects(context.transaction, 'policy', 'poddisruptionbudgets', namespace).filter(
    (budget) => selects(budget, pod),
  )
  if (budgets.length > 1) {
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  }
  return budgets[0]
}

/**
 * A pod that is not ready may go without counting: always with policy AlwaysAllow, otherwise while enough others are
 * healthy.
 */
function isUnguarded(budget: JsonObject, pod: JsonObject): boolean {
  if (isPodReady(pod)) return false
  if (textAt(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true
  const desired = numberAt(budget, 0, 'status', 'desiredHealthy')
  return desired > 0 && numberAt(budget, 0, 'status', 'currentHealthy') >= desired
}

/** Source: as above (checkAndDecrement). */
function takeDisruption(context: RequestContext, budget: JsonObject): void {
  const status = objectAt(budget, 'status')
  const name = textAt(budget, 'metadata', 'name')
  if (numberAt(status, 0, 'observedGeneration') < numberAt(budget, 0, 'metadata', 'generation'))
    throw refusal(`The disruption budget ${name} is still being processed by the server.`)
  const allowed = numberAt(status, 0, 'disruptionsAllowed')
  if (allowed < 0) throw forbidden(BUDGETS, name, 'pdb disruptions allowed is negative')
  if (allowed === 0) throw refusal(refusalText(name, status))
  const left: JsonObject = {
    ...status,
    disruptionsAllowed: allowed - 1,
    disruptedPods: { ...objectAt(status, 'disruptedPods'), [nameOf(context)]: timestampOf(context) },
  }
  const nowMs = fromTimestamp(timestampOf(context))
  const object = { ...budget, status: allowed === 1 ? withAllowedCondition(left, nowMs) : left }
  const key = objectKey('policy', 'poddisruptionbudgets', namespaceOf(context), name)
  const existing = { key, row: budget, object: budget }
  writeObject(
    { ...updating(context), resource: BUDGETS },
    { key, existing, object, managedFields: undefined },
  )
}

function refusalText(name: string, status: JsonObject): string {
  const failed = arrayAt(status, 'conditions').find((one) => textAt(one, 'reason') === 'SyncFailed')
  if (failed !== undefined) {
    const why = textAt(failed, 'message')
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${why}`
  }
  const [desired, current] = [numberAt(status, 0, 'desiredHealthy'), numberAt(status, 0, 'currentHealthy')]
  return `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`
}

function refusal(message: string): StatusError {
  return new StatusError({
    httpCode: 429,
    reason: 'TooManyRequests',
    message: REFUSED,
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  })
}

/** Source: as above (addConditionAndDeletePod). */
function withDisruptionTarget(context: RequestContext, existing: Existing): Existing {
  const { object, key } = existing
  const condition: JsonObject = {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: timestampOf(context),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  }
  const others = arrayAt(object, 'status', 'conditions').filter(
    (one) => textAt(one, 'type') !== 'DisruptionTarget',
  )
  const status = { ...objectAt(object, 'status'), conditions: [...others, condition] }
  const marked = { ...object, status }
  const written = writeObject(updating(context), { key, existing, object: marked, managedFields: undefined })
  return { key, row: written, object: written }
}

/** The eviction as a write to an object itself. */
function updating(context: RequestContext): RequestContext {
  const { subresource: _none, ...request } = context.request
  return { ...context, request: { ...request, verb: 'update' } }
}

/** The eviction's `deleteOptions` as a DELETE. */
function deletion(request: ApiRequest, body: JsonObject): ApiRequest {
  const options = objectAt(body, 'deleteOptions')
  const { gracePeriodSeconds, preconditions, propagationPolicy } = options as Partial<ApiRequest>
  const { subresource: _subresource, body: _body, ...rest } = request
  return {
    ...rest,
    verb: 'delete',
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  }
}
