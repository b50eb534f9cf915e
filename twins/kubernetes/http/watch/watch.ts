import type { World } from '../../../kernel/world.js'
import { type ServedResource, warningsOf } from '../../api-server/served-resource.js'
import { matchingRows, type Selection, selectionOf } from '../../api-server/verbs/list.js'
import type { ApiRequest } from '../../client/api.js'
import { objectPrefix } from '../../client/objects.js'
import { JSON_HEADERS, warningHeader } from '../answers/answers.js'
import { includeObjectOf } from '../answers/table.js'
import type { HttpAnswer, HttpHost } from '../contract.js'
import { checkListOptions, checkNotTooLarge, resourceVersionOf } from '../lists/list-options.js'
import type { Transform } from '../negotiation/accept.js'
import type { Query } from '../routing/query.js'
import { servedAt } from '../routing/served-at.js'
import { LogCursor } from './log-cursor.js'
import type { ManagerHistory } from './manager-history.js'
import type { SharedLines } from './shared-lines.js'
import { WatchStream } from './watch-stream.js'

export interface WatchCall {
  readonly host: HttpHost
  readonly request: ApiRequest
  readonly resource: ServedResource
  readonly query: Query
  readonly transform: Transform | undefined
  readonly lines: SharedLines
  readonly managers: ManagerHistory
}

/**
 * WATCH over HTTP. Without a version, or with `0`, it begins with what is there; `sendInitialEvents` does the same and
 * marks the end of it. Throws 400, 422, and 504 for initial events newer than the world.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/get.go (handleWatch), pkg/storage/cacher/cacher.go (Watch).
 */
export function watchAnswer(call: WatchCall): HttpAnswer {
  const { host, request, resource, query, transform, lines, managers } = call
  checkListOptions(query)
  const world = host.world()
  const version = resourceVersionOf(query)
  const wantsInitial = query.flag('sendInitialEvents')
  if (wantsInitial === true) checkNotTooLarge(version, world.revision)
  const bookmarks = query.flag('allowWatchBookmarks') === true
  const startsWithState = wantsInitial ?? (version === undefined || version === 0)
  const selection = selectionOf(resource, request)
  const seconds = query.integer('timeoutSeconds') ?? 0
  const stream = new WatchStream({
    resource,
    resourceIn: (later) => servedAt(later, resource),
    selection,
    transform,
    includeObject: includeObjectOf(transform, query),
    initial: startsWithState
      ? { world, rows: matchingRows({ request, resource, transaction: world }) }
      : undefined,
    marksInitialEnd: wantsInitial === true && bookmarks,
    bookmarks,
    cursor: cursorOf(world, prefixOf(resource, request, selection), startsWithState ? undefined : version),
    timeoutMs: seconds > 0 ? seconds * 1000 : undefined,
    lines,
    managers,
  })
  const headers = { ...JSON_HEADERS, ...warningHeader(warningsOf(resource)) }
  return { kind: 'stream', status: 200, headers, stream }
}

function cursorOf(world: World, prefix: string, version: number | undefined) {
  if (version === undefined || version === 0) return LogCursor.atEnd(world, prefix)
  const cursor = LogCursor.after(world, prefix, version)
  return cursor instanceof LogCursor ? cursor : { ...cursor, requested: version }
}

/** The start of all row keys that can concern a watch. */
function prefixOf(
  { group, resource, type }: ServedResource,
  { namespace = '' }: ApiRequest,
  { fields }: Selection,
): string {
  const all = objectPrefix(group, resource)
  if (!type.namespaced) return all
  const named = fields?.requirements.find((one) => one.field === 'metadata.namespace' && one.operator === '=')
  const only = namespace === '' ? (named?.value ?? '') : namespace
  return only === '' ? all : objectPrefix(group, resource, only)
}
