import { beforeEach, describe, expect, it } from 'vitest'
import { type JsonObject, World } from '../../../../../twins/kernel/index.js'
import { metadataOf, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { compactHistory } from '../../../../../twins/kubernetes/http/watch/compact-history.js'
import { type ReadEvent, TestFront } from '../../../../support/http-front.js'
import { widgetDefinition } from '../../../../support/widgets.js'

const MAPS = '/api/v1/namespaces/default/configmaps'
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }

let front: TestFront
beforeEach(() => {
  front = new TestFront()
})

function create(name: string, labels: JsonObject = {}): number {
  const { body } = front.send('POST', MAPS, { body: { metadata: { name, labels } } })
  return Number(metadataOf(body)['resourceVersion'])
}

const told = (events: readonly ReadEvent[]) =>
  events.map(({ type, object }) => `${type} ${textAt(object, 'metadata', 'name')}`)

describe('a watch', () => {
  it.each(['', '&resourceVersion=0'])('begins with what is there: %j', (version) => {
    create('a')
    create('b')
    const stream = front.watch(`${MAPS}?watch=true${version}`)
    create('c')
    expect(told(front.drain(stream))).toEqual(['ADDED a', 'ADDED b', 'ADDED c'])
  })

  it('shows who manages which fields, as reading does', () => {
    const version = create('old', { app: 'x' })
    const told = []
    const asRead = []
    for (const value of ['1', '2']) {
      const path = `${MAPS}/old?fieldManager=writer-${value}`
      front.send('PATCH', path, {
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { data: { [`key-${value}`]: value } },
      })
      asRead.push(front.get(`${MAPS}/old`).body)
    }
    front.send('DELETE', `${MAPS}/old`)
    const stream = front.watch(`${MAPS}?watch=1&resourceVersion=${version}`)
    for (const { object } of front.drain(stream)) told.push(object)
    const [first, second, deleted] = told
    expect([first, second]).toEqual(asRead)
    expect(metadataOf(second!)['managedFields']).toHaveLength(3)
    expect(metadataOf(deleted!)['managedFields']).toEqual(metadataOf(second!)['managedFields'])
  })

  it('goes on from a version', () => {
    const version = create('a')
    create('b')
    front.send('DELETE', `${MAPS}/a`)
    const stream = front.watch(`${MAPS}?watch=1&resourceVersion=${version}`)
    expect(told(front.drain(stream))).toEqual(['ADDED b', 'DELETED a'])
  })

  it('marks the end of the initial events', () => {
    create('a')
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const [added, mark] = front.drain(front.watch(`${MAPS}?${query}`))
    expect([added?.type, mark]).toEqual([
      'ADDED',
      {
        type: 'BOOKMARK',
        object: {
          kind: 'ConfigMap',
          apiVersion: 'v1',
          metadata: {
            resourceVersion: String(front.world.revision),
            creationTimestamp: null,
            annotations: { 'k8s.io/initial-events-end': 'true' },
          },
        },
      },
    ])
  })

  it('has bookmarks only of what it has told, and only when they are wanted', () => {
    const stream = front.watch(`${MAPS}?watch=1&allowWatchBookmarks=true`)
    const before = front.world.revision
    front.drain(stream)
    create('a')
    create('b')
    expect(JSON.parse(stream.bookmark(front.world))).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: String(before) } },
    })
    stream.read(front.world, 1)
    expect(stream.bookmark(front.world)).toBe('')
    front.drain(stream)
    expect(JSON.parse(stream.bookmark(front.world))).toMatchObject({
      object: { metadata: { resourceVersion: String(front.world.revision) } },
    })
    expect(front.watch(`${MAPS}?watch=1`).bookmark(front.world)).toBe('')
  })

  it('adds what enters its selection and deletes what leaves it', () => {
    const stream = front.watch(`${MAPS}?watch=1&labelSelector=a%3Db`)
    create('x')
    const label = (a: string) =>
      front.send('PATCH', `${MAPS}/x`, {
        body: { metadata: { labels: { a } } },
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    label('b')
    label('c')
    const events = front.drain(stream)
    expect(told(events)).toEqual(['ADDED x', 'DELETED x'])
    expect(metadataOf(events[1]?.object ?? {})).toMatchObject({
      labels: { a: 'b' },
      resourceVersion: String(front.world.revision),
    })
  })

  it('shows a deleted object in its last state with the version of the deletion', () => {
    const stream = front.watch(`${MAPS}?watch=1`)
    const version = create('a')
    front.send('DELETE', `${MAPS}/a`)
    const [, deleted] = front.drain(stream)
    expect(Number(metadataOf(deleted?.object ?? {})['resourceVersion'])).toBe(version + 1)
  })

  it('of tables sends the columns once', () => {
    create('a')
    create('b')
    const events = front.drain(front.watch(`${MAPS}?watch=1`, TABLE))
    expect(events.map(({ object }) => [object['kind'], object['columnDefinitions'] !== null])).toEqual([
      ['Table', true],
      ['Table', false],
    ])
  })

  it('ends after timeoutSeconds', () => {
    expect(front.watch(`${MAPS}?watch=1&timeoutSeconds=7`).timeoutMs).toBe(7000)
    expect(front.watch(`${MAPS}?watch=1`).timeoutMs).toBeUndefined()
  })

  it('that needs older history than there is fails with 410', () => {
    const version = create('a')
    create('b')
    create('c')
    front.api.world = compactHistory(front.world, 1)
    const stream = front.watch(`${MAPS}?watch=1&resourceVersion=${version}`)
    const part = stream.read(front.world)
    const message = `too old resource version: ${version} (${version + 1})`
    expect(part.done).toBe(true)
    expect(part.chunks.map((chunk) => JSON.parse(chunk) as ReadEvent)).toMatchObject([
      { type: 'ERROR', object: { kind: 'Status', message, reason: 'Expired', code: 410 } },
    ])
  })

  it('fails when another history is put in place of its own', () => {
    const earlier = front.world
    create('a')
    const stream = front.watch(`${MAPS}?watch=1`)
    front.drain(stream)
    front.api.world = new World({ ...earlier })
    expect(stream.read(front.world)).toMatchObject({ done: true })
    front.api.world = new World({ ...earlier })
    create('other')
    create('more')
    const late = front.watch(`${MAPS}?watch=1`)
    front.drain(late)
    front.api.world = new World({ ...earlier })
    create('third')
    create('fourth')
    create('fifth')
    expect(front.drain(late)[0]?.type).toBe('ERROR')
  })

  it('of custom resources is in the version asked for, and ends when the definition changes', () => {
    front.api.create('customresourcedefinitions', widgetDefinition)
    front.api.settle()
    const widgets = '/apis/example.com/v1beta1/namespaces/default/widgets'
    const stream = front.watch(`${widgets}?watch=1`)
    front.send('POST', widgets, { body: widget('w') })
    const [event] = front.drain(stream)
    expect([event?.type, event?.object['apiVersion']]).toEqual(['ADDED', 'example.com/v1beta1'])
    front.send('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com')
    front.api.settle()
    const part = stream.read(front.world)
    expect(part.chunks.map((chunk) => (JSON.parse(chunk) as ReadEvent).type)).toEqual(['DELETED'])
    expect(stream.read(front.world).done).toBe(true)
  })
})

