import { describe, expect, it } from 'vitest'
import { NotModelled } from '../../../../../../twins/kernel/errors.js'
import { deepFreeze, type JsonObject } from '../../../../../../twins/kernel/json.js'
import type { PatchError } from '../../../../../../twins/kubernetes/machinery/patch-error.js'
import {
  applyStrategicMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
} from '../../../../../../twins/kubernetes/machinery/strategic-merge/index.js'
import { type Answer, answer, golden } from '../golden.js'

interface Recorded {
  readonly kind: string
  readonly original: JsonObject
  readonly modified: JsonObject
  readonly current: JsonObject
  readonly twoWay: Answer<JsonObject>
  readonly threeWay: Answer<JsonObject>
  readonly applied?: Answer<JsonObject>
}

describe('strategic merge, as upstream', () => {
  const { cases } = golden<{ cases: readonly Recorded[] }>('strategic-merge')
  it.each(cases)('$kind (%#)', ({ kind, original, modified, current, twoWay, threeWay, applied }) => {
    expect(answer(() => createTwoWayMergePatch(kind, original, modified))).toEqual(twoWay)
    expect(answer(() => createThreeWayMergePatch(kind, original, modified, current))).toEqual(threeWay)
    if (applied === undefined) return
    expect(answer(() => applyStrategicMergePatch(kind, current, threeWay.result ?? {}))).toEqual(applied)
  })
})

describe('directives, as upstream', () => {
  interface Directives {
    readonly kind: string
    readonly document: JsonObject
    readonly cases: readonly ({ patch: JsonObject } & Answer<JsonObject>)[]
  }
  const { kind, document, cases } = golden<Directives>('strategic-merge-directives')
  it.each(cases)('$patch', ({ patch, ...expected }) => {
    expect(answer(() => applyStrategicMergePatch(kind, document, patch))).toEqual(expected)
  })
})

describe('what the API server answers', () => {
  const deployment = {
    metadata: { finalizers: ['a'] },
    spec: { template: { spec: { containers: [{ name: 'a' }] } } },
  }
  it.each([
    [
      { metadata: { '$setElementOrder/finalizers': ['a'], $setElementOrder: [] } },
      'strategic-merge-malformed',
    ],
    [{ spec: { $retainKeys: 'x' } }, 'strategic-merge-malformed'],
    [{ spec: { template: { spec: { containers: [[1]] } } } }, 'strategic-merge-failed'],
    [{ spec: { template: { spec: { containers: [{ image: 'x' }] } } } }, 'strategic-merge-failed'],
  ])('%j is %s', (patch, code) => {
    let thrown: unknown
    try {
      applyStrategicMergePatch('Deployment', deployment, patch)
    } catch (error) {
      thrown = error
    }
    expect((thrown as PatchError).code).toBe(code)
  })

  it('is not modelled for a kind without merge keys', () => {
    expect(() => applyStrategicMergePatch('ExternalSecret', {}, {})).toThrow(NotModelled)
  })
})

describe('applyStrategicMergePatch', () => {
  const document = deepFreeze({
    spec: {
      replicas: 1,
      template: { spec: { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] } },
    },
  })

  it('returns the document itself when nothing changes', () => {
    const patch = { spec: { template: { spec: { containers: [{ name: 'a' }] } } } }
    expect(applyStrategicMergePatch('Deployment', document, patch)).toBe(document)
  })

  it('keeps the reference of untouched parts', () => {
    const patched = applyStrategicMergePatch('Deployment', document, {
      spec: { replicas: 2 },
    }) as typeof document
    expect(patched.spec.template).toBe(document.spec.template)
  })
})
