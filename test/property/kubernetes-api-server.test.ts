import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import { itemsOf } from '../../twins/kubernetes/client/api.js'
import { metadataOf, OBJECTS, textAt } from '../../twins/kubernetes/client/objects.js'
import { configMap, deployment, pod, TestApi, type TestRequest } from '../support/api.js'

const KINDS = [
  { group: '', resource: 'configmaps', body: (name: string) => configMap(name) },
  { group: '', resource: 'pods', body: (name: string) => pod(name, 'node-1') },
  { group: 'apps', resource: 'deployments', body: (name: string) => deployment(name) },
] as const

const text = fc.constantFrom('1', '2', '3')
const finalizers = fc.constantFrom(undefined, null, ['a/b'], ['a/b', 'c/d'])
const metadataPatch = fc.record({ labels: fc.option(fc.record({ x: text })), finalizers })

const request: fc.Arbitrary<TestRequest> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    name: fc.constantFrom('a', 'b'),
    verb: fc.constantFrom('create', 'update', 'patch', 'apply', 'delete', 'status', 'deletecollection'),
    policy: fc.constantFrom('Background', 'Foreground', 'Orphan'),
    grace: fc.constantFrom(undefined, 0, 5),
    metadata: metadataPatch,
    dryRun: fc.boolean(),
    manager: fc.constantFrom('x', 'y'),
  })
  .map(({ kind, name, verb, policy, grace, metadata, dryRun, manager }) => {
    const { group, resource } = kind
    const address = { group, resource, namespace: 'default', name, dryRun, fieldManager: manager }
    const full = kind.body(name)
    const { finalizers: held, labels } = metadata
    const defined = { ...(held ? { finalizers: held } : {}), ...(labels ? { labels } : {}) }
    const body = { ...full, metadata: { ...metadataOf(full), ...defined } }
    const patch = JSON.parse(JSON.stringify({ metadata })) as JsonObject
    switch (verb) {
      case 'create':
      case 'update':
        return { ...address, verb, body }
      case 'patch':
        return { ...address, verb, patchType: 'merge', body: patch }
      case 'apply':
        return { ...address, verb: 'patch', patchType: 'apply', force: true, body }
      case 'status':
        return {
          ...address,
          verb: 'patch',
          patchType: 'merge',
          subresource: 'status',
          body: { status: { x: 1 } },
        }
      case 'deletecollection':
        return { group, resource, namespace: 'default', verb, dryRun }
      default:
        return {
          ...address,
          verb,
          propagationPolicy: policy,
          ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
        }
    }
  })

function versionOf(object: JsonObject | undefined): number {
  return Number(textAt(metadataOf(object ?? {}), 'resourceVersion') || '0')
}

/** What a watcher that has seen all changes of a table believes to be there. */
function replay(api: TestApi): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>()
  for (const { table, key, after } of api.changes) {
    if (table !== OBJECTS) continue
    if (after === undefined) rows.delete(key)
    else rows.set(key, after)
  }
  return rows
}

describe('the API server under any sequence of requests', () => {
  it('keeps uids, never lowers a resourceVersion, and tells watchers everything', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 25 }), (requests) => {
        const api = new TestApi()
        for (const one of requests) {
          const { revision, seq } = api.world
          const { code } = api.request(one)
          expect(code).not.toBe(500)
          expect(api.world.revision).toBeGreaterThanOrEqual(revision)
          if (one.dryRun === true || code >= 400) expect(api.world.revision).toBe(revision)
          if (one.dryRun === true) expect(api.world.seq).toBe(seq)
        }
        for (const { before, after } of api.changes.filter(({ table }) => table === OBJECTS)) {
          if (after === undefined) continue
          expect(textAt(metadataOf(after as JsonObject), 'uid')).not.toBe('')
          expect(versionOf(after as JsonObject)).toBeGreaterThan(versionOf(before as JsonObject | undefined))
        }
        const believed = replay(api)
        const stored = api.world.list<JsonObject>(OBJECTS)
        expect(stored.map(({ key }) => key)).toEqual([...believed.keys()].sort())
        for (const { key, value } of stored) expect(believed.get(key)).toBe(value)
        for (const { group, resource } of KINDS) {
          const listed = itemsOf(api.request({ verb: 'list', group, resource }))
          const prefix = group === '' ? `${resource}/` : `${resource}.${group}/`
          expect(listed).toEqual(stored.filter(({ key }) => key.startsWith(prefix)).map(({ value }) => value))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('answers the same in every run', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
        const answers = () => {
          const api = new TestApi()
          return requests.map((one) => api.request(one))
        }
        expect(answers()).toEqual(answers())
      }),
      { numRuns: 20 },
    )
  })
})
