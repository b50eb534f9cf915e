import type { World } from '../../../kernel/world.js'
import { jsonAnswer, notFoundAnswer } from '../answers/answers.js'
import type { HttpAnswer, HttpRequest } from '../contract.js'
import { acceptClauses } from '../negotiation/accept.js'
import { LENGTH_DELIMITED } from '../protobuf/wire-reader.js'
import type { Query } from '../routing/query.js'
import { documentOf, servedPaths } from './documents.js'

/** `/openapi/v3`: where the document of each group version lies. Source: kube-openapi pkg/handler3/handler.go. */
export function openApiIndex(world: World): HttpAnswer {
  const paths = Object.fromEntries(
    [...servedPaths(world)].map(([path, resources]) => {
      const { hash } = documentOf(resources)
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]
    }),
  )
  return jsonAnswer(200, { paths })
}

/**
 * `/openapi/v3/<path>`: the document; an outdated hash is sent on to the present one.
 * Source: kube-openapi pkg/handler3/handler.go (HandleGroupVersion).
 */
export function openApiDocument(world: World, path: string, query: Query, http: HttpRequest): HttpAnswer {
  const resources = servedPaths(world).get(path)
  if (resources === undefined) return notFoundAnswer()
  const { text, hash } = documentOf(resources)
  const asked = query.text('hash')
  if (asked !== '' && asked !== hash) {
    const headers = { location: `/openapi/v3/${path}?hash=${hash}` }
    return { kind: 'whole', status: 301, headers, body: '' }
  }
  const etag = JSON.stringify(hash)
  const caching =
    asked === '' ? { 'cache-control': 'no-cache, private' } : { 'cache-control': 'public, immutable' }
  const headers = { 'content-type': 'application/json', etag, vary: 'Accept', ...caching }
  if (http.headers['if-none-match'] === etag) return { kind: 'whole', status: 304, headers, body: '' }
  return { kind: 'whole', status: 200, headers, body: text }
}

/** What clients ask for is no valid media type, so the answer has another name. */
const V2_ACCEPT = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const V2_INFO = { title: 'Kubernetes', version: 'unversioned' }

/**
 * `/openapi/v2`: a document without definitions, in JSON or in protobuf. kubectl asks for it before it validates a `List`
 * itself, and skips what it does not find there; the API server validates the items.
 * Source: kubectl v0.32.0 pkg/validation/{schema,validation}.go, kube-openapi pkg/handler/handler.go, gnostic-models
 * openapiv2/OpenAPIv2.proto (Document: swagger 1, info 2; Info: title 1, version 2).
 */
export function openApiV2({ headers }: HttpRequest): HttpAnswer {
  if (acceptClauses(headers['accept']).some(({ type }) => type === V2_ACCEPT || type === V2_PROTOBUF)) {
    const info = [...protobufText(1, V2_INFO.title), ...protobufText(2, V2_INFO.version)]
    const body = Uint8Array.from([...protobufText(1, '2.0'), ...delimited(2, info)])
    return { kind: 'whole', status: 200, headers: { 'content-type': V2_PROTOBUF }, body }
  }
  return jsonAnswer(200, { swagger: '2.0', info: V2_INFO, paths: {}, definitions: {} })
}

function protobufText(number: number, text: string): readonly number[] {
  return delimited(number, [...new TextEncoder().encode(text)])
}

/** A length-delimited field of fewer than 128 bytes. */
function delimited(number: number, bytes: readonly number[]): readonly number[] {
  return [(number << 3) | LENGTH_DELIMITED, bytes.length, ...bytes]
}
