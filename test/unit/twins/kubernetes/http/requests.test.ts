import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/index.js'
import { metadataOf, objectAt } from '../../../../../twins/kubernetes/client/objects.js'
import { TestFront } from '../../../../support/http-front.js'

const MAPS = '/api/v1/namespaces/default/configmaps'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }

/** Objects within objects. */
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

const deployment: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { a: 'b' } },
    template: {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', image: 'i:1' }] },
    },
  },
}

let front: TestFront
beforeEach(() => {
  front = new TestFront()
})

describe('a body', () => {
  it('may be YAML', () => {
    const body = 'metadata:\n  name: cfg\ndata:\n  a: "1"\n'
    const created = front.send('POST', MAPS, { body, headers: { 'content-type': 'application/yaml' } })
    expect([created.status, created.body['data']]).toEqual([201, { a: '1' }])
  })

  it.each([
    ['text/plain', MAPS, 'application/json, application/yaml, application/vnd.kubernetes.protobuf'],
    ['application/vnd.kubernetes.protobuf', '/apis/x.io/v1/things', ''],
  ])('of type %s is not taken by %s', (type, target, accepted) => {
    const answer = front.send('POST', target, { body: '{}', headers: { 'content-type': type } })
    if (accepted === '') expect(answer.status).toBe(404)
    else {
      const why = 'the body of the request was in an unknown format - accepted media types include: '
      expect([answer.status, answer.body['message']]).toEqual([415, why + accepted])
    }
  })

  it.each([
    ['{"a"', 'unexpected end of JSON input', '{"a"'],
    ['', 'unexpected end of JSON input', '<empty>'],
    ['[1]', `json: cannot unmarshal array into Go value of type ${TYPE_META}`, '5b315d'],
    [deep(10_001), "invalid character '{' exceeded max depth", '{"a":{"a":{"a":{"a":{"a":{"a": ...'],
    ['['.repeat(99_999), "invalid character '[' exceeded max depth", `${'5b'.repeat(30)} ...`],
  ])('%.20j is refused', (body, problem, summary) => {
    const answer = front.send('POST', MAPS, { body })
    const why = `couldn't get version/kind; json parse error: ${problem}`
    const message = `the object provided is unrecognized (must be of type ConfigMap): ${why} (${summary})`
    expect([answer.status, answer.body['message']]).toEqual([400, message])
  })

  it('may be 10,000 levels deep for all that its text is concerned', () => {
    const answer = front.send('POST', MAPS, { body: deep(10_000) })
    expect(answer.body['message']).not.toContain('exceeded max depth')
  })

  it.each([
    ['json', "invalid character '{' exceeded max depth"],
    ['strategic-merge', "invalid character '{' exceeded max depth"],
    ['merge', "error decoding patch: invalid character '{' exceeded max depth"],
    ['apply', 'error decoding YAML: error converting YAML to JSON: yaml: exceeded max depth of 10000'],
  ])('is too deep for a %s patch', (type, message) => {
    const suffix = type === 'apply' ? 'yaml' : 'json'
    const headers = { 'content-type': `application/${type}-patch+${suffix}` }
    const answer = front.send('PATCH', `${MAPS}/cfg?fieldManager=me`, { body: deep(10_001), headers })
    expect([answer.status, answer.body['message']]).toEqual([400, message])
  })

  it.each([
    ['{"metadata":{"name":"c","generation":9007199254740993}}', 501],
    ['{"metadata":{"name":"c"},"data":{"a":"{\\"n\\":9007199254740993}"}}', 201],
    ['{"metadata":{"name":"c","generation":9007199254740991}}', 201],
  ])('keeps integers or says that it cannot: %s', (body, status) => {
    expect(front.send('POST', MAPS, { body }).status).toBe(status)
  })

  it('of more than 3 MiB is refused', () => {
    const answer = front.send('POST', MAPS, { body: ' '.repeat(3 * 1024 * 1024 + 1) })
    expect(answer.status).toBe(413)
  })

  it.each([
    ['application/json-patch+json', '[{"op":"add","path":"/data","value":{"a":"json"}}]', 'json'],
    ['application/merge-patch+json', '{"data":{"a":"merge"}}', 'merge'],
    ['application/strategic-merge-patch+json', '{"data":{"a":"strategic"}}', 'strategic'],
    ['application/apply-patch+yaml', 'apiVersion: v1\nkind: ConfigMap\ndata: {a: apply}', 'apply'],
  ])('is a patch as %s', (type, body, value) => {
    front.send('POST', MAPS, { body: { metadata: { name: 'cfg' } } })
    const target = `${MAPS}/cfg?fieldManager=me`
    const patched = front.send('PATCH', target, { body, headers: { 'content-type': type } })
    expect([patched.status, patched.body['data']]).toEqual([200, { a: value }])
  })

  it('is no patch in another format', () => {
    front.send('POST', MAPS, { body: { metadata: { name: 'cfg' } } })
    expect(front.send('PATCH', `${MAPS}/cfg`, { body: '{}' }).status).toBe(415)
  })
})

