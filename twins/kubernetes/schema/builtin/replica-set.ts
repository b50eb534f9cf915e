import type { JsonObject } from '../../../kernel/json.js'
import type { FieldError } from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { edit, objectAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultPodTemplate } from './pod-defaults.js'
import {
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  nameOf,
  specCount,
  statusCount,
  wideColumn,
} from './printing.js'
import {
  REPLICATED_RULES,
  validateSelectorAndTemplate,
  validateSelectorUnchanged,
} from './workload-validation.js'

const SPEC_DEFAULTS: JsonObject = { replicas: 1 }

/**
 * apps/v1 ReplicaSet.
 * Source: kubernetes v1.36.3 pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation/validation.go (ValidateReplicaSetSpec),
 * pkg/registry/apps/replicaset/strategy.go, pkg/printers/internalversion/printers.go (printReplicaSet).
 */
export const replicaSet = defineBuiltin({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  generationRule: 'spec',
  default: (object) =>
    edit(object, 'spec', (spec) => edit(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate)),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: (object, old) => [
    ...validateSpec(objectAt(object, 'spec') ?? {}),
    ...validateSelectorUnchanged(object, old),
  ],
  printerColumns: [
    column('Name'),
    column('Desired', 'integer'),
    column('Current', 'integer'),
    column('Ready', 'integer'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    specCount(object, 'replicas'),
    statusCount(object, 'replicas'),
    statusCount(object, 'readyReplicas'),
    ageOf(object, nowMs),
    ...containerCells(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'spec')),
    formatLabelSelector(objectAt(objectAt(object, 'spec'), 'selector')),
  ],
})

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...nonNegative(spec['replicas'], 'spec.replicas'),
    ...nonNegative(spec['minReadySeconds'], 'spec.minReadySeconds'),
    ...validateSelectorAndTemplate(spec, REPLICATED_RULES),
  ]
}
