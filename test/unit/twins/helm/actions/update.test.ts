import { describe, expect, it } from 'vitest'
import { type Configuration, Discovery } from '../../../../../twins/helm/actions/configuration.js'
import type { Info } from '../../../../../twins/helm/actions/resource-list.js'
import { CLIENT_SIDE } from '../../../../../twins/helm/actions/resources.js'
import { type UpdateResult, update } from '../../../../../twins/helm/actions/update.js'
import { deepFreeze, type Json, type JsonObject } from '../../../../../twins/kernel/json.js'
import type { ApiRequest } from '../../../../../twins/kubernetes/client/api.js'
import { drive } from '../../../../support/drive.js'

const configuration: Configuration = {
  namespace: 'test',
  fieldManager: 'helm',
  version: { major: 3, minor: 17, patch: 2 },
  kubeVersion: 'v1.31.0',
  discovery: new Discovery(),
}

/** A ConfigMap, or a Widget: a kind without a Go type. */
function info(kind: 'ConfigMap' | 'Widget', name: string, fields: JsonObject): Info {
  const custom = kind === 'Widget'
  const [group, resource] = custom ? ['example.com', 'widgets'] : ['', 'configmaps']
  const apiVersion = custom ? 'example.com/v1' : 'v1'
  const object = deepFreeze({ apiVersion, kind, metadata: { name, namespace: 'test' }, ...fields })
  return { object, name, namespace: 'test', mapping: { group, version: 'v1', resource, kind, custom } }
}

const NOT_FOUND: JsonObject = { kind: 'Status', reason: 'NotFound', code: 404, message: 'not found' }
const REFUSED: JsonObject = { kind: 'Status', reason: 'Invalid', code: 422, message: 'is invalid' }

interface Server {
  /** By name; undefined: 404. */
  readonly live?: Readonly<Record<string, JsonObject>>
  /** `verb name` that are answered with 422. */
  readonly refuse?: readonly string[]
}

/** Run an update against a server that keeps nothing; the requests come in the order they were made. */
function run(original: readonly Info[], target: readonly Info[], server: Server = {}, force = false) {
  const requests: ApiRequest[] = []
  const options = { force, threeWayForUnstructured: false, applying: CLIENT_SIDE, takeOverFields: false }
  const result: UpdateResult = drive(update(configuration, original, target, options), ({ payload }) => {
    const request = payload as unknown as ApiRequest
    requests.push(request)
    return answer(request, server)
  })
  const lines = requests.map(
    ({ verb, name, body }) => `${verb} ${name ?? String((body as JsonObject)['name'] ?? '')}`,
  )
  return { error: result.error?.message, created: result.created.map(({ name }) => name), lines, requests }
}

function answer({ verb, name = '' }: ApiRequest, { live = {}, refuse = [] }: Server): Json {
  if (refuse.includes(`${verb} ${name}`)) return { code: 422, body: REFUSED }
  if (verb !== 'get') return { code: 200, body: {} }
  const found = live[name]
  return found === undefined ? { code: 404, body: NOT_FOUND } : { code: 200, body: found }
}

const red = info('ConfigMap', 'a', { data: { color: 'red' } })
const blue = info('ConfigMap', 'a', { data: { color: 'blue' } })
const other = info('ConfigMap', 'b', { data: {} })

describe('the requests for one object', () => {
  it('asks twice before it patches', () => {
    const { lines, requests } = run([red], [blue], { live: { a: red.object } })
    expect(lines).toEqual(['get a', 'get a', 'patch a'])
    const { patchType, body, fieldManager } = requests[2]!
    expect({ patchType, body, fieldManager }).toEqual({
      patchType: 'strategic',
      body: { data: { color: 'blue' } },
      fieldManager: 'helm',
    })
  })

  it('sends no empty patch, but refreshes what it knows', () => {
    expect(run([red], [red], { live: { a: red.object } }).lines).toEqual(['get a', 'get a', 'get a'])
  })

  it('creates what is missing', () => {
    const { lines, created } = run([red], [blue])
    expect({ lines, created }).toEqual({ lines: ['get a', 'create '], created: ['a'] })
  })

  it('replaces with the live resourceVersion when forced', () => {
    const live = { ...red.object, metadata: { name: 'a', resourceVersion: '7' } }
    const { lines, requests } = run([red], [blue], { live: { a: live } }, true)
    expect(lines).toEqual(['get a', 'get a', 'update a'])
    expect((requests[2]!.body as JsonObject)['metadata']).toMatchObject({ resourceVersion: '7' })
  })

  it('asks once more before it deletes, in the background', () => {
    const { lines, requests } = run([red, other], [red], { live: { a: red.object, b: other.object } })
    expect(lines.slice(3)).toEqual(['get b', 'delete b'])
    expect(requests.at(-1)?.propagationPolicy).toBe('Background')
  })
})

