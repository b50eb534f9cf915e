import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { parseYaml, YamlError } from '../../../../../twins/kubernetes/index.js'

const BIG = 'a: 9007199254740993'

describe('parseYaml', () => {
  it('refuses to round an integer of an API object', () => {
    expect(() => parseYaml(BIG)).toThrow('not modelled: the integer 9007199254740993')
  })

  it('rounds integers where float64 is asked for', () => {
    expect(parseYaml(BIG, { integers: 'float64' })).toEqual({ a: 9007199254740992 })
  })

  it('keeps a float beyond the integers', () => {
    expect(parseYaml('a: 1e21')).toEqual({ a: 1e21 })
  })

  it('keeps a key named __proto__ as a key', () => {
    expect(Object.keys(parseYaml('__proto__: {x: 1}') as JsonObject)).toEqual(['__proto__'])
  })

  it('decodes tagged bytes', () => {
    expect(parseYaml('a: !!binary aGVsbG8=')).toEqual({ a: 'hello' })
  })

  it.each([
    ['a: 1\nb: 2\n c: 3\n', 'yaml: line 3: mapping values are not allowed in this context'],
    ['{"a": 1', "yaml: did not find expected ',' or '}'"],
    ['[1, 2', "yaml: did not find expected ',' or ']'"],
    ['a: "x', 'yaml: found unexpected end of stream'],
    ['a: *x', "yaml: unknown anchor 'x' referenced"],
    ['a: &x [*x]', "yaml: anchor 'x' value contains itself"],
    ['<<: 1', 'yaml: map merge requires map or sequence of maps as the value'],
    ['~: 1', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: 1'],
    ['[a]: 1', 'yaml: invalid map key: ["a"]'],
    ['a: !!int x', 'yaml: cannot decode !!str `x` as a !!int'],
    ['a: .inf', 'json: unsupported value: +Inf'],
  ])('refuses %j', (text, message) => {
    expect(() => parseYaml(text)).toThrow(new YamlError(message))
  })
})
