import type { JsonObject } from '../../../kernel/json.js'
import type { ApiRequest, ApiResponse } from '../../client/api.js'
import { listObjects, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, matchesLabels } from '../../machinery/selectors.js'
import { internalError, methodNotAllowed, StatusError } from '../../status-error.js'
import { isTerminating } from '../object-metadata.js'
import { answerCreated, bodyObject, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { type Existing, getExisting } from '../store.js'
import { deleteObject } from '../verbs/delete.js'
import { disruptionsOf } from './disruptions.js'

/** Source: kubernetes pkg/registry/core/pod/storage/eviction.go (createTooManyRequestsError), v1.36. */
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."

/**
 * POST pods/<name>/eviction: deletes the pod unless a PodDisruptionBudget forbids it (429).
 * Departure: what a budget allows is computed from the pods at that instant, where upstream reads what the disruption
 * controller wrote to the budget's status a moment ago.
 * Source: kubernetes pkg/registry/core/pod/storage/eviction.go, v1.36.
 */
export function evict(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.verb !== 'create' || resource.resource !== 'pods')
    throw methodNotAllowed(resource, request.verb)
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  if (!canIgnoreBudgets(existing.object)) checkBudgets(context, existing)
  deleteObject({ ...context, request: deletion(request, bodyObject(context)) }, existing)
  return answerCreated(context)
}

/** Pods that have ended, have not begun or are going already. Source: as above (canIgnorePDB). */
function canIgnoreBudgets(pod: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase')
  return isTerminating(pod) || phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending'
}

function checkBudgets(context: RequestContext, { object: pod }: Existing): void {
  const namespace = namespaceOf(context)
  const labels = objectAt(pod, 'metadata', 'labels')
  const budgets = listObjects(context.transaction, 'policy', 'poddisruptionbudgets', namespace).filter(
    (budget) => matchesLabels(fromLabelSelectorObject(objectAt(budget, 'spec', 'selector')), labels),
  )
  if (budgets.length > 1) {
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  }
  const [budget] = budgets
  if (budget === undefined) return
  const { allowed, desiredHealthy, currentHealthy } = disruptionsOf(context.transaction, budget)
  if (allowed > 0) return
  const name = textAt(budget, 'metadata', 'name')
  throw refusal(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
  )
}

function refusal(message: string): StatusError {
  return new StatusError({
    httpCode: 429,
    reason: 'TooManyRequests',
    message: REFUSED,
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  })
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
