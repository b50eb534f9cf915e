import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { builtinKinds } from '../../twins/kubernetes/schema/builtin/index.js'
import {
  canonicalQuantity,
  compareQuantities,
  sumQuantities,
} from '../../twins/kubernetes/schema/quantity.js'
import type { ResourceKind } from '../../twins/kubernetes/schema/resource-kind.js'
import {
  applyDefaults,
  pruneUnknown,
  validate,
  validateUpdate,
} from '../../twins/kubernetes/schema/structural.js'
import { StatusError } from '../../twins/kubernetes/status-error.js'

const json: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 3 }).map((value) => deepFreeze(value as Json))

/** Values that often fit somewhere in a built-in object. */
const likely: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, '', 'x', 'a b', 0, 1, -1, 1.5, true, false, [], {}, '25%', '500m', 'Always'),
  json,
)

const KEYS =
  'name image labels metadata spec template containers env value replicas selector matchLabels strategy rollingUpdate maxSurge data stringData type ports port status resources limits cpu volumes secret'
const tree = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    likely,
    fc.dictionary(fc.constantFrom(...KEYS.split(' ')), tie('node'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
    fc.array(tie('node'), { maxLength: 2 }) as fc.Arbitrary<Json>,
  ),
})).node

const body = fc
  .tuple(fc.constantFrom(...builtinKinds.map((kind) => kind.kind)), tree, tree, tree)
  .map(([kind, metadata, spec, data]) =>
    deepFreeze({ apiVersion: 'v1', kind, metadata, spec, data } as JsonObject),
  )

function kindOf(object: JsonObject): ResourceKind {
  return builtinKinds.find((kind) => kind.kind === object['kind']) as ResourceKind
}

describe('built-in kinds', () => {
  it('any body is refused with a Status or decoded to a fixed point, whose defaults are a fixed point too', () => {
    fc.assert(
      fc.property(body, (object) => {
        const kind = kindOf(object)
        let decoded: JsonObject
        try {
          decoded = deepFreeze(kind.decode(object).object)
        } catch (error) {
          expect(error).toBeInstanceOf(StatusError)
          return
        }
        expect(kind.decode(decoded).object).toBe(decoded)
        const defaulted = deepFreeze(kind.default(decoded))
        expect(kind.default(defaulted)).toBe(defaulted)
        expect(Array.isArray(kind.validate(defaulted))).toBe(true)
        expect(kind.printRow(defaulted, 0)).toHaveLength(kind.printerColumns.length)
      }),
      { numRuns: 300 },
    )
  })

  it('an object never fails an update to itself that it passed on creation', () => {
    fc.assert(
      fc.property(body, (object) => {
        const kind = kindOf(object)
        let admitted: JsonObject
        try {
          admitted = deepFreeze(kind.default(kind.decode(object).object))
        } catch {
          return
        }
        if (kind.validate(admitted).length > 0) return
        const errors = kind.validateUpdate(admitted, admitted)
        expect(errors.filter((error) => error.field !== 'metadata.resourceVersion')).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

const schema = deepFreeze({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        name: { type: 'string', default: 'd', maxLength: 3 },
        data: { type: 'object', additionalProperties: { type: 'string', default: 'm' } },
        containers: {
          type: 'array',
          items: {
            type: 'object',
            properties: { image: { type: 'string', default: 'i' }, port: { type: 'integer' } },
          },
        },
        type: { 'x-kubernetes-int-or-string': true },
        template: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        selector: { type: 'object', nullable: true, properties: { labels: { type: 'object' } } },
      },
    },
  },
} as JsonObject)

describe('structural schemas', () => {
  const resource = tree.map((spec) => deepFreeze({ kind: 'K', spec } as JsonObject))

  it('pruning and defaulting are idempotent, and keep what they do not change', () => {
    fc.assert(
      fc.property(resource, (object) => {
        const { object: pruned } = pruneUnknown(schema, object)
        expect(pruneUnknown(schema, pruned)).toEqual({ object: pruned, unknownFields: [] })
        expect(pruneUnknown(schema, pruned).object).toBe(pruned)
        const defaulted = deepFreeze(applyDefaults(schema, pruned))
        expect(applyDefaults(schema, defaulted)).toBe(defaulted)
      }),
      { numRuns: 300 },
    )
  })

  it('an update without a change reports nothing, whatever the object', () => {
    fc.assert(
      fc.property(resource, (object) => {
        expect(Array.isArray(validate(schema, object))).toBe(true)
        const copy = deepFreeze(JSON.parse(JSON.stringify(object)) as JsonObject)
        expect(validateUpdate(schema, copy, object)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('quantities', () => {
  const quantity = fc
    .tuple(
      fc.nat(100_000),
      fc.option(fc.nat(999), { nil: undefined }),
      fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'Ti', 'e3'),
    )
    .map(([whole, fraction, suffix]) => `${whole}${fraction === undefined ? '' : `.${fraction}`}${suffix}`)

  it('the canonical text is a fixed point with the same value', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const canonical = canonicalQuantity(text)
        expect(canonicalQuantity(canonical)).toBe(canonical)
        if (!text.includes('n') && !text.includes('u') && !text.includes('i')) {
          expect(compareQuantities(text, canonical)).toBe(0)
        }
      }),
    )
  })

  it('a sum is at least each of its parts', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        expect(compareQuantities(sumQuantities([a, b]), a)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
