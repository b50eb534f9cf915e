import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { fieldSchema, isNamedField, itemSchema, type TypeSchema } from '../type-schema.js'
import type { FieldSet } from './field-set.js'
import { FieldSetBuilder } from './field-set-builder.js'
import { fieldElement, itemElement } from './path-element.js'

/**
 * The fields a configuration names: its leaves, atomic objects and lists as one field each, list items and map keys also
 * by themselves.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/tofieldset.go.
 */
export function fieldSetOf(schema: TypeSchema, object: JsonObject): FieldSet {
  const builder = new FieldSetBuilder()
  collect(schema, object, [], builder)
  return builder.build()
}

function collect(schema: TypeSchema, value: Json, path: readonly string[], builder: FieldSetBuilder): void {
  if (Array.isArray(value)) {
    if (schema.list === 'atomic') builder.insert(path)
    else collectItems(schema, value, path, builder)
  } else if (isObject(value)) {
    if (schema.object === 'atomic') builder.insert(path)
    else collectMembers(schema, value, path, builder)
  } else builder.insert(path)
}

function collectMembers(
  schema: TypeSchema,
  object: JsonObject,
  path: readonly string[],
  builder: FieldSetBuilder,
): void {
  for (const name of Object.keys(object)) {
    const value = object[name] as Json
    const memberPath = [...path, fieldElement(name)]
    collect(fieldSchema(schema, name), value, memberPath, builder)
    const empty = value === null || (isObject(value) && Object.keys(value).length === 0)
    if (empty || !isNamedField(schema, name)) builder.insert(memberPath)
  }
}

/** An element that several items share is owned as a whole, without what is below. */
function collectItems(
  schema: TypeSchema,
  list: JsonArray,
  path: readonly string[],
  builder: FieldSetBuilder,
): void {
  const elements = list.map((item) => itemElement(schema, item))
  const counts = new Map<string, number>()
  for (const element of elements) {
    if (typeof element === 'string') counts.set(element, (counts.get(element) ?? 0) + 1)
  }
  list.forEach((item, index) => {
    const element = elements[index]
    if (typeof element !== 'string') return
    const itemPath = [...path, element]
    builder.insert(itemPath)
    if (counts.get(element) === 1) collect(itemSchema(schema), item, itemPath, builder)
  })
}
