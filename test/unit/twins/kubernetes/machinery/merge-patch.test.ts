import { describe, expect, it } from 'vitest'
import { deepFreeze, type JsonObject } from '../../../../../twins/kernel/json.js'
import {
  applyMergePatch,
  createMergePatch,
  createThreeWayMergePatch,
} from '../../../../../twins/kubernetes/machinery/merge-patch.js'
import { PatchError } from '../../../../../twins/kubernetes/machinery/patch-error.js'
import { golden } from './golden.js'

type Recorded = {
  cases: readonly {
    original: JsonObject
    modified: JsonObject
    current: JsonObject
    two: JsonObject
    three: JsonObject
    applied: JsonObject
  }[]
}

describe('merge patch, as upstream', () => {
  it.each(golden<Recorded>('merge-patch').cases)(
    'case %#',
    ({ original, modified, current, two, three, applied }) => {
      expect(createMergePatch(original, modified)).toEqual(two)
      expect(createThreeWayMergePatch(original, modified, current)).toEqual(three)
      expect(applyMergePatch(current, modified)).toEqual(applied)
    },
  )
})

describe('applyMergePatch', () => {
  it('returns the document itself when nothing changes', () => {
    const document = deepFreeze({ a: { b: [1, 2] }, c: null })
    expect(applyMergePatch(document, { a: { b: [1, 2] }, missing: null })).toBe(document)
  })

  it('keeps the reference of untouched parts', () => {
    const document = deepFreeze({ a: { b: 1 }, c: { d: 1 } })
    expect((applyMergePatch(document, { c: { d: 2 } }) as typeof document).a).toBe(document.a)
  })

  it('refuses a patch that is not an object', () => {
    expect(() => applyMergePatch({}, [1])).toThrow(PatchError)
  })
})

describe('createThreeWayMergePatch', () => {
  it('overwrites drift, deletes what the manifest dropped and keeps what only the server has', () => {
    const patch = createThreeWayMergePatch(
      { spec: { a: 1, dropped: 1 } },
      { spec: { a: 1 } },
      { spec: { a: 7, dropped: 1, server: 1 }, status: {} },
    )
    expect(patch).toEqual({ spec: { a: 1, dropped: null } })
  })
})
