import type { ApiResponse } from '../../client/api.js'
import { answer, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { getExisting, shown } from '../store.js'

/** GET of one object. Throws 404. */
export function get(context: RequestContext): ApiResponse {
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  return answer(context, 200, shown(context, existing.key, existing.object))
}
