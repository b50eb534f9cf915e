import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { OBJECT_META } from './merge-keys/metadata-types.js'
import { type ListKey, PLAIN, STRING, type TypeSchema, UNTYPED } from './type-schema.js'

const cache = new WeakMap<JsonObject, TypeSchema>()

const SCALARS: Readonly<Record<string, 'string' | 'numeric' | 'boolean'>> = {
  string: 'string',
  integer: 'numeric',
  number: 'numeric',
  boolean: 'boolean',
}

const SHAPES: Readonly<Record<string, Pick<TypeSchema, 'shape'>>> = {
  object: { shape: 'object' },
  array: { shape: 'list' },
}

const OBJECT_FIELDS: Readonly<Record<string, TypeSchema>> = {
  apiVersion: STRING,
  kind: STRING,
  metadata: OBJECT_META,
}

/**
 * How the lists and objects of a custom resource merge, from the `openAPIV3Schema` of its CRD version; without a schema
 * everything is free. Lists are atomic unless `x-kubernetes-list-type` says `map` or `set`; objects are granular unless
 * `x-kubernetes-map-type` is `atomic`.
 * Source: k8s.io/kube-openapi pkg/schemaconv/openapi.go (parseObject, parseList); kubernetes/apiextensions-apiserver
 * v0.36.3 pkg/controller/openapi/builder/builder.go (metadata of the resource and of embedded resources).
 */
export function typeSchemaFromOpenApi(openApiSchema: JsonObject | undefined): TypeSchema {
  if (openApiSchema === undefined) return { ...UNTYPED, fields: OBJECT_FIELDS }
  const known = cache.get(openApiSchema)
  if (known !== undefined) return known
  const root = convert(openApiSchema, false)
  const schema = { ...root, object: 'struct' as const, fields: { ...root.fields, ...OBJECT_FIELDS } }
  cache.set(openApiSchema, schema)
  return schema
}

function convert(schema: JsonObject, preserveAbove: boolean): TypeSchema {
  const preserve = preserveAbove || schema['x-kubernetes-preserve-unknown-fields'] === true
  const scalar = SCALARS[String(schema['type'] ?? '')]
  return {
    ...PLAIN,
    keepsEmpty: true,
    ...SHAPES[String(schema['type'])],
    ...(schema['type'] === 'array' ? {} : objectPart(schema, preserve)),
    ...(schema['items'] === undefined ? {} : listPart(schema, preserve)),
    ...(scalar === undefined ? {} : { scalar }),
    ...(schema['nullable'] === true || schema['type'] === undefined ? { nullable: true as const } : {}),
  }
}

function objectPart(schema: JsonObject, preserve: boolean): Partial<TypeSchema> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const names = Object.keys(properties)
  const fields: Record<string, TypeSchema> = {}
  for (const name of names) fields[name] = convertOrUntyped(properties[name], preserve)
  if (schema['x-kubernetes-embedded-resource'] === true) Object.assign(fields, OBJECT_FIELDS)
  const element = memberType(schema, preserve, names.length === 0)
  const shape = names.length > 0 ? 'struct' : 'map'
  return {
    object: schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : shape,
    fields,
    ...(element === undefined ? { closed: true as const } : { element }),
  }
}

/** The type of members that `properties` does not name; undefined when there may be none. */
function memberType(schema: JsonObject, preserve: boolean, free: boolean): TypeSchema | undefined {
  const additional = schema['additionalProperties']
  if (isObject(additional)) return convert(additional, preserve)
  if (additional === true) return UNTYPED
  if (additional === false) return undefined
  return preserve || free ? UNTYPED : undefined
}

function listPart(schema: JsonObject, preserve: boolean): Partial<TypeSchema> {
  const element = convertOrUntyped(schema['items'], preserve)
  const listType = schema['x-kubernetes-list-type']
  if (listType === 'set') return { list: 'set', element }
  if (listType !== 'map') return { list: 'atomic', element }
  return { list: 'map', element, keys: listKeys(schema) }
}

function listKeys(schema: JsonObject): readonly ListKey[] {
  const names = Array.isArray(schema['x-kubernetes-list-map-keys'])
    ? schema['x-kubernetes-list-map-keys']
    : []
  const items = isObject(schema['items']) ? schema['items'] : {}
  const properties = isObject(items['properties']) ? items['properties'] : {}
  return names.map((key): ListKey => {
    const name = String(key)
    const property = properties[name]
    const value = isObject(property) ? property['default'] : undefined
    return typeof value === 'string' || typeof value === 'number' ? { name, default: value } : { name }
  })
}

function convertOrUntyped(schema: Json | undefined, preserve: boolean): TypeSchema {
  return isObject(schema) ? convert(schema, preserve) : UNTYPED
}
