import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/index.js'
import { metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { compactHistory } from '../../twins/kubernetes/http/watch/compact-history.js'
import { type ReadEvent, TestFront } from '../support/http-front.js'

/** One write to a config map: its name and label are small numbers, so that they meet. */
type Step =
  | { readonly do: 'put'; readonly space: number; readonly name: number; readonly label: number }
  | { readonly do: 'delete'; readonly space: number; readonly name: number }

const SPACES = ['default', 'kube-system']

const place = { space: fc.nat(1), name: fc.nat(3) }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('put' as const), ...place, label: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), ...place }) },
)
const steps = fc.array(step, { maxLength: 25 })
const selector = fc.constantFrom(
  '',
  'labelSelector=l%3D1',
  'labelSelector=l!%3D1',
  'fieldSelector=metadata.name%3Dc1',
)
const scope = fc.constantFrom('/api/v1/configmaps', '/api/v1/namespaces/default/configmaps')

function run(front: TestFront, { space, name, ...change }: Step): void {
  const namespace = SPACES[space] as string
  const target = `/api/v1/namespaces/${namespace}/configmaps`
  if (change.do === 'delete') {
    front.send('DELETE', `${target}/c${name}`)
    return
  }
  const body = { metadata: { name: `c${name}`, labels: { l: String(change.label) } } }
  const created = front.send('POST', target, { body })
  if (created.status === 409) front.send('PUT', `${target}/c${name}`, { body })
}

/** A list as a client keeps it: by namespace and name, without managedFields, which events leave out. */
function listed(front: TestFront, target: string): Map<string, JsonObject> {
  const { body } = front.get(target)
  return new Map((body['items'] as readonly JsonObject[]).map((item) => [keyOf(item), bare(item)]))
}

function keyOf(object: JsonObject): string {
  return `${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`
}

function bare({ kind: _kind, apiVersion: _apiVersion, ...object }: JsonObject): JsonObject {
  const { managedFields: _managers, ...metadata } = metadataOf(object)
  return { ...object, metadata }
}

/** What a client that applies events to its cache has, each event checked for making sense there. */
function applied(cache: Map<string, JsonObject>, events: readonly ReadEvent[]): Map<string, JsonObject> {
  const result = new Map(cache)
  for (const { type, object } of events) {
    const key = keyOf(object)
    expect([type, result.has(key)]).toEqual([type, type !== 'ADDED'])
    if (type === 'DELETED') result.delete(key)
    else result.set(key, bare(object))
  }
  return result
}

const sorted = (cache: ReadonlyMap<string, JsonObject>) =>
  [...cache].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)

describe('a watch', () => {
  it('from the version of a list leads from that list to the present one', () => {
    fc.assert(
      fc.property(
        steps,
        steps,
        selector,
        scope,
        fc.integer({ min: 1, max: 4 }),
        (before, after, select, path, chunk) => {
          const front = new TestFront()
          for (const one of before) run(front, one)
          const list = front.get(`${path}?${select}`)
          const cache = listed(front, `${path}?${select}`)
          const version = textAt(list.body, 'metadata', 'resourceVersion')
          const late = Math.floor(after.length / 2)
          for (const one of after.slice(0, late)) run(front, one)
          const stream = front.watch(`${path}?watch=1&resourceVersion=${version}&${select}`)
          const events = [...front.drain(stream, chunk)]
          for (const one of after.slice(late)) {
            run(front, one)
            events.push(...front.drain(stream, chunk))
          }
          expect(sorted(applied(cache, events))).toEqual(sorted(listed(front, `${path}?${select}`)))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('says the same whenever and in whatever chunks it is read', () => {
    fc.assert(
      fc.property(steps, selector, fc.array(fc.integer({ min: 0, max: 3 })), (writes, select, chunks) => {
        const front = new TestFront()
        const target = `/api/v1/configmaps?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1&${select}`
        const eager = front.watch(target)
        const slow = front.watch(target)
        const [told, read]: string[][] = [[], []]
        writes.forEach((one, index) => {
          run(front, one)
          told!.push(...eager.read(front.world).chunks)
          const limit = chunks[index] ?? 0
          if (limit > 0) read!.push(...slow.read(front.world, limit).chunks)
        })
        told!.push(...eager.read(front.world).chunks)
        for (let part = slow.read(front.world, 1); ; part = slow.read(front.world, 1)) {
          read!.push(...part.chunks)
          if (!part.more) break
        }
        expect(read).toEqual(told)
      }),
      { numRuns: 30 },
    )
  })

  it('ends with 410 when its history was compacted, and else does not notice', () => {
    fc.assert(
      fc.property(steps, steps, fc.nat(30), (before, after, keep) => {
        const front = new TestFront()
        for (const one of before) run(front, one)
        const cache = listed(front, '/api/v1/configmaps')
        const { revision: version, seq } = front.world
        for (const one of after) run(front, one)
        const entries = front.world.seq - seq
        front.api.world = compactHistory(front.world, keep)
        const stream = front.watch(`/api/v1/configmaps?watch=1&resourceVersion=${version}`)
        const events = front.drain(stream)
        const [first] = events
        if (first?.type === 'ERROR') {
          expect(entries).toBeGreaterThan(keep)
          expect(first.object).toMatchObject({ code: 410, reason: 'Expired' })
          expect(textAt(first.object, 'message')).toMatch(
            new RegExp(`^too old resource version: ${version} \\(\\d+\\)$`),
          )
        } else {
          expect(sorted(applied(cache, events))).toEqual(sorted(listed(front, '/api/v1/configmaps')))
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('a list in pages', () => {
  it('is the whole list of its first page, whatever is written in between', () => {
    fc.assert(
      fc.property(
        steps,
        steps,
        selector,
        scope,
        fc.integer({ min: 1, max: 4 }),
        (before, between, select, path, limit) => {
          const front = new TestFront()
          for (const one of before) run(front, one)
          const whole = front.get(`${path}?${select}`).body['items'] as readonly JsonObject[]
          const pages: JsonObject[] = []
          const writes = [...between]
          let token = ''
          do {
            const { body } = front.get(`${path}?${select}&limit=${limit}&continue=${token}`)
            pages.push(...(body['items'] as readonly JsonObject[]))
            token = textAt(body, 'metadata', 'continue')
            const remaining = metadataOf(body)['remainingItemCount']
            if (remaining !== undefined) expect(remaining).toBe(whole.length - pages.length)
            const write = writes.shift()
            if (write !== undefined) run(front, write)
          } while (token !== '')
          expect(pages).toEqual(whole)
        },
      ),
      { numRuns: 30 },
    )
  })
})
