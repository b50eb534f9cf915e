import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../twins/kernel/json.js'
import { toGoYaml } from '../../twins/kubernetes/tools/kubectl/printers/go-yaml.js'
import { parseYaml } from '../../twins/kubernetes/yaml/parse-yaml.js'

/** Text without the characters YAML 1.1 takes for line breaks, and without halves of pairs. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.stringMatching(/^[ :#'"\-\n\t0-9a-z_.+]{0,40}$/),
    fc.constantFrom(
      'y',
      'null',
      '012',
      '1e3',
      '12:30:45',
      '2024-01-02',
      '---',
      '<<',
      '~',
      ' a',
      'a ',
      '\n',
      ' \n',
    ),
  )
  .filter((value) => !/[\u0085\u2028\u2029\ufeff\r]|[\ud800-\udfff]/u.test(value))

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => !Number.isInteger(value) || Math.abs(value) < 2 ** 53 || Math.abs(value) >= 1e21)
    .map((value) => value + 0),
)

/** Upstream prints the key `<<` bare, so that it comes back as a merge. */
const key = text.filter((each) => each !== '<<')

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}))

describe('YAML as kubectl prints and reads it', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(value, (document) => {
        expect(parseYaml(toGoYaml(document))).toEqual(document)
      }),
      { numRuns: 500 },
    )
  })
})