function widget(name: string): JsonObject {
  return { apiVersion: 'example.com/v1beta1', kind: 'Widget', metadata: { name }, spec: { size: 1 } }
}

describe('a list', () => {
  it.each([
    ['resourceVersion=0', 200],
    ['resourceVersion=1', 200],
    ['resourceVersion=999', 504],
    ['resourceVersion=x', 400],
    ['resourceVersionMatch=Exact', 422],
    ['resourceVersionMatch=Exact&resourceVersion=0', 422],
    ['resourceVersionMatch=Exact&resourceVersion=1', 410],
    ['resourceVersionMatch=Sometimes&resourceVersion=1', 422],
    ['resourceVersionMatch=NotOlderThan&resourceVersion=1', 200],
    ['sendInitialEvents=true', 422],
    ['watch=1&sendInitialEvents=true', 422],
    ['watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1', 422],
    ['watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=999', 504],
    ['labelSelector=a%20in%20(', 400],
    ['fieldSelector=spec.nope%3D1', 400],
    ['continue=nonsense', 400],
    ['continue=eyJ2IjoieCJ9', 400],
  ])('with %s answers %i', (query, status) => {
    expect(front.send('GET', `${MAPS}?${query}`).status).toBe(status)
  })

  it('whose version is forgotten goes on with a token for the newest one', () => {
    front = new TestFront(1)
    for (const name of ['a', 'b', 'c']) create(name)
    const first = front.get(`${MAPS}?limit=1`)
    create('aa')
    front.get(`${MAPS}?limit=1`)
    const token = textAt(first.body, 'metadata', 'continue')
    const gone = front.get(`${MAPS}?limit=1&continue=${token}`)
    expect([gone.status, gone.body['reason']]).toEqual([410, 'Expired'])
    const fresh = textAt(gone.body, 'metadata', 'continue')
    const rest = front.get(`${MAPS}?continue=${fresh}`)
    expect(
      (rest.body['items'] as readonly JsonObject[]).map((one) => textAt(one, 'metadata', 'name')),
    ).toEqual(['aa', 'b', 'c'])
  })

  it('comes whole from version 0', () => {
    for (const name of ['a', 'b', 'c']) create(name)
    const { body } = front.get(`${MAPS}?limit=1&resourceVersion=0`)
    expect([(body['items'] as readonly JsonObject[]).length, metadataOf(body)['continue']]).toEqual([
      3,
      undefined,
    ])
  })

  it('can be of an exact version while its pages are remembered', () => {
    for (const name of ['a', 'b']) create(name)
    const version = front.world.revision
    front.get(`${MAPS}?limit=1`)
    create('c')
    const { body } = front.get(`${MAPS}?resourceVersionMatch=Exact&resourceVersion=${version}`)
    expect((body['items'] as readonly JsonObject[]).length).toBe(2)
  })

  it('of what was deleted together answers with what there was', () => {
    create('a', { x: '1' })
    create('b', { x: '2' })
    const { status } = front.send('DELETE', `${MAPS}?labelSelector=x%3D1`)
    const { body } = front.get(MAPS)
    expect([status, (body['items'] as readonly JsonObject[]).length]).toEqual([200, 1])
  })
})
