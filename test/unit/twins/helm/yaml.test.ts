import { describe, expect, it } from 'vitest'
import { parseValues } from '../../../../twins/helm/values.js'
import { parseYaml } from '../../../../twins/helm/yaml.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { golden, helmMessage } from './golden.js'

interface Case {
  readonly yaml: string
  readonly values?: JsonObject
  readonly error?: string
}

describe('YAML as Helm reads it', () => {
  it.each(golden<Case>('yaml-values.json'))('$yaml', ({ yaml, values, error }) => {
    if (values === undefined)
      expect(helmMessage(() => parseValues(yaml))).toBe(error?.replace('cannot load values.yaml: ', ''))
    else expect(parseValues(yaml)).toEqual(values)
  })

  it('rounds integers of values, not those of API objects', () => {
    expect(parseYaml('a: 9007199254740993')).toEqual({ a: 9007199254740992 })
    expect(() => parseYaml('a: 9007199254740993', { integers: 'int64' })).toThrow('not modelled: the integer')
  })

  it('names the line of a syntax error', () => {
    expect(helmMessage(() => parseYaml('a: 1\nb: 2\n c: 3\n'))).toMatch(
      /^error converting YAML to JSON: yaml: line 3: /,
    )
  })
})
