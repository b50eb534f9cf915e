import type { JsonObject } from '../../../kernel/json.js'
import { listAt, objectAt, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultPod } from './pod-defaults.js'
import { printPod } from './pod-printing.js'
import { qosClass } from './pod-qos.js'
import { validatePodSpec, validatePodUpdate } from './pod-validation.js'
import { column, wideColumn } from './printing.js'

/**
 * Core v1 Pod. Its generation (1.34 and later) is not modelled.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_Pod), pkg/registry/core/pod/strategy.go (PrepareForCreate).
 */
export const pod = defineBuiltin({
  group: '',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  subresources: ['status', 'log', 'exec', 'attach', 'portforward', 'proxy', 'binding', 'eviction'],
  default: defaultPod,
  prepareForCreate,
  validate: (object) => validatePodSpec(objectAt(object, 'spec') ?? {}, 'spec'),
  validateUpdate: validatePodUpdate,
  printerColumns: [
    column('Name'),
    column('Ready'),
    column('Status'),
    column('Restarts'),
    column('Age'),
    wideColumn('IP'),
    wideColumn('Node'),
    wideColumn('Nominated Node'),
    wideColumn('Readiness Gates'),
  ],
  printRow: printPod,
})

function prepareForCreate(object: JsonObject): JsonObject {
  const containers = [...listAt(object, 'spec', 'containers'), ...listAt(object, 'spec', 'initContainers')]
  return withKey(object, 'status', { phase: 'Pending', qosClass: qosClass(containers) })
}
