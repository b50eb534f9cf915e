import { describe, expect, it } from 'vitest'
import { deepFreeze, type Json } from '../../../../../twins/kernel/json.js'
import { applyJsonPatch } from '../../../../../twins/kubernetes/machinery/json-patch.js'
import { PatchError } from '../../../../../twins/kubernetes/machinery/patch-error.js'
import { golden } from './golden.js'

type Recorded = { cases: readonly { document: Json; patch: Json; result?: Json; fails?: true }[] }

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return error instanceof PatchError ? error.code : `not a PatchError: ${String(error)}`
  }
  return undefined
}

describe('applyJsonPatch', () => {
  it.each(golden<Recorded>('json-patch').cases)(
    '$patch on $document',
    ({ document, patch, result, fails }) => {
      if (fails) expect(codeOf(() => applyJsonPatch(document, patch))).toBe('json-patch-failed')
      else expect(applyJsonPatch(document, patch)).toEqual(result)
    },
  )

  it('answers a failed patch with the constant text of the API server', () => {
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/a' }])).toThrow(
      'the server rejected our request due to an error in our request',
    )
  })

  it('keeps the reference of what it does not touch, and of the document when nothing changes', () => {
    const document = deepFreeze({ a: { deep: [1, { b: 2 }] }, c: 1 })
    const changed = applyJsonPatch(document, [{ op: 'replace', path: '/c', value: 2 }]) as typeof document
    expect(changed.a).toBe(document.a)
    expect(applyJsonPatch(document, [{ op: 'test', path: '/c', value: 1 }])).toBe(document)
  })

  it.each([
    [{ op: 'add' }, 'json-patch-malformed'],
    ['x', 'json-patch-malformed'],
    [[1], 'json-patch-malformed'],
    [Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 })), 'json-patch-too-long'],
  ])('refuses a patch that is not a list of operations, or too long (%#)', (patch, code) => {
    expect(codeOf(() => applyJsonPatch({ a: 1 }, patch))).toBe(code)
  })

  it('does not reach the prototype', () => {
    expect(codeOf(() => applyJsonPatch({}, [{ op: 'add', path: '/__proto__/polluted', value: 1 }]))).toBe(
      'json-patch-failed',
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