describe('options', () => {
  const body = { metadata: { name: 'cfg' }, data: { a: '1' } }

  it('name the manager, or the client does', () => {
    const manager = (target: string) =>
      (
        metadataOf(front.send('POST', target, { body, headers: { 'user-agent': 'helm/v4 (linux)' } }).body)[
          'managedFields'
        ] as readonly JsonObject[]
      )[0]?.['manager']
    expect(manager(`${MAPS}?fieldManager=me`)).toBe('me')
    front.send('DELETE', `${MAPS}/cfg`)
    expect(manager(MAPS)).toBe('helm')
  })

  it('may ask for a dry run', () => {
    expect(front.send('POST', `${MAPS}?dryRun=All`, { body }).status).toBe(201)
    expect(front.get(`${MAPS}/cfg`).status).toBe(404)
  })

  it.each([
    [
      'POST',
      `${MAPS}?dryRun=Some`,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: "Some": supported values: "All"',
    ],
    [
      'POST',
      `${MAPS}?fieldValidation=x`,
      'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "x": supported values: "", "Ignore", "Strict", "Warn"',
    ],
    [
      'DELETE',
      `${MAPS}/cfg?propagationPolicy=x`,
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
  ])('that do not exist are refused: %s %s', (method, target, message) => {
    const answer = front.send(method, target, { body: method === 'POST' ? body : '' })
    expect([answer.status, answer.body['message']]).toEqual([422, message])
  })

  it('of a delete may stand in the body', () => {
    front.send('POST', MAPS, { body })
    const options = { preconditions: { uid: 'other' } }
    expect(front.send('DELETE', `${MAPS}/cfg`, { body: options }).status).toBe(409)
  })

  it('warn of unknown fields by default', () => {
    const answer = front.send('POST', MAPS, { body: { ...body, nope: 1 } })
    expect(answer.headers['warning']).toBe('299 - "unknown field \\"nope\\""')
  })
})

describe('a form', () => {
  beforeEach(() => {
    front.send('POST', DEPLOYMENTS, { body: deployment })
  })

  it('of a list is a table', () => {
    const { body } = front.get(DEPLOYMENTS, TABLE)
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' })
    const columns = body['columnDefinitions'] as readonly JsonObject[]
    expect(columns.slice(0, 2)).toEqual([
      { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
      { name: 'Ready', type: 'string', format: '', description: '', priority: 0 },
    ])
    const [row] = body['rows'] as readonly JsonObject[]
    expect((row!['cells'] as readonly string[]).slice(0, 2)).toEqual(['web', '0/2'])
    expect(row?.['object']).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'web' } })
  })

  it.each([
    ['None', null],
    ['Object', 'Deployment'],
  ])('has rows with includeObject=%s', (include, kind) => {
    const { body } = front.get(`${DEPLOYMENTS}/web?includeObject=${include}`, TABLE)
    const [row] = body['rows'] as readonly JsonObject[]
    expect(kind === null ? row?.['object'] : objectAt(row, 'object')['kind']).toBe(kind)
  })

  it('of a Scale has the columns of a Scale, whatever it scales', () => {
    const { body } = front.get(`${DEPLOYMENTS}/web/scale`, TABLE)
    const columns = body['columnDefinitions'] as readonly JsonObject[]
    expect(columns.map(({ name }) => name)).toEqual(['Name', 'Desired', 'Available', 'Age'])
    const [row] = body['rows'] as readonly JsonObject[]
    expect(row?.['cells']).toEqual(['web', 2, 0, '0s'])
  })

  it('refuses an unknown includeObject', () => {
    expect(front.get(`${DEPLOYMENTS}?includeObject=x`, TABLE).status).toBe(400)
  })

  it.each([
    ['PartialObjectMetadata', `${DEPLOYMENTS}/web`],
    ['PartialObjectMetadataList', DEPLOYMENTS],
  ])('of metadata only: %s', (kind, target) => {
    const accept = `application/json;as=${kind};v=v1;g=meta.k8s.io`
    const { body } = front.get(target, { accept })
    expect([body['kind'], body['spec']]).toEqual([kind, undefined])
  })

  it.each([
    ['application/vnd.kubernetes.protobuf', 406],
    ['application/json;as=Chart;v=v1;g=meta.k8s.io', 406],
    ['application/vnd.kubernetes.protobuf, application/json', 200],
    ['text/html;q=0.9, */*;q=0.8', 200],
  ])('is negotiated for %s', (accept, status) => {
    expect(front.get(DEPLOYMENTS, { accept }).status).toBe(status)
  })

  it('of items in a built-in list leaves the type out', () => {
    const items = front.get(DEPLOYMENTS).body['items'] as readonly JsonObject[]
    expect([items[0]?.['kind'], items[0]?.['apiVersion']]).toEqual([undefined, undefined])
  })

  it('of a scale subresource is a Scale', () => {
    const { body } = front.get(`${DEPLOYMENTS}/web/scale`)
    expect([body['kind'], body['spec']]).toEqual(['Scale', { replicas: 2 }])
  })
})

describe('reviews', () => {
  it('allow everything', () => {
    const target = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    const spec = { resourceAttributes: { verb: 'delete', resource: 'nodes' } }
    const { status, body } = front.send('POST', target, { body: { spec } })
    expect([status, body['spec'], body['status']]).toEqual([201, spec, { allowed: true }])
  })

  it('give a token to a service account that exists', () => {
    const accounts = '/api/v1/namespaces/default/serviceaccounts'
    const ask = (name: string, seconds: number) =>
      front.send('POST', `${accounts}/${name}/token`, { body: { spec: { expirationSeconds: seconds } } })
    front.send('POST', accounts, { body: { metadata: { name: 'bot' } } })
    expect(ask('nobody', 900).status).toBe(404)
    expect(ask('bot', 60).status).toBe(422)
    const { status, body } = ask('bot', 900)
    expect([status, objectAt(body, 'status')['expirationTimestamp']]).toEqual([201, '2026-01-01T00:15:00Z'])
  })
})
