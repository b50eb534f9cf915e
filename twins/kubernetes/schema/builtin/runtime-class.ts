import { invalidValue } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { isDns1123Label } from '../names.js'
import { stringAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * node.k8s.io/v1 RuntimeClass.
 * Source: kubernetes v1.36.3 pkg/apis/node/validation/validation.go, pkg/printers/internalversion/printers.go
 * (printRuntimeClass).
 */
export const runtimeClass = defineBuiltin({
  group: 'node.k8s.io',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  validate: (object) => {
    const handler = stringAt(object, 'handler')
    return isDns1123Label(handler).map((message) => invalidValue('handler', handler, message))
  },
  validateUpdate: (object, old) =>
    validateImmutable(stringAt(object, 'handler'), stringAt(old, 'handler'), 'handler'),
  printerColumns: [column('Name'), column('Handler'), column('Age')],
  printRow: (object, nowMs) => [nameOf(object), stringAt(object, 'handler'), ageOf(object, nowMs)],
})
