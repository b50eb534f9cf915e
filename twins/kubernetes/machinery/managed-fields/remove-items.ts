import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { setKey } from '../share-structure.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../type-schema.js'
import { belowElement, type FieldSet, hasElement, isEmptySet } from './field-set.js'
import { fieldElement, itemElement } from './path-element.js'

/**
 * The value without the fields, map keys and list items of a set. What becomes empty, or is atomic and had something below
 * it removed, becomes null.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/remove.go.
 */
export function removeItems(schema: TypeSchema, value: Json, set: FieldSet): Json {
  if (isEmptySet(set)) return value
  if (Array.isArray(value)) return schema.list === 'atomic' ? null : removeFromList(schema, value, set)
  if (isObject(value)) return schema.object === 'atomic' ? null : removeFromObject(schema, value, set)
  return value
}

function removeFromObject(schema: TypeSchema, object: JsonObject, set: FieldSet): Json {
  const kept: Record<string, Json> = {}
  for (const name of Object.keys(object)) {
    const element = fieldElement(name)
    if (hasElement(set, element)) continue
    setKey(
      kept,
      name,
      removeItems(fieldSchema(schema, name), object[name] as Json, belowElement(set, element)),
    )
  }
  return Object.keys(kept).length === 0 ? null : kept
}

function removeFromList(schema: TypeSchema, list: JsonArray, set: FieldSet): Json {
  const kept = list.flatMap((item): readonly Json[] => {
    const element = itemElement(schema, item)
    if (typeof element !== 'string') return [item]
    if (hasElement(set, element)) return []
    return [removeItems(itemSchema(schema), item, belowElement(set, element))]
  })
  return kept.length === 0 ? null : kept
}
