import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { configMap, deployment, pod, secret, TestApi, type TestRequest } from '../../../../support/api.js'

/** One refusal: what exists, what is asked, and upstream's literal answer. */
interface Refusal {
  readonly title: string
  readonly given?: readonly (readonly [string, JsonObject])[]
  readonly request: TestRequest
  readonly code: number
  readonly reason: string | undefined
  readonly message: string
}

const web = deployment('web')
const inDefault = { namespace: 'default' } as const
const modified = 'the object has been modified; please apply your changes to the latest version and try again'

const refusals: readonly Refusal[] = [
  {
    title: 'get of a missing object',
    request: { verb: 'get', group: 'apps', resource: 'deployments', name: 'web', ...inDefault },
    code: 404,
    reason: 'NotFound',
    message: 'deployments.apps "web" not found',
  },
  {
    title: 'patch of a missing object',
    request: { verb: 'patch', patchType: 'merge', resource: 'secrets', name: 's', body: {}, ...inDefault },
    code: 404,
    reason: 'NotFound',
    message: 'secrets "s" not found',
  },
  {
    title: 'delete of a missing object',
    request: { verb: 'delete', resource: 'secrets', name: 's', ...inDefault },
    code: 404,
    reason: 'NotFound',
    message: 'secrets "s" not found',
  },
  {
    title: 'create of an object that exists',
    given: [['secrets', secret('s')]],
    request: { verb: 'create', resource: 'secrets', body: secret('s'), ...inDefault },
    code: 409,
    reason: 'AlreadyExists',
    message: 'secrets "s" already exists',
  },
  {
    title: 'dry-run create of an object that exists',
    given: [['secrets', secret('s')]],
    request: { verb: 'create', resource: 'secrets', body: secret('s'), dryRun: true, ...inDefault },
    code: 409,
    reason: 'AlreadyExists',
    message: 'secrets "s" already exists',
  },
  {
    title: 'update with a stale resourceVersion',
    given: [['configmaps', configMap('c')]],
    request: {
      verb: 'update',
      resource: 'configmaps',
      name: 'c',
      body: { ...configMap('c'), metadata: { name: 'c', namespace: 'default', resourceVersion: '1' } },
      ...inDefault,
    },
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on configmaps "c": ${modified}`,
  },
  {
    title: 'patch that sets a stale resourceVersion',
    given: [['deployments', web]],
    request: {
      verb: 'patch',
      patchType: 'merge',
      group: 'apps',
      resource: 'deployments',
      name: 'web',
      body: { metadata: { resourceVersion: '1' }, spec: { replicas: 2 } },
      ...inDefault,
    },
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on deployments.apps "web": ${modified}`,
  },
  {
    title: 'delete with the uid of another incarnation',
    given: [['secrets', secret('s')]],
    request: { verb: 'delete', resource: 'secrets', name: 's', preconditions: { uid: 'a' }, ...inDefault },
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on secrets "s": the UID in the precondition (a) does not match the UID in record (<uid>). The object might have been deleted and then recreated',
  },
  {
    title: 'update with the uid of another incarnation',
    given: [['secrets', secret('s')]],
    request: {
      verb: 'update',
      resource: 'secrets',
      name: 's',
      body: { ...secret('s'), metadata: { name: 's', namespace: 'default', uid: 'a' } },
      ...inDefault,
    },
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on secrets "s": StorageError: invalid object, Code: 4, Key: /registry/secrets/default/s, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: a, UID in object meta: <uid>',
  },
  {
    title: 'create in a missing namespace',
    request: {
      verb: 'create',
      resource: 'pods',
      namespace: 'ns',
      body: { ...pod('p'), metadata: { name: 'p' } },
    },
    code: 404,
    reason: 'NotFound',
    message: 'namespaces "ns" not found',
  },
  {
    title: 'deletion of the default namespace',
    request: { verb: 'delete', resource: 'namespaces', name: 'default' },
    code: 403,
    reason: 'Forbidden',
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  },
  {
    title: 'a namespace in the body that is not the one of the request',
    request: {
      verb: 'create',
      resource: 'secrets',
      namespace: 'default',
      body: { ...secret('s'), metadata: { name: 's', namespace: 'other' } },
    },
    code: 400,
    reason: 'BadRequest',
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  },
  {
    title: 'a name in the body that is not the one in the URL',
    given: [['secrets', secret('s')]],
    request: { verb: 'update', resource: 'secrets', name: 's', body: secret('t'), ...inDefault },
    code: 400,
    reason: 'BadRequest',
    message: 'the name of the object (t) does not match the name on the URL (s)',
  },
  {
    title: 'create with a resourceVersion',
    request: {
      verb: 'create',
      resource: 'secrets',
      body: { ...secret('s'), metadata: { name: 's', resourceVersion: '5' } },
      ...inDefault,
    },
    code: 500,
    reason: undefined,
    message: 'resourceVersion should not be set on objects to be created',
  },
  {
    title: 'a boolean label in a pod template',
    request: {
      verb: 'create',
      group: 'apps',
      resource: 'deployments',
      body: deployment('web', { template: { metadata: { labels: { canary: true } } } }),
      ...inDefault,
    },
    code: 400,
    reason: 'BadRequest',
    message:
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string',
  },
  {
    title: 'a strategic merge patch with a boolean label',
    given: [['deployments', web]],
    request: {
      verb: 'patch',
      patchType: 'strategic',
      group: 'apps',
      resource: 'deployments',
      name: 'web',
      body: { spec: { template: { metadata: { labels: { canary: true } } } } },
      ...inDefault,
    },
    code: 422,
    reason: 'Invalid',
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[template:map[metadata:map[labels:map[canary:true]]]]]": unrecognized type: string',
  },
  {
    title: 'a strategic merge patch with a number for a label',
    given: [['deployments', web]],
    request: {
      verb: 'patch',
      patchType: 'strategic',
      group: 'apps',
      resource: 'deployments',
      name: 'web',
      body: { metadata: { labels: { n: 1 } } },
      ...inDefault,
    },
    code: 422,
    reason: 'Invalid',
    message:
      ' "" is invalid: patch: Invalid value: "map[metadata:map[labels:map[n:1]]]": cannot convert int64 to string',
  },
  {
    title: 'a JSON patch that does not apply',
    given: [['secrets', secret('s')]],
    request: {
      verb: 'patch',
      patchType: 'json',
      resource: 'secrets',
      name: 's',
      body: [{ op: 'remove', path: '/metadata/labels/none' }],
      ...inDefault,
    },
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
  },
  {
    title: 'an unknown field under strict validation',
    request: {
      verb: 'create',
      group: 'apps',
      resource: 'deployments',
      body: deployment('web', { foo: 1 }),
      fieldValidation: 'Strict',
      ...inDefault,
    },
    code: 400,
    reason: 'BadRequest',
    message:
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.foo"',
  },
  {
    title: 'an apply without a field manager',
    request: {
      verb: 'patch',
      patchType: 'apply',
      resource: 'secrets',
      name: 's',
      body: secret('s'),
      ...inDefault,
    },
    code: 422,
    reason: 'Invalid',
    message:
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  },
  {
    title: 'a resource the server does not know',
    request: { verb: 'list', group: 'example.com', resource: 'widgets' },
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  },
  {
    title: 'a field selector the kind does not support',
    request: { verb: 'list', resource: 'secrets', fieldSelector: 'data.x=1' },
    code: 400,
    reason: 'BadRequest',
    message: 'field label not supported: data.x',
  },
  {
    title: 'a field selector of a kind without any',
    request: { verb: 'list', resource: 'configmaps', fieldSelector: 'data.x=1' },
    code: 400,
    reason: 'BadRequest',
    message: '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  },
  {
    title: 'status of a kind without one',
    given: [['secrets', secret('s')]],
    request: { verb: 'get', subresource: 'status', resource: 'secrets', name: 's', ...inDefault },
    // The path does not exist: clients make this of the server's `404 page not found`.
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource (get secrets s)',
  },
]

describe('what the API server refuses', () => {
  it.each(refusals)('$title: $code', ({ given = [], request, code, reason, message }) => {
    const api = new TestApi()
    for (const [resource, body] of given) expect(api.create(resource, body).code).toBe(201)
    const before = api.world.revision
    const { code: actual, body } = api.request(request)
    const text = String(body['message']).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '<uid>')
    expect({ code: actual, reason: body['reason'], message: text }).toEqual({ code, reason, message })
    expect(body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code })
    expect(api.world.revision).toBe(before)
  })

  it('logs a refused write, and no refused read', () => {
    const api = new TestApi()
    api.get('secrets', 'none')
    api.request({ verb: 'delete', resource: 'secrets', name: 'none', namespace: 'default' }, 'step-1')
    expect(api.log().filter(({ event }) => event.kind === 'refused')).toMatchObject([
      {
        actor: 'step-1',
        event: {
          port: 'api',
          summary: 'DELETE secrets default/none',
          message: 'secrets "none" not found',
        },
      },
    ])
  })
})
