import type { Json, JsonObject } from '../../kernel/json.js'

/** A key of a keyed list; the default stands for a key an item leaves out. */
export interface ListKey {
  readonly name: string
  readonly default?: string | number
}

/**
 * What patches need to know of a type: how its lists and objects merge. Plain data, shared and immutable.
 * One node serves whatever value is found there: `object` says how an object is treated, `list` how a list is.
 * The default for what a table does not mention is `PLAIN`.
 */
export interface TypeSchema {
  /** `struct`: named fields; `map`: free keys, each owned by itself; `atomic`: owned and replaced as one value. */
  readonly object: 'struct' | 'map' | 'atomic'
  /** `map`: items identified by `keys`; `set`: scalars identified by their value; `atomic`: replaced whole. */
  readonly list: 'atomic' | 'set' | 'map'
  readonly keys: readonly ListKey[]
  readonly fields: Readonly<Record<string, TypeSchema>>
  /** Type of list items, and of the members of a map or of a struct that has undeclared members. */
  readonly element?: TypeSchema
  /** A struct whose `fields` are all there are: anything else is an error in an applied configuration. */
  readonly closed?: true
  /** The only shape a value may have; checked in an applied configuration, as is `scalar`. */
  readonly shape?: 'object' | 'list'
  readonly scalar?: 'string' | 'numeric' | 'boolean'
  /** An explicit null stays; elsewhere the API server drops it. */
  readonly nullable?: true
  /** Empty lists and maps stay; in a built-in kind Go's encoder leaves them out. */
  readonly keepsEmpty?: true
  /** Fields that Go's encoder always writes, so that they are never seen as added or removed. */
  readonly zero?: JsonObject
  /** Strategic merge of a list, or `replace` for an object; absent: objects merge, lists replace. */
  readonly patchStrategy?: 'merge' | 'replace'
  readonly patchMergeKey?: string
  readonly retainKeys?: true
}

const NO_FIELDS: Readonly<Record<string, TypeSchema>> = {}

/** A struct without special fields, a list replaced whole, or a scalar. */
export const PLAIN: TypeSchema = { object: 'struct', list: 'atomic', keys: [], fields: NO_FIELDS }

/** A string; anything else in an applied configuration is an error. */
export const STRING: TypeSchema = { ...PLAIN, scalar: 'string' }

/** An object replaced as one value. */
export const ATOMIC: TypeSchema = { ...PLAIN, object: 'atomic', shape: 'object' }

/** Free keys, any scalar: resource lists, binary data. */
export const FREE_MAP: TypeSchema = { ...PLAIN, object: 'map', shape: 'object' }

/** Free keys with string values: labels, annotations. */
export const STRING_MAP: TypeSchema = { ...FREE_MAP, element: STRING }

/** Free keys with string values, replaced as one value: node and Service selectors. */
export const ATOMIC_STRING_MAP: TypeSchema = { ...STRING_MAP, object: 'atomic' }

/** Scalars without repetition. */
export const SCALAR_SET: TypeSchema = { ...PLAIN, list: 'set', shape: 'list' }

/**
 * A type about which nothing is known: maps are free at every level, lists are atomic, nulls stay.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/parser.go (DeducedParseableType).
 */
export const UNTYPED: TypeSchema = untyped()

function untyped(): TypeSchema {
  const schema: { -readonly [K in keyof TypeSchema]: TypeSchema[K] } = {
    ...PLAIN,
    object: 'map',
    nullable: true,
    keepsEmpty: true,
  }
  schema.element = schema
  return schema
}

/** Named fields; those not given are `PLAIN`. `zero`: see `TypeSchema.zero`. */
export function struct(fields: Readonly<Record<string, TypeSchema>>, zero?: JsonObject): TypeSchema {
  return { ...PLAIN, shape: 'object', fields, ...(zero === undefined ? {} : { zero }) }
}

/** A list of items identified by `keys` in server-side apply and by `patchMergeKey` in a strategic merge. */
export function keyedList(
  keys: Readonly<Record<string, string | number | null>>,
  patchMergeKey: string | undefined,
  element: TypeSchema = PLAIN,
): TypeSchema {
  const names = Object.keys(keys).map((name): ListKey => {
    const value = keys[name]
    return value === null || value === undefined ? { name } : { name, default: value }
  })
  return {
    ...PLAIN,
    shape: 'list',
    list: 'map',
    keys: names,
    element,
    ...(patchMergeKey === undefined ? {} : { patchStrategy: 'merge' as const, patchMergeKey }),
  }
}

/** A list server-side apply replaces whole, with the given items. */
export function atomicList(element: TypeSchema): TypeSchema {
  return { ...PLAIN, shape: 'list', element }
}

/** The type of a member of an object of this type. */
export function fieldSchema(schema: TypeSchema, name: string): TypeSchema {
  if (Object.hasOwn(schema.fields, name)) return schema.fields[name] as TypeSchema
  return schema.element ?? PLAIN
}

/** The type of the items of a list of this type. */
export function itemSchema(schema: TypeSchema): TypeSchema {
  return schema.element ?? PLAIN
}

/** Whether a member is a named field of a struct, as against a key of a map. */
export function isNamedField(schema: TypeSchema, name: string): boolean {
  if (schema.object === 'map') return Object.hasOwn(schema.fields, name)
  return schema.element === undefined || Object.hasOwn(schema.fields, name)
}

/** An object with the fields Go always writes filled in; the same reference when none is missing. */
export function withZeroFields(schema: TypeSchema, object: JsonObject): JsonObject {
  const { zero } = schema
  if (zero === undefined || Object.keys(zero).every((name) => Object.hasOwn(object, name))) return object
  return { ...(zero as Readonly<Record<string, Json>>), ...object }
}
