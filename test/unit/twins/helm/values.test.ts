import { describe, expect, it } from 'vitest'
import type { Chart } from '../../../../twins/helm/chart.js'
import {
  coalesceTables,
  coalesceValues,
  mergeValueOptions,
  parseStrvals,
  reuseValues,
  type ValueOptions,
} from '../../../../twins/helm/values.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { deepFreeze } from '../../../../twins/kernel/json.js'
import { golden, helmMessage } from './golden.js'

interface Case {
  readonly args: readonly string[]
  readonly file?: JsonObject
  readonly values?: JsonObject
  readonly error?: string
}

const FLAGS: Readonly<Record<string, keyof ValueOptions>> = {
  '-f': 'valueFiles',
  '--set': 'values',
  '--set-string': 'stringValues',
  '--set-json': 'jsonValues',
  '--set-literal': 'literalValues',
  '--set-file': 'fileValues',
}

function options({ args, file }: Case): ValueOptions {
  const result: Record<string, string[]> = file === undefined ? {} : { valueFiles: ['file'] }
  for (let index = 0; index < args.length; index += 2) {
    const name = FLAGS[args[index]!]!
    result[name] = [...(result[name] ?? []), args[index + 1]!]
  }
  return result
}

function chart(name: string, values: JsonObject | null, dependencies: readonly Chart[] = []): Chart {
  const metadata = { name, version: '1.0.0', apiVersion: 'v2' }
  return deepFreeze({
    metadata,
    lock: null,
    templates: null,
    values,
    schema: null,
    files: null,
    dependencies,
  })
}

describe('value flags', () => {
  it.each(golden<Case>('set-flags.json').map((item) => ({ ...item, title: item.args.join(' ') })))(
    '$title',
    (item) => {
      const read = (path: string) => (path === 'file' ? JSON.stringify(item.file) : undefined)
      const run = () => mergeValueOptions(options(item), read)
      if (item.values === undefined) expect(helmMessage(run)).toBe(item.error)
      else expect(run()).toEqual(item.values)
    },
  )

  it('merges files in order, maps deeply, lists not', () => {
    const files: Record<string, string> = { a: 'x: {p: 1, q: [1, 2]}\nk: 1', b: 'x: {q: [3]}\nk: {z: 1}' }
    expect(mergeValueOptions({ valueFiles: ['a', 'b'] }, (path) => files[path])).toEqual({
      x: { p: 1, q: [3] },
      k: { z: 1 },
    })
  })

  it('names the values file that does not parse', () => {
    expect(helmMessage(() => mergeValueOptions({ valueFiles: ['v.yaml'] }, () => 'text'))).toBe(
      'failed to parse v.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}',
    )
  })

  it('puts the text of a file in place of its name', () => {
    expect(mergeValueOptions({ fileValues: ['a.b=cert.pem'] }, () => 'true\n')).toEqual({
      a: { b: 'true\n' },
    })
  })

  it('takes a whole object for --set-json in Helm 4 only', () => {
    const flags = { jsonValues: ['{"a": {"b": 1}}'] }
    expect(mergeValueOptions(flags, () => undefined, 4)).toEqual({ a: { b: 1 } })
    expect(helmMessage(() => mergeValueOptions(flags, () => undefined, 3))).toBe(
      'failed parsing --set-json data {"a": {"b": 1}}',
    )
  })

  it('says that an integer beyond 2^53 is not modelled', () => {
    expect(() => parseStrvals('a=9007199254740993', {}, 'typed')).toThrow('not modelled')
  })

  it('does not touch the values it starts from', () => {
    const base = deepFreeze({ a: { b: [1] } })
    expect(parseStrvals('a.b[0]=2', base, 'typed')).toEqual({ a: { b: [2] } })
    expect(base).toEqual({ a: { b: [1] } })
  })
})

describe('coalesceValues', () => {
  const defaults = { a: 1, map: { x: 1, y: { z: 1 } }, nil: null }
  it.each<[string, JsonObject, JsonObject]>([
    ['defaults alone', {}, defaults],
    ['a value over a default', { a: 2 }, { ...defaults, a: 2 }],
    ['null removes a default', { a: null }, { map: defaults.map, nil: null }],
    ['null removes a nested default', { map: { x: null } }, { ...defaults, map: { y: { z: 1 } } }],
    ['null removes a whole map', { map: null }, { a: 1, nil: null }],
    [
      'a nested null without default stays',
      { map: { q: null } },
      { ...defaults, map: { ...defaults.map, q: null } },
    ],
    ['a null over a null default removes it', { nil: null }, { a: 1, map: defaults.map }],
    ['a list replaces', { map: { y: [1] } }, { ...defaults, map: { x: 1, y: [1] } }],
  ])('%s', (_, values, expected) => {
    expect(coalesceValues(chart('c', defaults), values)).toEqual(expected)
  })

  it('warns where a map and a scalar meet', () => {
    const warnings: string[] = []
    coalesceValues(
      chart('c', defaults),
      { a: { b: 1 }, map: { y: 3 } },
      { warn: (text) => warnings.push(text) },
    )
    expect(warnings).toEqual([
      'warning: skipped value for c.a: Not a table.',
      'warning: cannot overwrite table with non table for c.map.y (map[z:1])',
    ])
  })

  it('hands values and globals to subcharts', () => {
    const sub = chart('sub', { p: 1, global: { own: 1 } })
    const parent = chart('parent', { global: { env: 'prod' }, sub: { q: 2 } }, [sub])
    expect(coalesceValues(parent, { sub: { r: 3, p: null } })).toEqual({
      global: { env: 'prod' },
      sub: { q: 2, r: 3, global: { env: 'prod', own: 1 } },
    })
  })

  it('refuses a subchart that is not a map', () => {
    const parent = chart('parent', null, [chart('sub', null)])
    expect(helmMessage(() => coalesceValues(parent, { sub: 'x' }))).toBe(
      'type mismatch on sub: %!t(string=x)',
    )
  })
})

describe('reuseValues', () => {
  const current = { chart: chart('c', { a: 1, b: 1 }), config: { a: 2, m: { x: 1 } } }
  const next = chart('c', { a: 10, b: 10, c: 10 })
  it.each([
    ['default', {}, { a: 2, m: { x: 1 } }, { a: 10, b: 10, c: 10 }],
    ['default', { c: 1 }, { c: 1 }, { a: 10, b: 10, c: 10 }],
    ['reset-values', {}, {}, { a: 10, b: 10, c: 10 }],
    ['reuse-values', { m: { y: 2 } }, { a: 2, m: { x: 1, y: 2 } }, { a: 2, b: 1, m: { x: 1 } }],
    ['reset-then-reuse-values', { m: { x: null } }, { a: 2, m: {} }, { a: 10, b: 10, c: 10 }],
  ] as const)('%s with %j', (mode, values, expected, defaults) => {
    const result = reuseValues(mode, next, current, values)
    expect(result.values).toEqual(expected)
    expect(result.chart.values).toEqual(defaults)
  })

  it('keeps what the target says in coalesceTables', () => {
    expect(coalesceTables({ a: { b: 1 } }, { a: { b: 2, c: 3 }, d: 4 })).toEqual({ a: { b: 1, c: 3 }, d: 4 })
  })
})
