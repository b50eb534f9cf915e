import type { JsonObject } from '../../../kernel/json.js'
import { required } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { edit, objectAt, stringAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * networking.k8s.io/v1 IngressClass. The form of the controller's name and its parameters are not validated.
 * Source: kubernetes v1.36.3 pkg/apis/networking/v1/defaults.go, pkg/apis/networking/validation/validation.go
 * (ValidateIngressClass, ValidateIngressClassUpdate), pkg/printers/internalversion/printers.go (printIngressClass).
 */
export const ingressClass = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  generationRule: 'spec',
  default: (object) =>
    edit(object, 'spec', (spec) =>
      edit(spec, 'parameters', (parameters) => withDefaults(parameters, { scope: 'Cluster' })),
    ),
  validate: (object) => (controllerOf(object) === '' ? [required('spec.controller')] : []),
  validateUpdate: (object, old) =>
    validateImmutable(controllerOf(object), controllerOf(old), 'spec.controller'),
  printerColumns: [column('Name'), column('Controller'), column('Parameters'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    controllerOf(object),
    parametersText(objectAt(objectAt(object, 'spec'), 'parameters')),
    ageOf(object, nowMs),
  ],
})

function controllerOf(object: JsonObject): string {
  return stringAt(object, 'spec', 'controller')
}

/** `kind.group/name`. */
function parametersText(parameters: JsonObject | undefined): string {
  if (parameters === undefined) return '<none>'
  const group = stringAt(parameters, 'apiGroup')
  const kind = stringAt(parameters, 'kind')
  return `${group === '' ? kind : `${kind}.${group}`}/${stringAt(parameters, 'name')}`
}
