import type { JsonObject } from '../../kernel/json.js'
import { GROUP, type Kind } from '../names.js'

export const TEXT: JsonObject = { type: 'string' }
export const TEXTS: JsonObject = { type: 'array', items: TEXT }
export const FLAG: JsonObject = { type: 'boolean' }
export const WHOLE: JsonObject = { type: 'integer' }
export const STRING_MAP: JsonObject = { type: 'object', additionalProperties: TEXT }
/** A member that is kept as it is, its fields unchecked. */
export const ANYTHING: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
export const ANYTHINGS: JsonObject = { type: 'array', items: ANYTHING }

/** An object schema; fields that are not named are kept. `required` and other keywords go into `more`. */
export function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties, ...more }
}

export function list(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

/** One of `values`, with a default unless it is undefined. */
export function choice(values: readonly string[], fallback?: string): JsonObject {
  return { type: 'string', enum: values, ...(fallback === undefined ? {} : { default: fallback }) }
}

/** A text that cannot be changed. */
export function immutable(message: string, more: JsonObject = {}): JsonObject {
  return { ...TEXT, 'x-kubernetes-validations': [{ message, rule: 'self == oldSelf' }], ...more }
}

export const PRESENCE = choice(['present', 'absent'], 'present')
/** A reference to another object of the namespace. */
export const REFERENCE = object({ name: TEXT }, { required: ['name'] })

/** A printer column. */
export function column(name: string, jsonPath: string, type = 'string'): JsonObject {
  return { name, type, jsonPath }
}

/** A CustomResourceDefinition in version v1 with the status subresource. */
export function crd(
  kind: Kind,
  columns: readonly JsonObject[],
  spec: JsonObject,
  subresources: JsonObject = {},
): JsonObject {
  const common = { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' } }
  const properties = { ...common, spec, status: ANYTHING }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.resource}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.resource,
        singular: kind.kind.toLowerCase(),
      },
      versions: [
        {
          name: kind.version,
          served: true,
          storage: true,
          additionalPrinterColumns: columns,
          subresources: { status: {}, ...subresources },
          schema: { openAPIV3Schema: { type: 'object', required: ['metadata', 'spec'], properties } },
        },
      ],
    },
  }
}
