import type { ApiResponse } from '../../client/api.js'
import { notFoundStatus } from '../../status-error.js'
import { answer, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { findExisting, shown } from '../store.js'

/** GET of one object: 404 when there is none. */
export function get(context: RequestContext): ApiResponse {
  const name = nameOf(context)
  const existing = findExisting(context, namespaceOf(context), name)
  if (existing === undefined) return { code: 404, body: notFoundStatus(context.resource, name) }
  return answer(context, 200, shown(context, existing.key, existing.object))
}
