import { NotModelled } from '../../../kernel/errors.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { type ApiRequest, succeeded, type Verb } from '../../client/api.js'
import { methodNotAllowedAnswer, notFoundAnswer, responseAnswer } from '../answers/answers.js'
import { formObject, formOf } from '../answers/transform.js'
import type { HttpAnswer } from '../contract.js'
import { listAnswer } from '../lists/list.js'
import { checkNotTooLarge, resourceVersionOf } from '../lists/list-options.js'
import { execAnswer } from '../logs/exec.js'
import { logAnswer } from '../logs/log.js'
import { negotiate, type Transform } from '../negotiation/accept.js'
import { readBody, readPatch } from '../negotiation/read-body.js'
import { tokenAnswer } from '../reviews/token-request.js'
import { watchAnswer } from '../watch/watch.js'
import type { Query } from './query.js'
import { deleteOptions, writeOptions } from './request-options.js'
import { addressOf, type ResourceCall } from './resource-call.js'
import type { ResourcePath } from './route.js'
import { servedAt } from './served-at.js'
import { SUBRESOURCE_VERBS, verbOf } from './verb.js'

/** Answers a request below a group version: objects, collections and subresources. Throws refusals. */
export function handleResource(call: ResourceCall): HttpAnswer {
  const { path, http, host } = call
  const resource = servedAt(host.world(), path)
  if (resource === undefined || !isReachable(resource, path)) return notFoundAnswer()
  if (path.subresource !== '') return handleSubresource(call, resource)
  const named = path.name !== ''
  const verb = verbOf(http.method, named)
  if (verb === undefined || (needsNamespace(resource, path) && verb !== 'list')) {
    return methodNotAllowedAnswer()
  }
  const transform = negotiate(http.headers['accept'])
  if (verb === 'list') return handleList(call, resource, transform)
  return send(call, resource, verb, transform)
}

/** Whether the path has the shape the resource's scope asks for. */
function isReachable(resource: ServedResource, path: ResourcePath): boolean {
  if (!resource.type.namespaced) return path.namespace === ''
  return path.namespace !== '' || path.name === ''
}

/** A collection of all namespaces can be listed and watched only. */
function needsNamespace({ type }: ServedResource, { namespace }: ResourcePath): boolean {
  return type.namespaced && namespace === ''
}

function handleList(
  call: ResourceCall,
  resource: ServedResource,
  transform: Transform | undefined,
): HttpAnswer {
  const { path, query, host, http, remembered, lines, managers } = call
  const request: ApiRequest = { ...addressOf(path), ...selectorsOf(query), verb: 'list' }
  if (path.watch || query.flag('watch') === true) {
    return watchAnswer({ host, request, resource, query, transform, lines, managers })
  }
  return listAnswer({ host, actor: http.actor, request, resource, query, transform, remembered })
}

/** A request to the API server, and its answer in the form the client asked for. */
function send(
  call: ResourceCall,
  resource: ServedResource,
  verb: Verb,
  transform: Transform | undefined,
): HttpAnswer {
  const { host, http, query } = call
  if (verb === 'get') checkNotTooLarge(resourceVersionOf(query), host.world().revision)
  const form = formOf({ transform, resource, query }, host.world())
  const request = {
    ...addressOf(call.path),
    ...optionsOf(call, resource, verb),
    verb,
    showManagedFields: true,
  }
  const response = host.call(request, http.actor)
  if (!succeeded(response)) return responseAnswer(response)
  return responseAnswer(response, formObject(form, response.body))
}

/** Kinds of what is sent to a subresource, where it is not the object itself. */
const BODIES: Readonly<Record<string, string>> = { scale: 'Scale', eviction: 'Eviction', binding: 'Binding' }

/** Body and options of a request, by verb. */
function optionsOf(
  { path, http, query }: ResourceCall,
  { custom, kind }: ServedResource,
  verb: Verb,
): Partial<ApiRequest> {
  switch (verb) {
    case 'create':
    case 'update':
      return {
        body: readBody(http, { protobuf: !custom, kind: BODIES[path.subresource] ?? kind }),
        ...writeOptions(verb, query, http, false),
      }
    case 'patch': {
      const patch = readPatch(http)
      const options = writeOptions(verb, query, http, patch?.type === 'apply')
      // Without a type the API server says which ones the resource takes.
      return patch === undefined ? options : { ...options, patchType: patch.type, body: patch.body }
    }
    case 'delete':
    case 'deletecollection': {
      const body = http.body.length === 0 ? undefined : readBody(http, { protobuf: !custom })
      const selectors = verb === 'delete' ? {} : selectorsOf(query)
      return { ...selectors, ...deleteOptions(verb, query, body) }
    }
    default:
      return {}
  }
}

function handleSubresource(call: ResourceCall, resource: ServedResource): HttpAnswer {
  const { path, http } = call
  const { subresource } = path
  if (!resource.type.subresources.includes(subresource)) return notFoundAnswer()
  if (subresource === 'exec') return execAnswer(call)
  if (subresource === 'token') return tokenAnswer(call)
  const verbs = SUBRESOURCE_VERBS[subresource]
  if (verbs === undefined) {
    throw new NotModelled(
      `subresource ${subresource} of ${resource.resource}`,
      'Use kubectl exec or kubectl logs.',
    )
  }
  const verb = verbs[http.method]
  if (verb === undefined) return methodNotAllowedAnswer()
  if (subresource === 'log') return logAnswer(call, resource)
  return send(call, resource, verb, negotiate(http.headers['accept']))
}

function selectorsOf(query: Query): Partial<ApiRequest> {
  const labelSelector = query.text('labelSelector')
  const fieldSelector = query.text('fieldSelector')
  return {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  }
}
