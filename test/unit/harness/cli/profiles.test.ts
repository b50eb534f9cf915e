import { expect, it } from 'vitest'
import { readProfiles } from '../../../../harness/cli/values.js'

it.each([
  [[], [{}]],
  [['eso=0.10.7'], [{ eso: '0.10.7' }]],
  [['eso=0.10.7,2.9.0'], [{ eso: '0.10.7' }, { eso: '2.9.0' }]],
  [
    ['eso=1,2', 'helm=3,4'],
    [
      { eso: '1', helm: '3' },
      { eso: '1', helm: '4' },
      { eso: '2', helm: '3' },
      { eso: '2', helm: '4' },
    ],
  ],
])('%j', (texts, profiles) => {
  expect(readProfiles(texts)).toEqual(profiles)
})

it('refuses what names no version', () => {
  expect(() => readProfiles(['eso'])).toThrow('cannot read --profile eso')
})
