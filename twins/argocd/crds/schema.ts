import type { JsonObject } from '../../kernel/json.js'
import { type ArgoKind, GROUP, VERSION } from '../names.js'

export const TEXT: JsonObject = { type: 'string' }
export const FLAG: JsonObject = { type: 'boolean' }
export const WHOLE: JsonObject = { type: 'integer', format: 'int64' }
export const TEXTS: JsonObject = { type: 'array', items: TEXT }
export const STRING_MAP: JsonObject = { type: 'object', additionalProperties: TEXT }
export const TIME: JsonObject = { type: 'string', format: 'date-time' }
/** Fields that are kept and not looked at. */
export const OPEN: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** An object schema; `required` and other keywords go into `more`. */
export function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more }
}

/** An object schema that keeps fields it does not name. */
export function openObject(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return object(properties, { ...more, 'x-kubernetes-preserve-unknown-fields': true })
}

export function list(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

/** Version v1alpha1 of a kind. Applications and AppProjects have no status subresource, ApplicationSets do. */
export interface CrdOptions {
  readonly kind: ArgoKind
  readonly shortNames: readonly string[]
  readonly properties: JsonObject
  readonly required: readonly string[]
  readonly columns?: readonly JsonObject[]
  readonly statusSubresource?: boolean
}

export function crd({
  kind: { kind, resource },
  shortNames,
  properties,
  required,
  columns,
  statusSubresource,
}: CrdOptions): JsonObject {
  const common = { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${resource}.${GROUP}`,
      labels: { 'app.kubernetes.io/name': `${resource}.${GROUP}`, 'app.kubernetes.io/part-of': 'argocd' },
    },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural: resource, singular: kind.toLowerCase(), shortNames },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          ...(columns === undefined ? {} : { additionalPrinterColumns: columns }),
          ...(statusSubresource === true ? { subresources: { status: {} } } : {}),
          schema: {
            openAPIV3Schema: object({ ...common, ...properties }, { required: ['metadata', ...required] }),
          },
        },
      ],
    },
  }
}
