import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { validateDefinition } from './crd-validation.js'
import type { FieldError } from './field-error.js'
import { listAt, numberAt, objectAt, stringAt, stringsAt } from './share.js'

/** A printer column of a custom resource. */
export interface CustomColumn {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly priority: number
  readonly jsonPath: string
}

/** One version of a custom resource. */
export interface CustomResourceVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated: boolean
  /** The Warning header a deprecated version answers with; undefined when not deprecated. */
  readonly deprecationWarning: string | undefined
  /** `openAPIV3Schema`; undefined when missing (then `fieldErrors` says so). */
  readonly schema: JsonObject | undefined
  readonly subresources: { readonly status: boolean; readonly scale: JsonObject | undefined }
  readonly printerColumns: readonly CustomColumn[]
  /** JSON paths that field selectors may use besides name and namespace. */
  readonly selectableFields: readonly string[]
}

/** Names of a custom resource, defaults filled in. */
export interface CustomResourceNames {
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly listKind: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
}

/** What the API server takes from a CustomResourceDefinition. */
export interface CustomResourceDefinition {
  readonly group: string
  readonly names: CustomResourceNames
  readonly scope: 'Namespaced' | 'Cluster'
  readonly versions: readonly CustomResourceVersion[]
  /** `None` or `Webhook`. */
  readonly conversionStrategy: string
  /** Empty for a valid definition. */
  readonly fieldErrors: readonly FieldError[]
}

const cache = new WeakMap<JsonObject, CustomResourceDefinition>()

/**
 * Reads an apiextensions.k8s.io/v1 CustomResourceDefinition; names are defaulted, the definition is validated.
 * Cached per object.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apis/apiextensions/v1/{types,defaults}.go.
 */
export function readCustomResourceDefinition(crd: JsonObject): CustomResourceDefinition {
  const known = cache.get(crd)
  if (known !== undefined) return known
  const defaulted = defaultCustomResourceDefinition(crd)
  const spec = objectAt(defaulted, 'spec') ?? {}
  const names = objectAt(spec, 'names')
  const group = stringAt(spec, 'group')
  const kind = stringAt(names, 'kind')
  const definition: CustomResourceDefinition = {
    group,
    names: {
      plural: stringAt(names, 'plural'),
      singular: stringAt(names, 'singular'),
      kind,
      listKind: stringAt(names, 'listKind'),
      shortNames: stringsAt(names, 'shortNames'),
      categories: stringsAt(names, 'categories'),
    },
    scope: stringAt(spec, 'scope') === 'Cluster' ? 'Cluster' : 'Namespaced',
    versions: listAt(spec, 'versions')
      .filter(isObject)
      .map((version) => readVersion(version, group, kind)),
    conversionStrategy: stringAt(spec, 'conversion', 'strategy') || 'None',
    fieldErrors: validateDefinition(defaulted),
  }
  cache.set(crd, definition)
  return definition
}

/**
 * Fills in singular, listKind, the conversion strategy and status.storedVersions.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apis/apiextensions/v1/defaults.go.
 */
export function defaultCustomResourceDefinition(crd: JsonObject): JsonObject {
  const spec = objectAt(crd, 'spec')
  const names = objectAt(spec, 'names')
  if (spec === undefined || names === undefined) return crd
  const kind = stringAt(names, 'kind')
  const missingNames: Record<string, Json> = {}
  if (stringAt(names, 'singular') === '' && kind !== '') missingNames['singular'] = kind.toLowerCase()
  if (stringAt(names, 'listKind') === '' && kind !== '') missingNames['listKind'] = `${kind}List`
  const namesDone = Object.keys(missingNames).length === 0
  const conversionDone = spec['conversion'] !== undefined
  const toStore = listAt(crd, 'status', 'storedVersions').length > 0 ? [] : storageVersions(spec)
  const stored = toStore.length === 0
  if (namesDone && conversionDone && stored) return crd
  return {
    ...crd,
    spec: {
      ...spec,
      names: namesDone ? names : { ...names, ...missingNames },
      ...(conversionDone ? {} : { conversion: { strategy: 'None' } }),
    },
    ...(stored ? {} : { status: { ...objectAt(crd, 'status'), storedVersions: toStore } }),
  }
}

function storageVersions(spec: JsonObject): readonly string[] {
  const storage = listAt(spec, 'versions').find((version) => isObject(version) && version['storage'] === true)
  return storage === undefined ? [] : [stringAt(storage, 'name')]
}

function readVersion(version: JsonObject, group: string, kind: string): CustomResourceVersion {
  const subresources = objectAt(version, 'subresources')
  const deprecated = version['deprecated'] === true
  const name = stringAt(version, 'name')
  const written = stringAt(version, 'deprecationWarning')
  const warning = written === '' ? `${group}/${name} ${kind} is deprecated` : written
  return {
    name,
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated,
    deprecationWarning: deprecated ? warning : undefined,
    schema: objectAt(objectAt(version, 'schema'), 'openAPIV3Schema'),
    subresources: {
      status: objectAt(subresources, 'status') !== undefined,
      scale: objectAt(subresources, 'scale'),
    },
    printerColumns: listAt(version, 'additionalPrinterColumns').filter(isObject).map(readColumn),
    selectableFields: listAt(version, 'selectableFields').map((field) => stringAt(field, 'jsonPath')),
  }
}

function readColumn(column: JsonObject): CustomColumn {
  return {
    name: stringAt(column, 'name'),
    type: stringAt(column, 'type'),
    format: stringAt(column, 'format'),
    priority: numberAt(column, 'priority'),
    jsonPath: stringAt(column, 'jsonPath'),
  }
}
