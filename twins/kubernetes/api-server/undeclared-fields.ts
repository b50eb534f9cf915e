import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { elementText, itemElement } from '../machinery/managed-fields/path-element.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../machinery/type-schema.js'
import { StatusError } from '../status.js'
import type { ServedResource } from './served-resource.js'

/**
 * Fields of an applied configuration that its type does not have, as server-side apply names them:
 * `.spec.template.spec.containers[name="c"].foo`.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/validate.go.
 */
export function undeclaredFields(resource: ServedResource, config: JsonObject): readonly string[] {
  return unknownFields(resource, config).map((path) => pathText(resource.typeSchema, config, path))
}

/** A configuration that cannot be decoded has a worse problem, which the apply itself reports. */
function unknownFields(resource: ServedResource, config: JsonObject): readonly string[] {
  try {
    return resource.type.decode(config).unknownFields
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}

/** `spec.containers[0].foo` with list indices replaced by the keys of the items. */
function pathText(schema: TypeSchema, config: JsonObject, path: string): string {
  let text = ''
  let type = schema
  let value: Json | undefined = config
  for (const [part, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) {
      text += `.${name}`
      type = fieldSchema(type, name)
      value = isObject(value) ? value[name] : undefined
      continue
    }
    const item: Json | undefined = Array.isArray(value) ? (value[Number(index)] as Json) : undefined
    const element = type.list === 'atomic' || item === undefined ? undefined : itemElement(type, item)
    text += typeof element === 'string' ? elementText(element) : part
    type = itemSchema(type)
    value = item
  }
  return text
}
