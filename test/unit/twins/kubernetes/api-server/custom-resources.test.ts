import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { itemsOf } from '../../../../../twins/kubernetes/client/api.js'
import { arrayAt, metadataOf, OBJECTS } from '../../../../../twins/kubernetes/client/objects.js'
import { TestApi } from '../../../../support/api.js'
import { widget, widgetDefinition } from '../../../../support/widgets.js'

const widgets = { group: 'example.com', resource: 'widgets', namespace: 'default' } as const
const definitions = {
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  name: 'widgets.example.com',
} as const

function withWidgets(): TestApi {
  const api = new TestApi()
  expect(api.create('customresourcedefinitions', widgetDefinition).code).toBe(201)
  api.settle()
  return api
}

describe('CustomResourceDefinition', () => {
  it('is not served before it is established', () => {
    const api = new TestApi()
    api.create('customresourcedefinitions', widgetDefinition)
    expect(api.create('widgets', widget('w')).code).toBe(404)
    api.settle()
    expect(api.create('widgets', widget('w')).code).toBe(201)
  })

  it('gets its conditions, in upstream’s words', () => {
    const { body } = withWidgets().request({ verb: 'get', ...definitions })
    expect(arrayAt(body, 'status', 'conditions')).toMatchObject([
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ])
    expect(body['status']).toMatchObject({ storedVersions: ['v1'], acceptedNames: { kind: 'Widget' } })
  })

  it('waits for names that are taken', () => {
    const api = withWidgets()
    const names = { plural: 'gadgets', singular: 'gadget', kind: 'Widget', listKind: 'WidgetList' }
    const spec = { ...(widgetDefinition['spec'] as JsonObject), names }
    const metadata = { name: 'gadgets.example.com' }
    api.create('customresourcedefinitions', { ...widgetDefinition, metadata, spec })
    api.settle()
    const { body } = api.request({ verb: 'get', ...definitions, name: 'gadgets.example.com' })
    expect(arrayAt(body, 'status', 'conditions')[0]).toMatchObject({ type: 'NamesAccepted', status: 'False' })
    api.request({ verb: 'delete', ...definitions })
    api.settle()
    expect(api.request({ verb: 'list', ...widgets, resource: 'gadgets' }).code).toBe(200)
  })

  it('takes its instances along, and refuses new ones meanwhile', () => {
    const api = withWidgets()
    const finalizers = ['example.com/hold']
    api.create('widgets', { ...widget('w'), metadata: { name: 'w', namespace: 'default', finalizers } })
    api.request({ verb: 'delete', ...definitions })
    expect(api.create('widgets', widget('x')).body['message']).toBe(
      'create not allowed while custom resource definition is terminating',
    )
    api.settle()
    expect(metadataOf(api.request({ verb: 'get', ...widgets, name: 'w' }).body)).toHaveProperty(
      'deletionTimestamp',
    )
    expect(api.request({ verb: 'get', ...definitions }).code).toBe(200)
    const body = { metadata: { finalizers: null } }
    api.request({ verb: 'patch', patchType: 'merge', ...widgets, name: 'w', body })
    api.settle()
    expect(api.request({ verb: 'get', ...definitions }).code).toBe(404)
    expect(api.request({ verb: 'list', ...widgets }).code).toBe(404)
  })
})

