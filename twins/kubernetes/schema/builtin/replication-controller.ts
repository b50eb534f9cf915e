import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, required } from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { edit, objectAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultPodTemplate } from './pod-defaults.js'
import { validatePodTemplate } from './pod-validation.js'
import {
  ageOf,
  column,
  containerCells,
  formatLabels,
  nameOf,
  specCount,
  statusCount,
  wideColumn,
} from './printing.js'
import { validateRestartPolicy } from './workload-validation.js'

const TEMPLATE = 'spec.template'

/**
 * Core v1 ReplicationController.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go, pkg/apis/core/validation/validation.go
 * (ValidateReplicationControllerSpec), pkg/registry/core/replicationcontroller/strategy.go,
 * pkg/printers/internalversion/printers.go (printReplicationController).
 */
export const replicationController = defineBuiltin({
  group: '',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  generationRule: 'spec',
  defaultDeletePropagation: 'Orphan',
  default: withDefaultSpec,
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
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
    formatLabels(objectAt(objectAt(object, 'spec'), 'selector')),
  ],
})

/** Labels and selector are those of the template where there are none. */
function withDefaultSpec(object: JsonObject): JsonObject {
  const labels = objectAt(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'metadata'), 'labels')
  const labelled = edit(object, 'metadata', (metadata) => withLabels(metadata, 'labels', labels))
  return edit(labelled, 'spec', (spec) =>
    edit(withDefaults(withLabels(spec, 'selector', labels), { replicas: 1 }), 'template', defaultPodTemplate),
  )
}

function withLabels(object: JsonObject, key: string, labels: JsonObject | undefined): JsonObject {
  const isSet = Object.keys(objectAt(object, key) ?? {}).length > 0
  return labels === undefined || isSet ? object : withKey(object, key, labels)
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const selector = Object.entries(objectAt(spec, 'selector') ?? {})
  const template = objectAt(spec, 'template')
  const labels = objectAt(objectAt(template, 'metadata'), 'labels')
  const errors: FieldError[] = [...nonNegative(spec['minReadySeconds'], 'spec.minReadySeconds')]
  if (selector.length === 0) errors.push(required('spec.selector'))
  errors.push(...nonNegative(spec['replicas'], 'spec.replicas'))
  if (template === undefined) return [...errors, required(TEMPLATE)]
  if (selector.some(([key, value]) => labels?.[key] !== value)) {
    const detail = '`selector` does not match template `labels`'
    errors.push(invalidValue(`${TEMPLATE}.metadata.labels`, labels ?? null, detail))
  }
  errors.push(...validatePodTemplate(template, TEMPLATE))
  return [...errors, ...validateRestartPolicy(template, ['Always'])]
}
