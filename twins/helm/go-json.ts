import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { helmError } from './errors.js'

/** The word encoding/json uses for a JSON value in its errors. */
function goJsonKind(value: Json): 'null' | 'bool' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'string') return 'string'
  return Array.isArray(value) ? 'array' : 'object'
}

/** Go 1.23 encoding/json (UnmarshalTypeError.Error): `field` is `<innermost struct>.<full path>`. */
export function unmarshalTypeError(value: Json, field: string, goType: string): string {
  return `json: cannot unmarshal ${goJsonKind(value)} into Go struct field ${field} of type ${goType}`
}

/** How a YAML scalar becomes a string: `convert` as sigs.k8s.io/yaml does, `strict` as encoding/json does. */
export type StringDecoding = 'convert' | 'strict'

/**
 * Decode a Go `string` field. sigs.k8s.io/yaml v1.4.0 yaml.go (convertToJSONableObject) turns numbers and booleans
 * into text where the target is a string; plain encoding/json refuses them. Null leaves the zero value.
 * Throws {@link unmarshalTypeError} as a `HelmError`.
 */
export function decodeString(value: Json | undefined, field: string, how: StringDecoding): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (how === 'convert' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  throw helmError('helm-yaml-invalid', unmarshalTypeError(value, field, 'string'))
}

/** Decode a Go `map[string]string` field, in key order; undefined and null give `{}`. Throws as {@link decodeString}. */
export function decodeStringMap(
  value: Json | undefined,
  field: string,
  how: StringDecoding,
): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {}
  if (!isObject(value))
    throw helmError('helm-yaml-invalid', unmarshalTypeError(value, field, 'map[string]string'))
  const result: Record<string, string> = {}
  for (const key of Object.keys(value).sort()) result[key] = decodeString(value[key], field, how)
  return result
}

/** Decode a Go `[]string` field; undefined and null give `[]`. Throws as {@link decodeString}. */
export function decodeStrings(
  value: Json | undefined,
  field: string,
  how: StringDecoding,
): readonly string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value))
    throw helmError('helm-yaml-invalid', unmarshalTypeError(value, field, '[]string'))
  return value.map((item: Json) => decodeString(item, field, how))
}

/** Decode into a Go value that must be an object (`map` or struct); null gives `{}`. Throws a `HelmError`. */
export function decodeObject(value: Json, goType: string): JsonObject {
  if (value === null) return {}
  if (isObject(value)) return value
  throw helmError(
    'helm-yaml-invalid',
    `json: cannot unmarshal ${goJsonKind(value)} into Go value of type ${goType}`,
  )
}
