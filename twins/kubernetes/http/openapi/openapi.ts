import type { World } from '../../../kernel/world.js'
import { notFound } from '../../status-error.js'
import { errorAnswer, jsonAnswer, notFoundAnswer } from '../answers/answers.js'
import type { HttpAnswer, HttpRequest } from '../contract.js'
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

/** `/openapi/v2`, which is not published: clients take v3. */
export function openApiV2(): HttpAnswer {
  return errorAnswer(notFound({ group: '', resource: 'openapi' }, 'v2'))
}
