import { RESOURCE_TYPES } from './merge-keys/resource-types.js'
import { WORKLOAD_TYPES } from './merge-keys/workload-types.js'
import { fieldSchema, itemSchema, type TypeSchema } from './type-schema.js'

const BUILT_IN_TYPES: Readonly<Record<string, TypeSchema>> = { ...WORKLOAD_TYPES, ...RESOURCE_TYPES }

/**
 * How the lists and objects of a built-in kind merge; undefined for any other kind, whose type comes from its CRD
 * (`typeSchemaFromOpenApi`). `group` only matters for a kind that two groups have (Event).
 * Source: kubernetes/api v0.36.3 struct tags and kubernetes/client-go v0.36.3 applyconfigurations/internal/internal.go.
 */
export function typeSchemaOf(kind: string, group = ''): TypeSchema | undefined {
  const qualified = `${group}/${kind}`
  if (Object.hasOwn(BUILT_IN_TYPES, qualified)) return BUILT_IN_TYPES[qualified]
  return Object.hasOwn(BUILT_IN_TYPES, kind) ? BUILT_IN_TYPES[kind] : undefined
}

/** The kinds `typeSchemaOf` knows, sorted. */
export const KINDS_WITH_MERGE_KEYS: readonly string[] = Object.keys(BUILT_IN_TYPES).sort()

/**
 * The type at a path such as `spec.template.spec.containers.env` (list items need no index); undefined for an unknown kind.
 */
export function typeSchemaAt(kind: string, path: string, group = ''): TypeSchema | undefined {
  const root = typeSchemaOf(kind, group)
  if (root === undefined) return undefined
  const names = path === '' ? [] : path.split('.')
  return names.reduce(
    (schema, name) => fieldSchema(schema.list === 'map' ? itemSchema(schema) : schema, name),
    root,
  )
}
