import { describe, expect, it } from 'vitest'
import { answerDifferences, comparable, distinctLookups, lookupText } from '../../../../twins/helm/lookups.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const secret: JsonObject = {
  kind: 'Secret',
  metadata: { name: 'a', uid: 'u', generation: 1 },
  data: { p: 'eA==' },
}

describe('answers of lookup', () => {
  it('are compared without what the server sets, in lists too', () => {
    expect(comparable(secret)).toEqual({ kind: 'Secret', metadata: { name: 'a' }, data: { p: 'eA==' } })
    const list = { metadata: { resourceVersion: '7' }, items: [secret] }
    expect(comparable(list)).toEqual({ metadata: {}, items: [comparable(secret)] })
  })

  it.each<[JsonObject | null, JsonObject | null, readonly string[]]>([
    [null, null, []],
    [secret, secret, []],
    [secret, null, ['nothing found']],
    [null, secret, ['found']],
    [secret, { ...secret, data: { p: 'eQ==', q: '' } }, ['data.p', 'data.q']],
  ])('name the fields that differ, never their content', (recorded, live, paths) => {
    expect(answerDifferences(recorded, live)).toEqual(paths)
  })

  it('belong to a call that stands for itself', () => {
    const lookup = { apiVersion: 'v1', kind: 'Secret', namespace: '', name: 'a' }
    expect(lookupText(lookup)).toBe('lookup "v1" "Secret" "" "a"')
    expect(distinctLookups([lookup, { ...lookup }, { ...lookup, name: '' }])).toHaveLength(2)
  })
})
