import type { Json, JsonObject } from '../../../kernel/json.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../../machinery/type-schema.js'
import type { Field, GoType, Struct } from '../../schema/go-type.js'
import { isMessage } from '../protobuf/decode-message.js'

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity'
const TIME = `${META}.Time`
const APIEXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'

/** Types that are no structs of ours. Source: kubernetes api/openapi-spec/v3, v1.36. */
const LEAVES: Readonly<Record<string, JsonObject>> = {
  [INT_OR_STRING]: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [TIME]: { format: 'date-time', type: 'string' },
}

/** `components.schemas` of a document as it grows: each Go struct by its published name. */
export class GoSchemas {
  readonly schemas: Record<string, JsonObject> = {}

  /** Adds a struct and everything it refers to. `home` is the package of the kind it belongs to. Returns its name. */
  add(struct: Struct, home: string, typeSchema: TypeSchema): string {
    const name = publishedName(struct.bareName, home)
    if (this.schemas[name] !== undefined) return name
    // Set before its members: a struct may lie within itself.
    this.schemas[name] = {}
    const properties: Record<string, Json> = {}
    for (const [member, field] of struct.fields) {
      properties[member] = this.#member(field, home, fieldSchema(typeSchema, member))
    }
    const required = [...struct.fields.values()].filter((field) => field.alwaysEmitted && !field.pointer)
    this.schemas[name] = {
      type: 'object',
      ...(required.length === 0 ? {} : { required: required.map((field) => field.name) }),
      properties,
      ...(typeSchema.object === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    }
    return name
  }

  /** A field with what patches have to know of it. */
  #member({ type }: Field, home: string, typeSchema: TypeSchema): JsonObject {
    return { ...this.#type(type, home, typeSchema), ...mergeExtensions(type, typeSchema) }
  }

  #type(type: GoType, home: string, typeSchema: TypeSchema): JsonObject {
    switch (type.kind) {
      case 'struct':
        return { allOf: [reference(this.add(type, home, typeSchema))], default: {} }
      case 'slice':
        return { type: 'array', items: this.#type(type.element, home, itemSchema(typeSchema)) }
      case 'map':
        return {
          type: 'object',
          additionalProperties: this.#type(type.element, home, itemSchema(typeSchema)),
        }
      case 'intstr':
        return this.#leaf(INT_OR_STRING)
      case 'quantity':
        return this.#leaf(QUANTITY)
      case 'time':
        return this.#leaf(TIME)
      default:
        return SCALARS[type.kind]
    }
  }

  #leaf(name: string): JsonObject {
    this.schemas[name] = LEAVES[name] as JsonObject
    return reference(name)
  }
}

const SCALARS = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  raw: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
} as const satisfies Record<string, JsonObject>

export function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}

/** Source: kubernetes/kube-openapi pkg/idl (listType, mapType, patchStrategy). */
function mergeExtensions(type: GoType, typeSchema: TypeSchema): JsonObject {
  const { patchStrategy, patchMergeKey, retainKeys, list, keys, object } = typeSchema
  const strategies = [
    ...(patchStrategy === undefined ? [] : [patchStrategy]),
    ...(retainKeys ? ['retainKeys'] : []),
  ]
  return {
    ...(strategies.length === 0 ? {} : { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': patchMergeKey }),
    ...(type.kind === 'slice' ? { 'x-kubernetes-list-type': list } : {}),
    ...(type.kind === 'slice' && list === 'map'
      ? { 'x-kubernetes-list-map-keys': keys.map(({ name }) => name) }
      : {}),
    ...(type.kind === 'map' && object === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  }
}

/** `io.k8s.api.apps.v1.Deployment`: the package that defines the struct, looked for at home first. */
export function publishedName(bareName: string, home: string): string {
  if (home === 'apiextensions' && !isMessage(`meta.${bareName}`)) return `${APIEXTENSIONS}.${bareName}`
  const owner = [home, 'meta', 'core'].find((name) => isMessage(`${name}.${bareName}`)) ?? home
  if (owner === 'meta') return `${META}.${bareName}`
  return owner.includes('.') ? `io.k8s.api.${owner}.${bareName}` : `io.k8s.api.${owner}.v1.${bareName}`
}
