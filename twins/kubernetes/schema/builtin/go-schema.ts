import type { JsonObject } from '../../../kernel/json.js'
import type { GoType, Struct } from '../go-type.js'

const cache = new WeakMap<Struct, JsonObject>()

/**
 * The structural schema of a Go struct, for publishing (OpenAPI) and for tools that read schemas. Decoding uses the Go
 * type itself, which knows more (struct names, zero values).
 */
export function structuralSchemaOf(struct: Struct): JsonObject {
  const known = cache.get(struct)
  if (known !== undefined) return known
  const properties: Record<string, JsonObject> = {}
  for (const [name, field] of struct.fields) properties[name] = schemaOf(field.type)
  const schema: JsonObject = { type: 'object', properties }
  cache.set(struct, schema)
  return schema
}

function schemaOf(type: GoType): JsonObject {
  switch (type.kind) {
    case 'struct':
      return structuralSchemaOf(type)
    case 'slice':
      return { type: 'array', items: schemaOf(type.element) }
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.element) }
    case 'string':
      return { type: 'string' }
    case 'bool':
      return { type: 'boolean' }
    case 'int32':
    case 'int64':
      return { type: 'integer', format: type.kind }
    case 'float64':
      return { type: 'number', format: 'double' }
    case 'bytes':
      return { type: 'string', format: 'byte' }
    case 'time':
      return { type: 'string', format: 'date-time' }
    case 'intstr':
    case 'quantity':
      return { 'x-kubernetes-int-or-string': true }
    case 'raw':
      return { 'x-kubernetes-preserve-unknown-fields': true }
  }
}
