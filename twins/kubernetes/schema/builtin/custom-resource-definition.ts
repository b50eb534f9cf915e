import { isObject, type JsonObject } from '../../../kernel/json.js'
import { defaultCustomResourceDefinition } from '../crd.js'
import { validateDefinition, validateDefinitionUpdate } from '../crd-validation.js'
import type { ResourceKind } from '../resource-kind.js'
import { edit, listAt, stringAt, stringsAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { column, nameOf } from './printing.js'

const base = defineBuiltin({
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  generationRule: 'spec',
  allowUnconditionalUpdate: false,
  default: defaultCustomResourceDefinition,
  prepareForCreate,
  prepareForUpdate,
  printerColumns: [column('Name'), column('Created At', 'date')],
  printRow: (object) => [nameOf(object), stringAt(object, 'metadata', 'creationTimestamp')],
})

/**
 * apiextensions.k8s.io/v1 CustomResourceDefinition; its validation includes the rule for its name.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresourcedefinition/strategy.go, defaults and
 * validation as cited in crd.ts and crd-validation.ts.
 */
export const customResourceDefinition: ResourceKind = {
  ...base,
  // Spreading evaluates the lazily built schema once; the definition itself is small.
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
}

/** The server remembers which version is stored; names are accepted by a controller later. */
function prepareForCreate(object: JsonObject): JsonObject {
  return {
    ...object,
    status: { acceptedNames: { plural: '', kind: '' }, storedVersions: storageVersions(object) },
  }
}

/** A new storage version joins the remembered ones. */
function prepareForUpdate(object: JsonObject): JsonObject {
  return edit(object, 'status', (status) => {
    const stored = stringsAt(status, 'storedVersions')
    const added = storageVersions(object).filter((name) => !stored.includes(name))
    return added.length === 0 ? status : { ...status, storedVersions: [...stored, ...added] }
  })
}

function storageVersions(object: JsonObject): readonly string[] {
  return listAt(object, 'spec', 'versions')
    .filter((version) => isObject(version) && version['storage'] === true)
    .map((version) => stringAt(version, 'name'))
}
