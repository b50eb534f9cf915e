import { describe, expect, it } from 'vitest'
import { deepFreeze, type Json, type JsonObject } from '../../../../../twins/kernel/json.js'
import { errorText } from '../../../../../twins/kubernetes/schema/field-error.js'
import * as structural from '../../../../../twins/kubernetes/schema/structural.js'

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
})
const root = (spec: JsonObject): JsonObject => deepFreeze(object({ spec }))
const text: JsonObject = { type: 'string' }
const list = (items: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'array', items, ...more })

describe('pruneUnknown', () => {
  const schema = root(
    object({
      a: text,
      list: list(object({ b: text })),
      any: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { known: object({}) },
      },
      embedded: object({ spec: text }, { 'x-kubernetes-embedded-resource': true }),
      map: { type: 'object', additionalProperties: object({ b: text }) },
      loose: { type: 'object', additionalProperties: true },
    }),
  )

  it.each<readonly [string, JsonObject, JsonObject, readonly string[]]>([
    ['unknown field', { a: 'x', b: 1 }, { a: 'x' }, ['spec.b']],
    ['inside a list', { list: [{ b: 'x', c: 1 }] }, { list: [{ b: 'x' }] }, ['spec.list[0].c']],
    ['preserved', { any: { x: { y: 1 } } }, { any: { x: { y: 1 } } }, []],
    [
      'a known field below preserved ones is pruned',
      { any: { known: { x: 1 } } },
      { any: { known: {} } },
      ['spec.any.known.x'],
    ],
    [
      'metadata of an embedded resource stays',
      { embedded: { metadata: { x: 1 }, kind: 'K', foo: 1 } },
      { embedded: { metadata: { x: 1 }, kind: 'K' } },
      ['spec.embedded.foo'],
    ],
    ['additional properties', { map: { k: { b: 'x', c: 1 } } }, { map: { k: { b: 'x' } } }, ['spec.map.k.c']],
    [
      'additionalProperties: true does not keep objects',
      { loose: { k: { b: 1 }, s: 'x' } },
      { loose: { k: {}, s: 'x' } },
      ['spec.loose.k.b'],
    ],
  ])('%s', (_name, spec, expected, unknownFields) => {
    const pruned = structural.pruneUnknown(schema, deepFreeze({ kind: 'K', metadata: { any: 1 }, spec }))
    expect(pruned.object).toEqual({ kind: 'K', metadata: { any: 1 }, spec: expected })
    expect(pruned.unknownFields).toEqual(unknownFields)
  })

  it('what is known keeps its reference', () => {
    const value = deepFreeze({ kind: 'K', spec: { a: 'x', list: [{ b: 'y' }] } })
    expect(structural.pruneUnknown(schema, value).object).toBe(value)
  })
})

describe('applyDefaults', () => {
  const schema = root(
    object({
      target: object(
        { policy: { type: 'string', default: 'Owner' }, name: text },
        { default: { name: 'x' } },
      ),
      nullable: { type: 'string', nullable: true, default: 'd' },
      plain: text,
      list: list(object({ size: { type: 'integer', default: 1 } })),
      map: { type: 'object', additionalProperties: { type: 'string', default: 'm' } },
    }),
  )

  it.each<readonly [string, JsonObject, JsonObject]>([
    ['nothing is invented without the parent', { kind: 'K' }, { kind: 'K' }],
    [
      'a default object gets the defaults inside it',
      { spec: {} },
      { spec: { target: { name: 'x', policy: 'Owner' }, nullable: 'd' } },
    ],
    [
      'null becomes the default',
      { spec: { target: { policy: null }, nullable: null } },
      { spec: { target: { policy: 'Owner' }, nullable: null } },
    ],
    [
      'null without a default goes',
      { spec: { target: {}, nullable: 'x', plain: null } },
      { spec: { target: { policy: 'Owner' }, nullable: 'x' } },
    ],
    [
      'items of lists',
      { spec: { target: {}, nullable: 'x', list: [{}, { size: 2 }] } },
      { spec: { target: { policy: 'Owner' }, nullable: 'x', list: [{ size: 1 }, { size: 2 }] } },
    ],
    [
      'null values of maps',
      { spec: { target: {}, nullable: 'x', map: { a: null, b: 'y' } } },
      { spec: { target: { policy: 'Owner' }, nullable: 'x', map: { a: 'm', b: 'y' } } },
    ],
  ])('%s', (_name, value, expected) => {
    expect(structural.applyDefaults(schema, deepFreeze(value))).toEqual(expected)
  })

  it('a complete object keeps its reference', () => {
    const value = structural.applyDefaults(schema, deepFreeze({ spec: { list: [{}] } }))
    expect(structural.applyDefaults(schema, deepFreeze(value))).toBe(value)
  })
})

