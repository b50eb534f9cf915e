import { describe, expect, it } from 'vitest'
import { discoverResources } from '../../../../../twins/kubernetes/api-server/discovery.js'
import { itemsOf } from '../../../../../twins/kubernetes/client/api.js'
import {
  addressOf,
  apiVersionOf,
  DISCOVERY_REQUEST,
  findKind,
  findResource,
  type ResourceInfo,
} from '../../../../../twins/kubernetes/client/discovery.js'
import { TestApi } from '../../../../support/api.js'
import { widgetDefinition } from '../../../../support/widgets.js'

function infosWithWidgets(): readonly ResourceInfo[] {
  const api = new TestApi()
  api.create('customresourcedefinitions', widgetDefinition)
  api.settle()
  return itemsOf(api.request(DISCOVERY_REQUEST)) as unknown as readonly ResourceInfo[]
}

const infos = infosWithWidgets()

describe('findResource', () => {
  const names = [
    ['deploy', 'deployments.apps'],
    ['deployment', 'deployments.apps'],
    ['deployments', 'deployments.apps'],
    ['Deployment', 'deployments.apps'],
    ['deployments.apps', 'deployments.apps'],
    ['deployments.v1.apps', 'deployments.apps'],
    ['po', 'pods.'],
    ['cm', 'configmaps.'],
    ['pdb', 'poddisruptionbudgets.policy'],
    ['crd', 'customresourcedefinitions.apiextensions.k8s.io'],
    ['wd', 'widgets.example.com'],
    ['widget.example.com', 'widgets.example.com'],
    ['widgets.example', 'widgets.example.com'],
    ['widgets.v1beta1.example.com', 'widgets.example.com'],
    ['deployments.extensions', undefined],
    ['nothing', undefined],
  ] as const

  it.each(names)('takes %s for %s', (text, expected) => {
    const info = findResource(infos, text)
    expect(info === undefined ? undefined : `${info.plural}.${info.group}`).toBe(expected)
  })

  it('puts the version of the text first', () => {
    expect(findResource(infos, 'widgets')!.versions).toEqual(['v1', 'v1beta1'])
    const info = findResource(infos, 'widgets.v1beta1.example.com')!
    expect([info.versions, apiVersionOf(info)]).toEqual([['v1beta1', 'v1'], 'example.com/v1beta1'])
    expect(addressOf(info)).toEqual({ group: 'example.com', version: 'v1beta1', resource: 'widgets' })
  })
})

describe('findKind', () => {
  const kinds = [
    ['v1', 'Secret', 'secrets'],
    ['apps/v1', 'Deployment', 'deployments'],
    ['example.com/v1beta1', 'Widget', 'widgets'],
    ['example.com/v2', 'Widget', undefined],
    ['extensions/v1beta1', 'Deployment', undefined],
  ] as const

  it.each(kinds)('%s %s is %s', (apiVersion, kind, plural) => {
    expect(findKind(infos, apiVersion, kind)?.plural).toBe(plural)
  })
})

describe('discovery', () => {
  it('shows a custom resource only while its definition is established', () => {
    const api = new TestApi()
    api.create('customresourcedefinitions', widgetDefinition)
    const shown = () => discoverResources(api.world).some((info) => info.plural === 'widgets')
    expect(shown()).toBe(false)
    api.settle()
    expect(shown()).toBe(true)
    const name = 'widgets.example.com'
    api.request({
      verb: 'delete',
      group: 'apiextensions.k8s.io',
      resource: 'customresourcedefinitions',
      name,
    })
    api.settle()
    expect(shown()).toBe(false)
  })

  it('says what a resource offers', () => {
    expect(findResource(infos, 'widgets')).toMatchObject({
      kind: 'Widget',
      namespaced: true,
      custom: true,
      subresources: ['status', 'scale'],
      verbs: expect.arrayContaining(['get', 'list', 'patch']),
      printerColumns: [{ name: 'Name' }, { name: 'Age', jsonPath: '.metadata.creationTimestamp' }],
    })
  })
})