describe('custom resources', () => {
  it('are pruned, defaulted and given a generation', () => {
    const { body, warnings } = withWidgets().create('widgets', widget('w', { size: 2, foo: 1 }))
    expect(body['spec']).toEqual({ size: 2, color: 'red', replicas: 1 })
    expect(metadataOf(body)['generation']).toBe(1)
    expect(warnings).toEqual(['unknown field "spec.foo"'])
  })

  const invalids = [
    [{ size: 1, color: 'blue' }, 'spec.color: Unsupported value: "blue": supported values: "red", "green"'],
    [{}, 'spec.size: Required value'],
    [
      { size: 'big' },
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
    ],
  ] as const

  it.each(invalids)('are validated: %j', (spec, message) => {
    const answer = withWidgets().create('widgets', widget('w', spec))
    expect([answer.code, answer.body['message']]).toEqual([
      422,
      `Widget.example.com "w" is invalid: ${message}`,
    ])
  })

  it('are served in every version, and stored in one', () => {
    const api = withWidgets()
    const created = api.create(
      'widgets',
      { ...widget('w'), apiVersion: 'example.com/v1beta1' },
      { version: 'v1beta1' },
    )
    expect(created.body['apiVersion']).toBe('example.com/v1beta1')
    expect(created.warnings).toEqual(['example.com/v1beta1 Widget is deprecated'])
    expect(api.world.get<JsonObject>(OBJECTS, 'widgets.example.com/default/w')!['apiVersion']).toBe(
      'example.com/v1',
    )
    const listed = api.request({ verb: 'list', ...widgets, version: 'v1beta1' })
    expect(itemsOf(listed)[0]!['apiVersion']).toBe('example.com/v1beta1')
  })

  it('need a resourceVersion in a PUT', () => {
    const api = withWidgets()
    api.create('widgets', widget('w'))
    const answer = api.request({ verb: 'update', ...widgets, name: 'w', body: widget('w', { size: 2 }) })
    expect(answer.body['message']).toBe(
      'Widget.example.com "w" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    )
  })

  it('know no strategic merge patch', () => {
    const api = withWidgets()
    api.create('widgets', widget('w'))
    const request = { verb: 'patch', patchType: 'strategic', ...widgets, name: 'w', body: {} } as const
    expect(api.request(request)).toMatchObject({
      code: 415,
      body: {
        message:
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      },
    })
  })

  const generations = [
    ['spec', {}, { spec: { size: 2 } }, 2],
    ['labels', {}, { metadata: { labels: { a: '1' } } }, 1],
    ['annotations', {}, { metadata: { annotations: { a: '1' } } }, 1],
    ['status through /status', { subresource: 'status' }, { status: { phase: 'x' } }, 1],
  ] as const

  it.each(generations)('have generation after a change of %s', (_what, more, body, generation) => {
    const api = withWidgets()
    api.create('widgets', widget('w'))
    const request = { verb: 'patch', patchType: 'merge', ...widgets, name: 'w' } as const
    expect(metadataOf(api.request({ ...request, ...more, body }).body)['generation']).toBe(generation)
  })

  it('take only status through the status subresource', () => {
    const api = withWidgets()
    api.create('widgets', widget('w'))
    const body = { metadata: { labels: { a: '1' } }, spec: { size: 9 }, status: { phase: 'x' } }
    const request = { verb: 'patch', patchType: 'merge', ...widgets, name: 'w' } as const
    const { body: after } = api.request({ ...request, subresource: 'status', body })
    expect(after).toMatchObject({ spec: { size: 1 }, status: { phase: 'x' } })
    expect(metadataOf(after)).not.toHaveProperty('labels')
  })

  it('merge keyed lists under server-side apply', () => {
    const api = withWidgets()
    const request = { verb: 'patch', patchType: 'apply', ...widgets, name: 'w' } as const
    const ports = (name: string) => widget('w', { size: 1, ports: [{ name, port: 1 }] })
    expect(api.request({ ...request, body: ports('a'), fieldManager: 'a' }).code).toBe(201)
    const { body } = api.request({ ...request, body: ports('b'), fieldManager: 'b' })
    expect(arrayAt(body, 'spec', 'ports').map((port) => (port as JsonObject)['name'])).toEqual(['a', 'b'])
  })

  it('pass through the admission hooks of components', () => {
    const review = ({ object }: { object: JsonObject | undefined }) =>
      object === undefined ? undefined : 'not today'
    const hook = { name: 'validate.example.com', group: 'example.com', resource: 'widgets', review }
    const api = new TestApi([{ name: 'x', admission: [{ ...hook, operations: ['CREATE'] }] }])
    api.create('customresourcedefinitions', widgetDefinition)
    api.settle()
    expect(api.create('widgets', widget('w'))).toMatchObject({
      code: 403,
      body: {
        reason: 'Forbidden',
        message: 'admission webhook "validate.example.com" denied the request: not today',
      },
    })
  })
})
