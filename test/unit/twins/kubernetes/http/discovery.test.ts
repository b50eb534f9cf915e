import { beforeAll, describe, expect, it } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../../../../twins/kernel/index.js'
import { objectAt } from '../../../../../twins/kubernetes/client/objects.js'
import { TestFront } from '../../../../support/http-front.js'
import { widgetDefinition } from '../../../../support/widgets.js'

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

const front = new TestFront()
beforeAll(() => {
  front.api.create('customresourcedefinitions', widgetDefinition)
  front.api.settle()
})

const listOf = (value: Json | undefined) => (value ?? []) as readonly JsonObject[]

describe('discovery', () => {
  it('in one document tells of each resource once', () => {
    const { body, headers } = front.get('/apis', { accept: AGGREGATED })
    expect(headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    )
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' })
    const apps = listOf(body['items']).find((group) => objectAt(group, 'metadata')['name'] === 'apps')
    const [v1] = listOf(apps?.['versions'])
    const deployment = listOf(v1?.['resources']).find((one) => one['resource'] === 'deployments')
    expect(deployment).toEqual({
      resource: 'deployments',
      responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      scope: 'Namespaced',
      singularResource: 'deployment',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        {
          subresource: 'scale',
          responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: ['get', 'patch', 'update'],
        },
        {
          subresource: 'status',
          responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
          verbs: ['get', 'patch', 'update'],
        },
      ],
    })
  })

  it('is not sent again to a client that has it', () => {
    const { headers } = front.get('/apis', { accept: AGGREGATED })
    const again = front.get('/apis', { accept: AGGREGATED, 'if-none-match': String(headers['etag']) })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('in v2beta1 goes to clients that know no other', () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList'
    expect(front.get('/api', { accept }).body['apiVersion']).toBe('apidiscovery.k8s.io/v2beta1')
  })

  it('in plain documents lists resources and subresources', () => {
    expect(front.get('/api').body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    const { body } = front.get('/apis/apps/v1')
    const names = listOf(body['resources']).map((one) => one['name'])
    expect(names.slice(-3)).toEqual(['statefulsets', 'statefulsets/scale', 'statefulsets/status'])
    // As a cluster says it: the beginning of the SHA-256 of group, version and kind.
    const deployments = listOf(body['resources']).find((one) => one['name'] === 'deployments')
    expect(deployments?.['storageVersionHash']).toBe('8aSe+NMegvE=')
  })

  it('has built-in groups by priority, then those of custom resources', () => {
    const groups = listOf(front.get('/apis').body['groups']).map((group) => group['name'])
    expect(groups[0]).toBe('apps')
    expect(groups.at(-1)).toBe('example.com')
  })

  it('has versions of custom resources by preference', () => {
    const { body } = front.get('/apis/example.com')
    expect(body['preferredVersion']).toEqual(listOf(body['versions'])[0])
  })

  it.each(['/apis/nope', '/apis/apps/v9', '/api/v2'])('does not know %s', (path) => {
    expect(front.get(path).status).toBe(404)
  })
})

function references(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(references)
  if (!isObject(value)) return []
  const { $ref } = value
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(value).flatMap(references)]
}

describe('OpenAPI', () => {
  const index = () => objectAt(front.get('/openapi/v3').body, 'paths')

  it('is complete: every reference leads somewhere', () => {
    for (const path of Object.keys(index())) {
      const { body } = front.get(`/openapi/v3/${path}`)
      const schemas = objectAt(body, 'components', 'schemas')
      const missing = references(body).filter(
        (one) => schemas[one.slice('#/components/schemas/'.length)] === undefined,
      )
      expect([path, missing]).toEqual([path, []])
    }
  })

  it('tells what clients look for before they patch', () => {
    const { body } = front.get('/openapi/v3/apis/apps/v1')
    const patch = objectAt(body, 'paths', '/apis/apps/v1/namespaces/{namespace}/deployments/{name}', 'patch')
    expect(listOf(patch['parameters']).map((one) => one['name'])).toEqual([
      'dryRun',
      'fieldManager',
      'fieldValidation',
      'force',
    ])
    expect(Object.keys(objectAt(patch, 'requestBody', 'content'))).toContain(
      'application/strategic-merge-patch+json',
    )
    expect(patch['x-kubernetes-group-version-kind']).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
    })
  })

  it('tells how lists merge', () => {
    const schemas = objectAt(front.get('/openapi/v3/apis/apps/v1').body, 'components', 'schemas')
    expect(objectAt(schemas, 'io.k8s.api.core.v1.PodSpec', 'properties', 'containers')).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    })
    expect(objectAt(schemas, 'io.k8s.api.core.v1.PodSpec', 'properties', 'volumes')).toMatchObject({
      'x-kubernetes-patch-strategy': 'merge,retainKeys',
    })
  })

  it('has custom resources, without strategic merge', () => {
    const { body } = front.get('/openapi/v3/apis/example.com/v1')
    expect(objectAt(body, 'components', 'schemas', 'com.example.v1.Widget')['type']).toBe('object')
    expect(JSON.stringify(body['paths'])).not.toContain('strategic-merge-patch')
  })

  it('sends an outdated hash on to the present document', () => {
    const answer = front.get('/openapi/v3/api/v1?hash=OLD')
    const url = objectAt(index(), 'api/v1')['serverRelativeURL']
    expect([answer.status, answer.headers['location']]).toEqual([301, url])
    expect(front.get(String(url)).headers['cache-control']).toBe('public, immutable')
  })

  it('has no definitions in version 2, which kubectl reads before it applies a List', () => {
    expect(front.get('/openapi/v2').body).toMatchObject({ swagger: '2.0', definitions: {} })
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
    const answer = front.handle('GET', '/openapi/v2', { headers: { accept } })
    if (answer.kind !== 'whole') throw new TypeError('not whole')
    // A name with an @ is no media type: Go clients refuse an answer that has it.
    expect(answer.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf')
    const text = Buffer.from(answer.body as Uint8Array).toString('latin1')
    expect(text).toBe('\n\x032.0\x12\x19\n\nKubernetes\x12\x0bunversioned')
  })

  it('offers strategic merge patches of CustomResourceDefinitions, as other clients send them', () => {
    const { body } = front.get('/openapi/v3/apis/apiextensions.k8s.io/v1')
    expect(JSON.stringify(body['paths'])).toContain('strategic-merge-patch')
  })

  it('has both versions of an autoscaler, each with its own fields', () => {
    const fieldsOf = (version: string) => {
      const { body } = front.get(`/openapi/v3/apis/autoscaling/${version}`)
      const name = `io.k8s.api.autoscaling.${version}.HorizontalPodAutoscalerSpec`
      return Object.keys(objectAt(body, 'components', 'schemas', name, 'properties'))
    }
    expect(fieldsOf('v1')).toContain('targetCPUUtilizationPercentage')
    expect(fieldsOf('v2')).toContain('metrics')
  })
})
