import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/index.js'
import { itemsOf } from '../../../../../twins/kubernetes/client/api.js'
import { TestApi } from '../../../../support/api.js'

const OWNER = '11111111-2222-4333-8444-555555555555'
const reference = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: OWNER, controller: true }

function pod(name: string, more: JsonObject = {}): JsonObject {
  const metadata = { name, namespace: 'default', ownerReferences: [reference], ...more }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'c', image: 'i' }] } }
}

describe('the active pods of an owner on each node', () => {
  let api: TestApi
  beforeEach(() => {
    api = new TestApi()
    for (const name of ['a', 'b', 'c']) api.create('pods', pod(name))
    bind('a', 'node-1')
    bind('b', 'node-1')
    bind('c', 'node-2')
  })

  function bind(name: string, node: string): void {
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { kind: 'Node', name: node },
    }
    const where = { resource: 'pods', namespace: 'default', name }
    expect(api.request({ verb: 'create', subresource: 'binding', ...where, body }).code).toBe(201)
  }

  function counts(namespace = 'default', uid = OWNER): readonly JsonObject[] {
    const index = { name: 'owner', key: uid } as const
    return itemsOf(api.request({ verb: 'list', resource: 'pods', namespace, index, countByNode: true }))
  }

  function patch(name: string, body: JsonObject, subresource?: 'status'): void {
    const where = { resource: 'pods', namespace: 'default', name, patchType: 'merge' as const }
    const answer = api.request({ verb: 'patch', ...where, ...(subresource ? { subresource } : {}), body })
    expect(answer.code).toBe(200)
  }

  it('are counted once bound', () => {
    api.create('pods', pod('waiting'))
    expect(counts()).toEqual([
      { node: 'node-1', count: 2 },
      { node: 'node-2', count: 1 },
    ])
  })

  it.each(['Succeeded', 'Failed'])('do not include one that has %s', (phase) => {
    patch('a', { status: { phase } }, 'status')
    expect(counts()[0]).toEqual({ node: 'node-1', count: 1 })
  })

  it('do not include one that is being deleted, and it does not count twice when it goes', () => {
    for (const gracePeriodSeconds of [30, 0]) {
      api.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'a', gracePeriodSeconds })
      expect(counts()[0]).toEqual({ node: 'node-1', count: 1 })
    }
  })

  it('leave out a node with none', () => {
    api.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'c', gracePeriodSeconds: 0 })
    expect(counts().map((item) => item['node'])).toEqual(['node-1'])
  })

  it('follow the owner references', () => {
    patch('c', { metadata: { ownerReferences: null } })
    expect(counts().map((item) => item['node'])).toEqual(['node-1'])
  })

  it('are those of one owner in one namespace', () => {
    expect(counts('kube-system')).toEqual([])
    expect(counts('default', 'another')).toEqual([])
  })

  it('are not touched by a dry run', () => {
    api.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'c', dryRun: true })
    expect(counts()).toHaveLength(2)
  })
})
