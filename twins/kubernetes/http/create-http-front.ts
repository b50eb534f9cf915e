import { answerToError, jsonAnswer, methodNotAllowedAnswer, notFoundAnswer } from './answers/answers.js'
import type { HttpAnswer, HttpFront, HttpHost, HttpRequest } from './contract.js'
import { coreDiscovery, groupDiscovery, oneGroupDiscovery, resourceDiscovery } from './discovery/discovery.js'
import { RememberedWorlds } from './lists/remembered-worlds.js'
import { openApiDocument, openApiIndex, openApiV2 } from './openapi/openapi.js'
import { findReview, reviewAnswer } from './reviews/review.js'
import { healthAnswer, rootAnswer, versionAnswer } from './routing/fixed-answers.js'
import { handleResource } from './routing/handle-resource.js'
import { Query } from './routing/query.js'
import { type Route, routeOf } from './routing/route.js'
import { ManagerHistory } from './watch/manager-history.js'
import { SharedLines } from './watch/shared-lines.js'

export interface HttpFrontOptions {
  /** The version the server reports, e.g. `1.31.0`. */
  readonly kubernetesVersion: string
  /** How many worlds lists with pages may go on in; default 16. */
  readonly rememberedLists?: number
}

const REMEMBERED_LISTS = 16

/** Characters of watch lines that are kept for the next watcher: a few thousand events. */
const SHARED_CHARACTERS = 4 * 1024 * 1024

/**
 * The front between HTTP and the API server: routing, formats, discovery, OpenAPI, pages, watches and logs for clients
 * that were not made for this server. Behaviour is that of Kubernetes 1.36; the folder's README lists what is not modelled.
 */
export function createHttpFront(options: HttpFrontOptions): HttpFront {
  const remembered = new RememberedWorlds(options.rememberedLists ?? REMEMBERED_LISTS)
  const lines = new SharedLines(SHARED_CHARACTERS)
  const managers = new ManagerHistory()
  return {
    observe: (world) => managers.observe(world),
    handle: (request, host) => {
      try {
        return answerRoute(routeOf(request.path), { request, host, remembered, lines, managers, options })
      } catch (error) {
        return answerToError(error)
      }
    },
  }
}

interface FrontCall {
  readonly request: HttpRequest
  readonly host: HttpHost
  readonly remembered: RememberedWorlds
  readonly lines: SharedLines
  readonly managers: ManagerHistory
  readonly options: HttpFrontOptions
}

function answerRoute(route: Route, call: FrontCall): HttpAnswer {
  const { request, host, remembered, lines, managers, options } = call
  const query = new Query(request.query)
  if (route.kind === 'resource') {
    const review = findReview(route)
    if (review !== undefined) return reviewAnswer(review, route, request)
    return handleResource({ path: route, query, http: request, host, remembered, lines, managers })
  }
  if (route.kind === 'unknown') return notFoundAnswer()
  if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowedAnswer()
  return answerFixed(route, query, request, host, options)
}

/** Everything that can only be read. */
function answerFixed(
  route: Exclude<Route, { kind: 'resource' | 'unknown' }>,
  query: Query,
  request: HttpRequest,
  host: HttpHost,
  options: HttpFrontOptions,
): HttpAnswer {
  const world = host.world()
  switch (route.kind) {
    case 'root':
      return rootAnswer(world)
    case 'version':
      return jsonAnswer(200, versionAnswer(options.kubernetesVersion))
    case 'health':
      return healthAnswer(route, query)
    case 'core-versions':
      return coreDiscovery(world, request)
    case 'groups':
      return groupDiscovery(world, request)
    case 'group':
      return oneGroupDiscovery(world, route.group)
    case 'group-version':
      return resourceDiscovery(world, route.group, route.version)
    case 'openapi-index':
      return openApiIndex(world)
    case 'openapi-document':
      return openApiDocument(world, route.path, query, request)
    case 'openapi-v2':
      return openApiV2(request)
  }
}
