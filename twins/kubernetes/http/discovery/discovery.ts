import { hashString, hashToHex } from '../../../kernel/hash.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { World } from '../../../kernel/world.js'
import { notAcceptable } from '../../status-error.js'
import { jsonAnswer, notFoundAnswer } from '../answers/answers.js'
import type { HttpAnswer, HttpRequest } from '../contract.js'
import { type AcceptClause, acceptClauses, JSON_TYPES } from '../negotiation/accept.js'
import {
  aggregatedDocument,
  coreVersionsDocument,
  groupDocument,
  groupsDocument,
  resourcesDocument,
} from './discovery-documents.js'
import { servedGroups } from './served-groups.js'

/** `/api`: in one document with all resources when the client takes it. */
export function coreDiscovery(world: World, http: HttpRequest): HttpAnswer {
  const groups = servedGroups(world)
  const version = aggregatedVersion(http)
  if (version === undefined) return plain(coreVersionsDocument(groups))
  const core = groups.filter((group) => group.name === '')
  return aggregated(aggregatedDocument(core, version), version, http)
}

/** `/apis`. */
export function groupDiscovery(world: World, http: HttpRequest): HttpAnswer {
  const groups = servedGroups(world)
  const version = aggregatedVersion(http)
  if (version === undefined) return plain(groupsDocument(groups))
  const named = groups.filter((group) => group.name !== '')
  return aggregated(aggregatedDocument(named, version), version, http)
}

/** `/apis/<group>`. */
export function oneGroupDiscovery(world: World, name: string): HttpAnswer {
  const group = servedGroups(world).find((one) => one.name === name)
  return group === undefined || name === '' ? notFoundAnswer() : plain(groupDocument(group))
}

/** `/api/v1`, `/apis/<group>/<version>`. */
export function resourceDiscovery(world: World, name: string, version: string): HttpAnswer {
  const group = servedGroups(world).find((one) => one.name === name)
  const served = group?.versions.find((one) => one.version === version)
  return served === undefined ? notFoundAnswer() : plain(resourcesDocument(name, version, served.resources))
}

function plain(document: JsonObject): HttpAnswer {
  return jsonAnswer(200, document)
}

/**
 * The version of the aggregated document the client likes best; undefined when it prefers the plain one. Throws 406.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/aggregated/wrapper.go.
 */
function aggregatedVersion({ headers }: HttpRequest): string | undefined {
  const clauses = acceptClauses(headers['accept'])
  for (const clause of clauses) {
    if (!JSON_TYPES.has(clause.type)) continue
    if (clause.parameters['as'] === undefined) return undefined
    const version = versionOf(clause)
    if (version !== undefined) return version
  }
  if (clauses.length === 0) return undefined
  throw notAcceptable(['application/json'])
}

function versionOf({ parameters: { as, g, v } }: AcceptClause): string | undefined {
  const aggregate = as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io'
  return aggregate && (v === 'v2' || v === 'v2beta1') ? v : undefined
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/aggregated/etag.go (ServeHTTPWithETag). */
function aggregated(document: JsonObject, version: string, http: HttpRequest): HttpAnswer {
  const etag = JSON.stringify(hashToHex(hashString(JSON.stringify(document))).toUpperCase())
  const headers = { etag, vary: 'Accept', 'cache-control': 'public' }
  if (http.headers['if-none-match'] === etag) return { kind: 'whole', status: 304, headers, body: '' }
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  return jsonAnswer(200, document, { ...headers, 'content-type': type })
}