describe('validate', () => {
  const cases: readonly (readonly [string, JsonObject, Json, readonly string[]])[] = [
    ['type', text, 1, ['spec: Invalid value: "integer": spec in body must be of type string: "integer"']],
    ['integer for number', { type: 'number' }, 1, []],
    [
      'fraction for integer',
      { type: 'integer' },
      1.5,
      [
        '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec',
        'spec: Invalid value: "number": spec in body must be of type integer: "number"',
      ],
    ],
    [
      'formatted integer names the format',
      { type: 'integer', format: 'int32' },
      true,
      ['spec: Invalid value: "": spec in body must be of type int32: ""'],
    ],
    ['null', text, null, ['spec: Invalid value: "null": spec in body must be of type string: "null"']],
    ['nullable', { ...text, nullable: true }, null, []],
    [
      'int or string',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      true,
      [
        '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
        'spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"',
        'spec: Invalid value: "boolean": spec in body must be of type integer: "boolean"',
      ],
    ],
    [
      'enum',
      { ...text, enum: ['A', 'B'] },
      'x',
      ['spec: Unsupported value: "x": supported values: "A", "B"'],
    ],
    ['required', object({}, { required: ['a'] }), {}, ['spec.a: Required value']],
    ['maxLength', { ...text, maxLength: 2 }, 'abc', ['spec: Too long: may not be more than 2 bytes']],
    ['maxLength counts code points', { ...text, maxLength: 2 }, '😀😀', []],
    [
      'minLength',
      { ...text, minLength: 2 },
      'a',
      ['spec: Invalid value: "a": spec in body should be at least 2 chars long'],
    ],
    [
      'pattern',
      { ...text, pattern: '^a+$' },
      'b',
      [`spec: Invalid value: "b": spec in body should match '^a+$'`],
    ],
    ['pattern with RE2 flags', { ...text, pattern: '(?i)^[[:alpha:]]+\\z' }, 'aB', []],
    [
      'minimum',
      { type: 'integer', minimum: 1 },
      0,
      ['spec: Invalid value: 0: spec in body should be greater than or equal to 1'],
    ],
    [
      'exclusive maximum',
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      5,
      ['spec: Invalid value: 5: spec in body should be less than 5'],
    ],
    [
      'multipleOf',
      { type: 'integer', multipleOf: 2 },
      3,
      ['spec: Invalid value: 3: spec in body should be a multiple of 2'],
    ],
    [
      'minItems',
      list(text, { minItems: 1 }),
      [],
      ['spec: Invalid value: 0: spec in body should have at least 1 items'],
    ],
    ['maxItems', list(text, { maxItems: 1 }), ['a', 'b'], ['spec: Too many: 2: must have at most 1 item']],
    [
      'uniqueItems',
      list(text, { uniqueItems: true }),
      ['a', 'a'],
      [`spec: Invalid value: "": spec in body shouldn't contain duplicates`],
    ],
    [
      'minProperties',
      { type: 'object', minProperties: 1 },
      {},
      ['spec: Invalid value: 0: spec in body should have at least 1 properties'],
    ],
    [
      'maxProperties',
      object({}, { maxProperties: 0 }),
      { a: 1 },
      ['spec: Too many: 1: must have at most 0 items'],
    ],
    [
      'date-time',
      { ...text, format: 'date-time' },
      'soon',
      ['spec: Invalid value: "soon": spec in body must be of type date-time: "soon"'],
    ],
    ['unknown format', { ...text, format: 'odd' }, 'soon', []],
    [
      'additional properties',
      { type: 'object', additionalProperties: text },
      { a: 1 },
      ['spec.a: Invalid value: "integer": spec.a in body must be of type string: "integer"'],
    ],
    [
      'items',
      list(object({ a: text })),
      [{ a: 1 }],
      ['spec[0].a: Invalid value: "integer": spec[0].a in body must be of type string: "integer"'],
    ],
    [
      'oneOf none',
      object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      {},
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
        'spec.a: Required value',
      ],
    ],
    [
      'oneOf two',
      object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      { a: '', b: '' },
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
    [
      'allOf',
      object({ a: text }, { allOf: [{ required: ['a'] }] }),
      {},
      [
        '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf). None validated',
        'spec.a: Required value',
      ],
    ],
    [
      'not',
      object({ a: text }, { not: { required: ['a'] } }),
      { a: '' },
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
    [
      'list set',
      list(text, { 'x-kubernetes-list-type': 'set' }),
      ['a', 'b', 'a', 'a'],
      ['spec[2]: Duplicate value: "a"'],
    ],
    [
      'list map',
      list(object({ k: text, v: text }), {
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
      }),
      [
        { k: 'a', v: '1' },
        { k: 'a', v: '2' },
      ],
      ['spec[1]: Duplicate value: {"k":"a"}'],
    ],
    [
      'embedded resource',
      {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        'x-kubernetes-preserve-unknown-fields': true,
      },
      { kind: 'K' },
      ['spec.apiVersion: Required value'],
    ],
  ]

  it.each(cases)('%s', (_name, schema, value, expected) => {
    const errors = structural.validate(root(schema), deepFreeze({ spec: value }))
    expect(errors.map(errorText)).toEqual(expected)
  })
})

describe('validateUpdate', () => {
  const schema = root(
    object({
      size: { type: 'integer', minimum: 1 },
      name: {
        ...text,
        'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'name is immutable' }],
      },
      other: { ...text, 'x-kubernetes-validations': [{ rule: 'oldSelf == self' }] },
      part: object({ a: text }, { 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] }),
      rule: object({}, { 'x-kubernetes-validations': [{ rule: 'has(self.a)' }] }),
    }),
  )
  const update = (value: JsonObject, old: JsonObject): readonly string[] =>
    structural.validateUpdate(schema, deepFreeze({ spec: value }), deepFreeze({ spec: old })).map(errorText)

  it.each<readonly [string, JsonObject, JsonObject, readonly string[]]>([
    [
      'an invalid value that did not change is not reported again',
      { size: 0, name: 'a' },
      { size: 0, name: 'a' },
      [],
    ],
    [
      'a changed one is',
      { size: -1 },
      { size: 0 },
      ['spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 1'],
    ],
    [
      'immutable with a message',
      { name: 'b' },
      { name: 'a' },
      ['spec.name: Invalid value: "b": name is immutable'],
    ],
    [
      'immutable without a message',
      { other: 'b' },
      { other: 'a' },
      ['spec.other: Invalid value: "b": failed rule: oldSelf == self'],
    ],
    [
      'an immutable object is not printed',
      { part: { a: 'b' } },
      { part: { a: 'a' } },
      ['spec.part: Invalid value: failed rule: self == oldSelf'],
    ],
    ['a value that is new has nothing to equal', { name: 'b' }, {}, []],
    [
      'errors that block the rules',
      { name: 1 },
      { name: 'a' },
      [
        'spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer"',
        '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      ],
    ],
  ])('%s', (_name, value, old, expected) => {
    expect(update(value, old)).toEqual(expected)
  })

  it('lists every rule, saying which are evaluated', () => {
    expect(structural.celRules(schema)).toEqual([
      { path: 'spec.name', rule: 'self == oldSelf', evaluated: true },
      { path: 'spec.other', rule: 'oldSelf == self', evaluated: true },
      { path: 'spec.part', rule: 'self == oldSelf', evaluated: true },
      { path: 'spec.rule', rule: 'has(self.a)', evaluated: false },
    ])
  })

  it('items of a list map correspond by key, items of other lists do not', () => {
    const item = object({
      k: text,
      v: { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
    })
    const keyed = root(list(item, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }))
    const atomic = root(list(item))
    const before = deepFreeze({
      spec: [
        { k: 'a', v: '1' },
        { k: 'b', v: '2' },
      ],
    })
    const after = deepFreeze({
      spec: [
        { k: 'b', v: '3' },
        { k: 'a', v: '1' },
      ],
    })
    expect(structural.validateUpdate(keyed, after, before).map(errorText)).toEqual([
      'spec[0].v: Invalid value: "3": failed rule: self == oldSelf',
    ])
    expect(structural.validateUpdate(atomic, after, before)).toEqual([])
  })
})
