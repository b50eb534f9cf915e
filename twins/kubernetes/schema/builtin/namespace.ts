import type { JsonObject } from '../../../kernel/json.js'
import { isDns1123Label } from '../names.js'
import { edit, objectAt, stringAt, stringsAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

const NAME_LABEL = 'kubernetes.io/metadata.name'

/**
 * Core v1 Namespace: labelled with its own name, created Active and with the finalizer `kubernetes`.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_Namespace), pkg/registry/core/namespace/strategy.go
 * (PrepareForCreate).
 */
export const namespace = defineBuiltin({
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status', 'finalize'],
  nameRule: isDns1123Label,
  default: defaultNamespace,
  prepareForCreate,
  printerColumns: [column('Name'), column('Status'), column('Age')],
  printRow: (object, nowMs) => [nameOf(object), stringAt(object, 'status', 'phase'), ageOf(object, nowMs)],
})

function defaultNamespace(object: JsonObject): JsonObject {
  const name = nameOf(object)
  const labelled =
    name === ''
      ? object
      : edit(object, 'metadata', (metadata) =>
          withKey(metadata, 'labels', withKey(objectAt(metadata, 'labels') ?? {}, NAME_LABEL, name)),
        )
  return edit(labelled, 'status', (status) => withDefaults(status, { phase: 'Active' }))
}

function prepareForCreate(object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec') ?? {}
  const finalizers = stringsAt(spec, 'finalizers')
  const kept = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes']
  return {
    ...object,
    spec: finalizers === kept ? spec : { ...spec, finalizers: kept },
    status: { phase: 'Active' },
  }
}
