import { assertNever } from '../../kernel/errors.js'
import type { ApiResponse } from '../client/api.js'
import { methodNotAllowed } from '../status-error.js'
import type { RequestContext } from './request-context.js'
import { pageNotFound } from './resolve-resource.js'
import { bind } from './subresources/binding.js'
import { evict } from './subresources/eviction.js'
import { finalize } from './subresources/finalize.js'
import { log } from './subresources/log.js'
import { scale } from './subresources/scale.js'
import { create } from './verbs/create.js'
import { remove } from './verbs/delete.js'
import { deleteCollection } from './verbs/delete-collection.js'
import { get } from './verbs/get.js'
import { list } from './verbs/list.js'
import { patch } from './verbs/patch.js'
import { update } from './verbs/update.js'

const VERBS = {
  get,
  list,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: deleteCollection,
} as const

/** Sends a request to its verb or subresource. Throws 405 for what the resource does not offer. */
export function dispatch(context: RequestContext): ApiResponse {
  const { request } = context
  switch (request.subresource) {
    case undefined:
      return VERBS[request.verb](context)
    case 'status':
      return status(context)
    case 'scale':
      return scale(context)
    case 'eviction':
      return evict(context)
    case 'binding':
      return bind(context)
    case 'finalize':
      return finalize(context)
    case 'log':
      return log(context)
    default:
      return assertNever(request.subresource)
  }
}

function status(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (!resource.type.hasStatus) throw pageNotFound(request)
  switch (request.verb) {
    case 'get':
      return get(context)
    case 'update':
      return update(context)
    case 'patch':
      return patch(context)
    default:
      throw methodNotAllowed(resource, request.verb)
  }
}
