import { describe, expect, it } from 'vitest'
import { invalidValue, required } from '../../../../twins/kubernetes/schema/field-error.js'
import * as status from '../../../../twins/kubernetes/status-error.js'

const deployments = { group: 'apps', resource: 'deployments' }
const secrets = { group: '', resource: 'secrets' }
const pods = { group: '', resource: 'pods' }

const CASES: readonly (readonly [string, status.StatusError, number, string, string])[] = [
  ['not found', status.notFound(deployments, 'web'), 404, 'NotFound', 'deployments.apps "web" not found'],
  ['exists', status.alreadyExists(secrets, 's'), 409, 'AlreadyExists', 'secrets "s" already exists'],
  [
    'exists while terminating',
    status.alreadyExists(secrets, 's', true),
    409,
    'AlreadyExists',
    'object is being deleted: secrets "s" already exists',
  ],
  [
    'stale resourceVersion',
    status.conflict(deployments, 'web'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    'uid precondition on delete',
    status.uidPreconditionFailed(pods, 'p', 'a', 'b'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "p": the UID in the precondition (a) does not match the UID in record (b). The object might have been deleted and then recreated',
  ],
  [
    'uid in a PUT body',
    status.uidMismatchOnUpdate(pods, 'p', '/registry/pods/ns/p', 'a', 'b'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "p": StorageError: invalid object, Code: 4, Key: /registry/pods/ns/p, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: a, UID in object meta: b',
  ],
  [
    'one validation error',
    status.invalid({ group: 'apps', kind: 'Deployment' }, 'web', [required('spec.selector')]),
    422,
    'Invalid',
    'Deployment.apps "web" is invalid: spec.selector: Required value',
  ],
  [
    'several validation errors',
    status.invalid({ group: '', kind: 'Pod' }, 'p', [required('a'), invalidValue('b', 'x', 'bad')]),
    422,
    'Invalid',
    'Pod "p" is invalid: [a: Required value, b: Invalid value: "x": bad]',
  ],
  [
    'a patch that cannot be typed has no kind and no name',
    status.invalid({ group: '', kind: '' }, '', [
      invalidValue('patch', 'map[a:true]', 'unrecognized type: string'),
    ]),
    422,
    'Invalid',
    ' "" is invalid: patch: Invalid value: "map[a:true]": unrecognized type: string',
  ],
  [
    'RBAC list in a namespace',
    status.accessDenied({ user: 'u', verb: 'list', resource: secrets, name: '', namespace: 'ns' }),
    403,
    'Forbidden',
    'secrets is forbidden: User "u" cannot list resource "secrets" in API group "" in the namespace "ns"',
  ],
  [
    'RBAC get of a subresource at cluster scope',
    status.accessDenied({
      user: 'u',
      verb: 'get',
      resource: { group: '', resource: 'pods/log' },
      name: 's',
      namespace: '',
    }),
    403,
    'Forbidden',
    'pods/log "s" is forbidden: User "u" cannot get resource "pods/log" in API group "" at the cluster scope',
  ],
  [
    'terminating namespace',
    status.namespaceTerminating(pods, 'p', 'ns'),
    403,
    'Forbidden',
    'pods "p" is forbidden: unable to create new content in namespace ns because it is being terminated',
  ],
  ['missing namespace', status.namespaceNotFound('ns'), 404, 'NotFound', 'namespaces "ns" not found'],
  [
    'bad body',
    status.cannotBeHandled('Deployment', 'v1', 'strict decoding error: unknown field "spec.foo"'),
    400,
    'BadRequest',
    'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.foo"',
  ],
  [
    'wrong content type',
    status.unsupportedMediaType(['application/json', 'application/yaml']),
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
  ],
  [
    'bad Accept',
    status.notAcceptable(['application/json']),
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json',
  ],
  [
    'verb unsupported',
    status.methodNotAllowed(deployments, 'watch'),
    405,
    'MethodNotAllowed',
    'watch is not supported on resources of kind "deployments.apps"',
  ],
  [
    'too big',
    status.requestEntityTooLarge(),
    413,
    'RequestEntityTooLarge',
    'Request entity too large: limit is 3145728',
  ],
  ['throttled', status.tooManyRequests('slow down', 1), 429, 'TooManyRequests', 'slow down'],
  [
    'expired',
    status.expired('too old resource version: 1 (5)'),
    410,
    'Expired',
    'too old resource version: 1 (5)',
  ],
  ['internal', status.internalError('boom'), 500, 'InternalError', 'Internal error occurred: boom'],
  [
    'future resourceVersion',
    status.resourceVersionTooLarge(9, 5),
    504,
    'Timeout',
    'Timeout: Too large resource version: 9, current: 5',
  ],
  ['untyped', status.untyped('plain'), 500, '', 'plain'],
  [
    'JSON patch that does not apply',
    status.unprocessablePatch(),
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
  ],
]

describe('status errors', () => {
  it.each(CASES)('%s', (_name, error, code, reason, message) => {
    expect(error.httpCode).toBe(code)
    expect(error.reason).toBe(reason)
    expect(error.message).toBe(message)
    expect(error.status).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      code,
    })
  })

  it('an untyped error has no reason member at all', () => {
    expect(Object.keys(status.untyped('x').status)).toEqual([
      'kind',
      'apiVersion',
      'metadata',
      'status',
      'message',
      'code',
    ])
  })

  it('details name the resource for not found, and the Kind with causes for invalid', () => {
    expect(status.notFound(deployments, 'web').status['details']).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'deployments',
    })
    const error = status.invalid({ group: 'apps', kind: 'Deployment' }, 'web', [
      invalidValue('spec.x', 1, 'bad'),
    ])
    expect(error.status['details']).toEqual({
      name: 'web',
      group: 'apps',
      kind: 'Deployment',
      causes: [{ reason: 'FieldValueInvalid', message: 'Invalid value: 1: bad', field: 'spec.x' }],
    })
  })

  it('codes are stable and in kebab case', () => {
    expect(status.notFound(pods, 'p').code).toBe('kubernetes-not-found')
    expect(status.unsupportedMediaType([]).code).toBe('kubernetes-unsupported-media-type')
    expect(status.untyped('x').code).toBe('kubernetes-unknown')
  })

  it('a Status JSON becomes the same error again', () => {
    const error = status.namespaceTerminating(pods, 'p', 'ns')
    expect(status.fromStatus(error.status).status).toEqual(error.status)
  })
})

