import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../../../twins/kernel/json.js'
import { toGoYaml } from '../../../../../../../twins/kubernetes/tools/kubectl/printers/go-yaml.js'

interface Recorded {
  readonly base: JsonObject
  readonly cases: readonly { readonly object: JsonObject; readonly yaml: string }[]
}

const recorded = JSON.parse(
  readFileSync(new URL('../../../../../../golden/kubectl-1.32.3/yaml.json', import.meta.url), 'utf8'),
) as Recorded

describe('-o yaml, against kubectl v1.32.3', () => {
  it.each(
    recorded.cases.map(({ object, yaml }) => [JSON.stringify(object).slice(0, 80), object, yaml] as const),
  )('%s', (_name, object, yaml) => {
    expect(toGoYaml({ ...recorded.base, ...object })).toBe(yaml)
  })

  it('prints what is no object', () => {
    expect(toGoYaml([])).toBe('[]\n')
    expect(toGoYaml('a: b')).toBe("'a: b'\n")
    expect(toGoYaml([1, ['a']])).toBe('- 1\n- - a\n')
  })
})
