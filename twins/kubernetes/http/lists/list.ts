import type { JsonObject } from '../../../kernel/json.js'
import type { World } from '../../../kernel/world.js'
import { type ServedResource, warningsOf } from '../../api-server/served-resource.js'
import { toServed } from '../../api-server/store.js'
import { matchingRows } from '../../api-server/verbs/list.js'
import { type ApiRequest, succeeded } from '../../client/api.js'
import { objectKey, objectPrefix, textAt } from '../../client/objects.js'
import { badRequest, expired } from '../../status-error.js'
import { errorAnswer, jsonAnswer, responseAnswer, warningHeader } from '../answers/answers.js'
import { withManagedFields } from '../answers/managed-objects.js'
import { formList, formOf } from '../answers/transform.js'
import type { HttpAnswer, HttpHost } from '../contract.js'
import type { Transform } from '../negotiation/accept.js'
import type { Query } from '../routing/query.js'
import { continueExpired, decodeContinue, encodeContinue } from './continue-token.js'
import { checkListOptions, checkNotTooLarge, resourceVersionOf } from './list-options.js'
import type { RememberedWorlds } from './remembered-worlds.js'

/** A list as it came in over HTTP. */
export interface ListCall {
  readonly host: HttpHost
  readonly actor: string
  readonly request: ApiRequest
  readonly resource: ServedResource
  readonly query: Query
  readonly transform: Transform | undefined
  readonly remembered: RememberedWorlds
}

interface Entry {
  readonly key: string
  readonly object: JsonObject
}

/**
 * LIST over HTTP: whole, or in pages that all show the version the first one was taken from.
 * Throws 400, 410, 422 and 504 as upstream does.
 * Source: kubernetes/apiserver v0.36.3 pkg/storage/etcd3/store.go (GetList), pkg/storage/cacher/delegator.go.
 */
export function listAnswer(call: ListCall): HttpAnswer {
  checkListOptions(call.query)
  if (call.query.text('continue') !== '') return nextPage(call)
  const version = resourceVersionOf(call.query)
  checkNotTooLarge(version, call.host.world().revision)
  if (call.query.text('resourceVersionMatch') === 'Exact') return exactList(call, version ?? 0)
  return newestList(call, version)
}

/** The list as it is now: one request to the API server. */
function newestList(call: ListCall, version: number | undefined): HttpAnswer {
  const { host, request, resource, actor } = call
  const response = host.call(request, actor)
  if (!succeeded(response)) return responseAnswer(response)
  const items = response.body['items'] as unknown as readonly JsonObject[]
  const entries = items.map((object) => ({ key: keyOf(resource, object), object }))
  // A list from the watch cache, which `0` asks for, comes whole.
  return page(call, host.world(), entries, version === 0 ? 0 : limitOf(call.query), response.warnings)
}

/** Versions other than the newest are known while a list with pages may still ask for them. */
function exactList(call: ListCall, version: number): HttpAnswer {
  if (version === call.host.world().revision) return newestList(call, undefined)
  const world = call.remembered.recall(version)
  if (world === undefined) throw expired('The resourceVersion for the provided list is too old.')
  return page(call, world, entriesIn(call, world), limitOf(call.query))
}

function nextPage(call: ListCall): HttpAnswer {
  const { query, host, remembered } = call
  const version = query.text('resourceVersion')
  if (version !== '' && version !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const { resourceVersion, start } = decodeContinue(query.text('continue'))
  const world = resourceVersion < 0 ? host.world() : remembered.recall(resourceVersion)
  if (world === undefined) return errorAnswer(continueExpired(start))
  const rest = entriesIn(call, world).filter((entry) => relativeKey(call.resource, entry.key) >= start)
  return page(call, world, rest, limitOf(query))
}

/** 0: no limit. */
function limitOf(query: Query): number {
  return Math.max(0, query.integer('limit') ?? 0)
}

/** What a request selects in a world, by key. */
function entriesIn({ request, resource }: ListCall, world: World): readonly Entry[] {
  return matchingRows({ request, resource, transaction: world }).map(({ key, value }) => ({
    key,
    object: toServed(resource, value),
  }))
}

/** One page of `entries`, with a token when there are more. */
function page(
  call: ListCall,
  world: World,
  entries: readonly Entry[],
  limit: number,
  warnings: readonly string[] = warningsOf(call.resource),
): HttpAnswer {
  const { resource } = call
  const shown = limit === 0 ? entries : entries.slice(0, limit)
  const list = {
    kind: resource.type.listKind,
    apiVersion: resource.apiVersion,
    metadata: {
      resourceVersion: String(world.revision),
      ...(shown.length < entries.length ? more(call, world, entries, shown) : {}),
    },
  }
  const items = shown.map(({ key, object }) => withManagedFields(world, key, object))
  return jsonAnswer(200, formList(formOf(call, world), list, items), warningHeader(warnings))
}

/** What metadata says of the pages to come. How many objects they hold is said of unselected lists only. */
function more(
  { request, resource, remembered }: ListCall,
  world: World,
  entries: readonly Entry[],
  shown: readonly Entry[],
): JsonObject {
  remembered.remember(world)
  const last = shown[shown.length - 1] as Entry
  const start = `${relativeKey(resource, last.key)}\u0000`
  const selected = (request.labelSelector ?? '') !== '' || (request.fieldSelector ?? '') !== ''
  return {
    continue: encodeContinue({ resourceVersion: world.revision, start }),
    ...(selected ? {} : { remainingItemCount: entries.length - shown.length }),
  }
}

function keyOf({ group, resource, type }: ServedResource, object: JsonObject): string {
  const namespace = type.namespaced ? textAt(object, 'metadata', 'namespace') : ''
  return objectKey(group, resource, namespace, textAt(object, 'metadata', 'name'))
}

/** The key within its resource: `namespace/name`. */
function relativeKey({ group, resource }: ServedResource, key: string): string {
  return key.slice(objectPrefix(group, resource).length)
}