describe('predicates', () => {
  const table: readonly (readonly [string, (value: unknown) => boolean, status.StatusError])[] = [
    ['isNotFound', status.isNotFound, status.notFound(pods, 'p')],
    ['isAlreadyExists', status.isAlreadyExists, status.alreadyExists(pods, 'p')],
    ['isConflict', status.isConflict, status.conflict(pods, 'p')],
    ['isInvalid', status.isInvalid, status.invalid({ group: '', kind: 'Pod' }, 'p', [])],
    ['isForbidden', status.isForbidden, status.forbidden(pods, 'p', 'no')],
    ['isBadRequest', status.isBadRequest, status.badRequest('bad')],
    ['isMethodNotAllowed', status.isMethodNotAllowed, status.methodNotAllowed(pods, 'patch')],
    ['isUnsupportedMediaType', status.isUnsupportedMediaType, status.unsupportedMediaType([])],
    ['isResourceExpired', status.isResourceExpired, status.expired('old')],
    ['isInternalError', status.isInternalError, status.internalError('boom')],
    ['isTimeout', status.isTimeout, status.resourceVersionTooLarge(2, 1)],
    ['isTooManyRequests', status.isTooManyRequests, status.tooManyRequests('slow', 1)],
  ]

  it.each(table)('%s holds for its error and its Status JSON, and for no other', (_name, holds, error) => {
    expect(holds(error)).toBe(true)
    expect(holds(error.status)).toBe(true)
    expect(holds(JSON.parse(JSON.stringify(error.status)))).toBe(true)
    for (const [, , other] of table) if (other !== error) expect(holds(other)).toBe(false)
    expect(holds(undefined)).toBe(false)
    expect(holds({ kind: 'Pod', code: error.httpCode })).toBe(false)
  })

  it('an unknown reason falls back to the HTTP code', () => {
    expect(status.isNotFound({ kind: 'Status', reason: 'Odd', code: 404 })).toBe(true)
    expect(status.isNotFound({ kind: 'Status', reason: 'Forbidden', code: 404 })).toBe(false)
  })

  it('hasStatusCause finds the cause by its reason', () => {
    const error = status.namespaceTerminating(pods, 'p', 'ns')
    expect(status.hasStatusCause(error, 'NamespaceTerminating')).toBe(true)
    expect(status.hasStatusCause(error.status, 'FieldManagerConflict')).toBe(false)
  })
})
