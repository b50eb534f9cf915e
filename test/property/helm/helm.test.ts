import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chart } from '../../../twins/helm/chart.js'
import { installOrder, sortByKind, uninstallOrder } from '../../../twins/helm/kind-order.js'
import { manifestText, splitManifests } from '../../../twins/helm/manifest.js'
import { decodeRelease, encodeRelease, type Release } from '../../../twins/helm/release.js'
import { coalesceTables, coalesceValues, mergeMaps, parseStrvals } from '../../../twins/helm/values.js'
import { parseYaml } from '../../../twins/helm/yaml.js'
import { deepFreeze, isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'

const key = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/)
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value
const table = fc.dictionary(key, json, { maxKeys: 4 }).map((value) => deepFreeze({ ...value }) as JsonObject)

function chart(values: JsonObject): Chart {
  return { metadata: { name: 'c' }, lock: null, templates: null, values, schema: null, files: null }
}

function hasNull(value: Json): boolean {
  if (value === null) return true
  return isObject(value) && Object.values(value).some(hasNull)
}

describe("laws of Helm's pure parts", () => {
  it('decodes what it encodes', () => {
    const release = fc.record({
      manifest: fc.string({ minLength: 1 }),
      config: table,
      description: fc.string({ minLength: 1 }),
    })
    fc.assert(
      fc.property(release, ({ manifest, config, description }) => {
        const info = {
          first_deployed: '',
          last_deployed: '',
          deleted: '',
          description,
          status: 'deployed' as const,
        }
        const original: Release = {
          name: 'r',
          namespace: 'ns',
          version: 1,
          info,
          chart: chart(config),
          manifest,
          ...(Object.keys(config).length === 0 ? {} : { config }),
        }
        expect(decodeRelease(encodeRelease(original))).toEqual(original)
      }),
    )
  })

  it('sorts by kind stably, and again without change', () => {
    const kinds = fc.constantFrom('Secret', 'Namespace', 'Widget', 'Deployment', 'Alpha', '')
    const order = fc.constantFrom(installOrder(3), installOrder(4), uninstallOrder(3))
    fc.assert(
      fc.property(fc.array(fc.record({ kind: kinds, id: fc.nat() })), order, (items, chosen) => {
        const sorted = sortByKind(items, (item) => item.kind, chosen)
        expect(sortByKind(sorted, (item) => item.kind, chosen)).toEqual(sorted)
        for (const kind of new Set(items.map((item) => item.kind))) {
          expect(sorted.filter((item) => item.kind === kind)).toEqual(
            items.filter((item) => item.kind === kind),
          )
        }
      }),
    )
  })

  it('splits a manifest into the documents it was put together from', () => {
    const content = fc.stringMatching(/^[a-z]+: [a-z]+(\n {2}[a-z]+)*$/)
    fc.assert(
      fc.property(fc.array(content), (contents) => {
        const text = manifestText(
          contents.map((item, index) => ({ path: `c/templates/${index}.yaml`, content: item })),
        )
        expect(splitManifests(text).map((item) => item.slice(item.indexOf('\n') + 1))).toEqual(contents)
      }),
    )
  })

  it('reads JSON as YAML', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseYaml(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('sets any text with --set-string, escaped', () => {
    fc.assert(
      fc.property(key, fc.string({ minLength: 1 }), (name, text) => {
        const escaped = text.replace(/[\\,]/g, '\\$&').replace(/^\{/, '\\{')
        expect(parseStrvals(`${name}=${escaped}`, {}, 'string')).toEqual({ [name]: text })
      }),
    )
  })

  it('sets any JSON with --set-json and any text with --set-literal', () => {
    fc.assert(
      fc.property(key, json, fc.string(), (name, value, text) => {
        expect(parseStrvals(`${name}.x=${JSON.stringify(value)}`, {}, 'json')).toEqual({
          [name]: { x: JSON.parse(JSON.stringify(value)) },
        })
        expect(parseStrvals(`${name}=${text}`, {}, 'literal')).toEqual({ [name]: text })
      }),
    )
  })

  it('merges maps associatively, the later winning', () => {
    fc.assert(
      fc.property(table, table, table, (a, b, c) => {
        expect(mergeMaps(mergeMaps(a, b), c)).toEqual(mergeMaps(a, mergeMaps(b, c)))
        expect(mergeMaps(a, a)).toEqual(a)
      }),
    )
  })

  it('coalesces values without nulls once and for all', () => {
    fc.assert(
      fc.property(table, table, (defaults, values) => {
        fc.pre(!hasNull(defaults) && !hasNull(values))
        const once = coalesceValues(chart(defaults), values)
        expect(coalesceValues(chart(defaults), once)).toEqual(once)
        expect(once).toEqual(mergeTablesOnly(defaults, values))
        expect(coalesceTables(values, {})).toEqual(values)
      }),
    )
  })
})

/** Defaults and values merged by definition: a value wins unless both are maps. */
function mergeTablesOnly(defaults: JsonObject, values: JsonObject): JsonObject {
  return mergeMaps(defaults, values)
}
