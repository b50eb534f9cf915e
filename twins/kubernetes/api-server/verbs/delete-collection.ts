import type { JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { answer, type RequestContext } from '../request-context.js'
import { toServed } from '../store.js'
import { deleteObject } from './delete.js'
import { matchingRows } from './list.js'

/**
 * DELETE of a collection: every matching object, with the same options. Answers with the list of what was found.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (DeleteCollection).
 */
export function deleteCollection(context: RequestContext): ApiResponse {
  const { resource, transaction } = context
  const items: JsonObject[] = []
  for (const { key, value: row } of matchingRows(context)) {
    const object = toServed(resource, row)
    deleteObject(context, { key, row, object })
    items.push(object)
  }
  return answer(context, 200, {
    kind: resource.type.listKind,
    apiVersion: resource.apiVersion,
    metadata: { resourceVersion: String(transaction.revision) },
    items,
  })
}
