import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../../../../../../twins/kernel/json.js'
import {
  difference,
  type FieldSet,
  hasPath,
  intersection,
  inWireOrder,
  pathsOf,
  pathText,
  recursiveDifference,
  union,
} from '../../../../../../twins/kubernetes/machinery/managed-fields/field-set.js'

const A: FieldSet = deepFreeze({ 'f:a': {}, 'f:b': { '.': {}, 'f:c': {} }, 'f:d': { 'f:e': {} } })
const B: FieldSet = deepFreeze({ 'f:b': {}, 'f:d': { '.': {}, 'f:x': {} } })

function texts(set: FieldSet): readonly string[] {
  return pathsOf(set).map(pathText)
}

describe('field sets', () => {
  it.each([
    ['union', union(A, B), ['.a', '.b', '.d', '.b.c', '.d.e', '.d.x']],
    ['intersection', intersection(A, B), ['.b']],
    ['difference keeps what is below', difference(A, B), ['.a', '.b.c', '.d.e']],
    ['recursive difference does not', recursiveDifference(A, B), ['.a']],
    ['difference the other way', difference(B, A), ['.d', '.d.x']],
  ])('%s', (_name, set, expected) => {
    expect(texts(set)).toEqual(expected)
  })

  it('keeps references when nothing changes', () => {
    expect(union(A, { 'f:a': {} })).toBe(A)
    expect(difference(A, { 'f:zz': {} })).toBe(A)
    expect(intersection(A, A)).toBe(A)
    expect(union(A, { 'f:q': {} })['f:b']).toBe(A['f:b'])
  })

  it('makes an element that gets something below a member of both', () => {
    expect(union({ 'f:a': {} }, { 'f:a': { 'f:b': {} } })).toEqual({ 'f:a': { '.': {}, 'f:b': {} } })
  })

  it('knows members from what only leads to them', () => {
    expect(hasPath(A, ['f:b'])).toBe(true)
    expect(hasPath(A, ['f:d'])).toBe(false)
    expect(hasPath(A, ['f:d', 'f:e'])).toBe(true)
    expect(hasPath(A, [])).toBe(false)
  })

  it('orders keys by value, not by text', () => {
    const port = (number: number): string => `k:{"containerPort":${number},"protocol":"TCP"}`
    const set = { [port(8080)]: {}, [port(443)]: {}, 'v:"z"': {}, 'f:z': {}, '.': {} }
    expect(Object.keys(inWireOrder(set))).toEqual(['.', 'f:z', port(443), port(8080), 'v:"z"'])
  })

  it.each([
    [['f:spec', 'f:containers', 'k:{"name":"c"}', 'f:image'], '.spec.containers[name="c"].image'],
    [['k:{"port":80,"protocol":"TCP"}'], '[port=80,protocol="TCP"]'],
    [['f:metadata', 'f:finalizers', 'v:"a/b"'], '.metadata.finalizers[="a/b"]'],
    [['i:3'], '[3]'],
  ])('prints %j', (path, text) => {
    expect(pathText(path)).toBe(text)
  })
})
