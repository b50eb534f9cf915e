import type { Json, JsonObject } from '../../kernel/json.js'
import type { Kind } from '../names.js'

/** Names as Kubernetes allows them; upstream's CRDs carry these patterns from v0.11.0 on. */
export const NAME: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 253,
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
}
/** Keys of a Secret. */
export const SECRET_KEY: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 253,
  pattern: '^[-._a-zA-Z0-9]+$',
}
export const TEXT: JsonObject = { type: 'string' }
export const TEXTS: JsonObject = { type: 'array', items: TEXT }
export const STRING_MAP: JsonObject = { type: 'object', additionalProperties: TEXT }

/** An object schema; `required` and other keywords go into `more`. */
export function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more }
}

export function list(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

/** A string that is one of `values`, with a default unless it is undefined. */
export function choice(values: readonly string[], fallback?: string): JsonObject {
  return { type: 'string', enum: values, ...(fallback === undefined ? {} : { default: fallback }) }
}

/** Conditions as ExternalSecrets and stores have them. */
export const CONDITIONS: JsonObject = list(
  object(
    {
      type: TEXT,
      status: TEXT,
      reason: TEXT,
      message: TEXT,
      lastTransitionTime: { type: 'string', format: 'date-time' },
    },
    { required: ['status', 'type'] },
  ),
)

/** A printer column. */
export function column(name: string, jsonPath: string, type = 'string'): JsonObject {
  return { name, type, jsonPath }
}

/** One version of a CRD. */
export interface CrdVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly columns: readonly JsonObject[]
  readonly properties: JsonObject
}

/** A CustomResourceDefinition with the status subresource. */
export function crd(
  kind: Kind,
  shortNames: readonly string[],
  scope: 'Namespaced' | 'Cluster',
  versions: readonly CrdVersion[],
): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.resource}.${kind.group}` },
    spec: {
      group: kind.group,
      scope,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.resource,
        singular: kind.kind.toLowerCase(),
        ...(shortNames.length === 0 ? {} : { shortNames }),
        categories: ['external-secrets'],
      },
      versions: versions.map(versionOf),
    },
  }
}

function versionOf({ name, served, storage, columns, properties }: CrdVersion): Json {
  const common = { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' } }
  return {
    name,
    served,
    storage,
    ...(columns.length === 0 ? {} : { additionalPrinterColumns: columns }),
    subresources: { status: {} },
    schema: { openAPIV3Schema: object({ ...common, ...properties }) },
  }
}
