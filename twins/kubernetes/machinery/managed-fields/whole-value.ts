import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { fieldSchema, itemSchema, type TypeSchema, withZeroFields } from '../type-schema.js'
import { EMPTY_SET, type FieldSet } from './field-set.js'
import { fieldElement, itemElement } from './path-element.js'

/** Lists are shared between objects made from one template, so their sets are worth remembering. */
const listCache = new WeakMap<JsonArray, { readonly schema: TypeSchema; readonly set: FieldSet }>()

/**
 * Everything a value that was added or removed as a whole consists of: itself and all fields, keys and items below.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/compare.go (compare, with one side absent).
 */
export function wholeValue(schema: TypeSchema, value: Json): FieldSet {
  if (Array.isArray(value)) return schema.list === 'atomic' ? EMPTY_SET : wholeList(schema, value)
  return isObject(value) && schema.object !== 'atomic' ? wholeObject(schema, value) : EMPTY_SET
}

function wholeObject(schema: TypeSchema, object: JsonObject): FieldSet {
  const full = withZeroFields(schema, object)
  const names = Object.keys(full)
  if (names.length === 0) return EMPTY_SET
  const set: Record<string, FieldSet> = { '.': EMPTY_SET }
  for (const name of names)
    set[fieldElement(name)] = wholeValue(fieldSchema(schema, name), full[name] as Json)
  return set
}

function wholeList(schema: TypeSchema, list: JsonArray): FieldSet {
  if (list.length === 0) return EMPTY_SET
  const known = listCache.get(list)
  if (known?.schema === schema) return known.set
  const set = itemsOf(schema, list)
  listCache.set(list, { schema, set })
  return set
}

function itemsOf(schema: TypeSchema, list: JsonArray): FieldSet {
  const set: Record<string, FieldSet> = { '.': EMPTY_SET }
  for (const item of list) {
    const element = itemElement(schema, item)
    if (typeof element !== 'string') continue
    // Items that share an element count as one value.
    set[element] = Object.hasOwn(set, element) ? EMPTY_SET : wholeValue(itemSchema(schema), item)
  }
  return set
}
