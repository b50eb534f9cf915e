import { describe, expect, it } from 'vitest'
import { routeOf } from '../../../../../twins/kubernetes/http/routing/route.js'
import { TestFront } from '../../../../support/http-front.js'

const at = (group: string, version: string, resource: string, more: object = {}) => ({
  kind: 'resource',
  group,
  version,
  resource,
  namespace: '',
  name: '',
  subresource: '',
  watch: false,
  ...more,
})

describe('a path', () => {
  it.each([
    ['/', { kind: 'root' }],
    ['/api', { kind: 'core-versions' }],
    ['/apis/', { kind: 'groups' }],
    ['/apis/apps', { kind: 'group', group: 'apps' }],
    ['/api/v1', { kind: 'group-version', group: '', version: 'v1' }],
    ['/apis/apps/v1', { kind: 'group-version', group: 'apps', version: 'v1' }],
    ['/version', { kind: 'version' }],
    ['/readyz', { kind: 'health', check: 'readyz', part: '' }],
    ['/livez/ping', { kind: 'health', check: 'livez', part: 'ping' }],
    ['/openapi/v2', { kind: 'openapi-v2' }],
    ['/openapi/v3', { kind: 'openapi-index' }],
    ['/openapi/v3/apis/apps/v1', { kind: 'openapi-document', path: 'apis/apps/v1' }],
    ['/metrics', { kind: 'unknown' }],
    ['/api/v1/nodes', at('', 'v1', 'nodes')],
    ['/api/v1/nodes/a', at('', 'v1', 'nodes', { name: 'a' })],
    ['/api/v1/namespaces/x', at('', 'v1', 'namespaces', { name: 'x' })],
    ['/api/v1/namespaces/x/finalize', at('', 'v1', 'namespaces', { name: 'x', subresource: 'finalize' })],
    ['/api/v1/namespaces/x/status', at('', 'v1', 'namespaces', { name: 'x', subresource: 'status' })],
    ['/api/v1/namespaces/x/pods', at('', 'v1', 'pods', { namespace: 'x' })],
    [
      '/api/v1/namespaces/x/pods/p/log',
      at('', 'v1', 'pods', { namespace: 'x', name: 'p', subresource: 'log' }),
    ],
    [
      '/apis/apps/v1/namespaces/x/deployments/d/scale',
      at('apps', 'v1', 'deployments', { namespace: 'x', name: 'd', subresource: 'scale' }),
    ],
    ['/api/v1/watch/pods', at('', 'v1', 'pods', { watch: true })],
    ['/api/v1/namespaces/x/secrets/a%2Eb', at('', 'v1', 'secrets', { namespace: 'x', name: 'a.b' })],
    ['/api/v1/namespaces/x/pods/p/log/more', { kind: 'unknown' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route)
  })
})

describe('the front', () => {
  const front = new TestFront()

  it.each([
    ['GET', '/nope', 404, '404 page not found\n'],
    ['GET', '/api/v1/namespaces/default/widgets', 404, '404 page not found\n'],
    ['GET', '/apis/apps/v2/deployments', 404, '404 page not found\n'],
    ['GET', '/api/v1/pods/p', 404, '404 page not found\n'],
    ['GET', '/api/v1/namespaces/default/nodes', 404, '404 page not found\n'],
    ['GET', '/api/v1/namespaces/default/configmaps/c/status', 404, '404 page not found\n'],
    ['POST', '/api/v1/pods', 405, '405: Method Not Allowed'],
    ['PUT', '/api/v1/namespaces/default/configmaps', 405, '405: Method Not Allowed'],
    ['POST', '/api/v1/namespaces/default/configmaps/c', 405, '405: Method Not Allowed'],
    ['POST', '/version', 405, '405: Method Not Allowed'],
    ['GET', '/api/v1/namespaces/default/pods/p/eviction', 405, '405: Method Not Allowed'],
    ['GET', '/healthz', 200, 'ok'],
    ['GET', '/readyz?verbose', 200, '[+]ping ok\n[+]log ok\n[+]etcd ok\nreadyz check passed\n'],
  ] as const)('answers %s %s with %i', (method, target, status, text) => {
    const answer = front.send(method, target)
    expect([answer.status, answer.text]).toEqual([status, text])
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  it('says which version it is', () => {
    expect(front.get('/version').body).toMatchObject({ major: '1', minor: '36', gitVersion: 'v1.36.3' })
  })

  it('answers a missing object with a Status', () => {
    const { status, body } = front.get('/api/v1/namespaces/default/pods/p')
    expect([status, body['kind'], body['reason']]).toEqual([404, 'Status', 'NotFound'])
  })

  it('says what it does not model', () => {
    const { status, body } = front.get('/api/v1/nodes/n/proxy')
    expect([status, body['message']]).toEqual([
      501,
      'not modelled: subresource proxy of nodes. Use kubectl exec or kubectl logs.',
    ])
  })
})