describe('patches', () => {
  it('overwrites drift of a built-in kind and leaves what no manifest names', () => {
    const live = { ...red.object, data: { color: 'green', mine: 'x' } }
    expect(run([red], [red], { live: { a: live } }).requests[2]?.body).toEqual({ data: { color: 'red' } })
  })

  it('ignores the live object of a custom resource', () => {
    const widget = info('Widget', 'w', { spec: { size: 1 } })
    const live = { ...widget.object, spec: { size: 9 } }
    expect(run([widget], [widget], { live: { w: live } }).lines).toEqual(['get w', 'get w', 'get w'])
    const larger = info('Widget', 'w', { spec: { size: 2 } })
    const { requests } = run([widget], [larger], { live: { w: live } })
    expect({ type: requests[2]?.patchType, body: requests[2]?.body }).toEqual({
      type: 'merge',
      body: { spec: { size: 2 } },
    })
  })

  it('treats an object that does not fit its Go type as a custom resource', () => {
    const wrong = info('ConfigMap', 'a', { data: { color: true } })
    expect(run([red], [wrong], { live: { a: red.object } }).requests[2]?.patchType).toBe('merge')
  })
})

describe('what goes wrong', () => {
  it('goes on after a refused patch, collects the errors and deletes nothing', () => {
    const server = {
      live: { a: red.object, b: other.object, c: other.object },
      refuse: ['patch a', 'patch b'],
    }
    const changed = info('ConfigMap', 'b', { data: { x: '1' } })
    const dropped = info('ConfigMap', 'c', {})
    const { error, lines } = run([red, other, dropped], [blue, changed], server)
    const text = (name: string) => `cannot patch "${name}" with kind ConfigMap: is invalid`
    expect(error).toBe(`${text('a')} && ${text('b')}`)
    expect(lines).not.toContain('delete c')
  })

  it('stops at a refused creation, which still counts as created', () => {
    const { error, created, lines } = run([], [red, other], { refuse: ['create '] })
    expect({ error, created, lines }).toEqual({
      error: 'failed to create resource: is invalid',
      created: ['a'],
      lines: ['get a', 'create '],
    })
  })

  it('stops at an object that is live but not in the old manifest', () => {
    const { error, lines } = run([], [red, other], { live: { a: red.object } })
    expect({ error, lines }).toEqual({ error: 'no ConfigMap with the name "a" found', lines: ['get a'] })
  })

  it.each(['get b', 'delete b'])('ignores a refused %s of a dropped object', (refused) => {
    const server = { live: { a: red.object, b: other.object }, refuse: [refused] }
    expect(run([red, other], [red], server).error).toBeUndefined()
  })
})

describe('helm.sh/resource-policy', () => {
  const annotated = (policy: string) => ({
    ...other.object,
    metadata: { name: 'b', annotations: { 'helm.sh/resource-policy': policy } },
  })

  it.each([
    ['keep', false],
    ['Keep', true],
    [' keep', true],
  ])('deletes a dropped object whose live annotation is %j: %s', (policy, deleted) => {
    const { lines } = run([other], [], { live: { b: annotated(policy) } })
    expect(lines.includes('delete b')).toBe(deleted)
  })

  it('does not look at the annotation in the dropped manifest', () => {
    const kept = { ...other, object: annotated('keep') }
    expect(run([kept], [], { live: { b: other.object } }).lines).toContain('delete b')
  })
})
