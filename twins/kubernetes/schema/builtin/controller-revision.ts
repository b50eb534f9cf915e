import { jsonEqual } from '../../../kernel/json.js'
import { invalidValue } from '../field-error.js'
import { FIELD_IS_IMMUTABLE, nonNegative } from '../metadata.js'
import { numberAt, objectAt, stringAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * apps/v1 ControllerRevision: a state of a StatefulSet or DaemonSet, as a patch in `data`.
 * Source: kubernetes v1.36.3 pkg/apis/apps/validation/validation.go (ValidateControllerRevision,
 * ValidateControllerRevisionUpdate), pkg/printers/internalversion/printers.go (printControllerRevision).
 */
export const controllerRevision = defineBuiltin({
  group: 'apps',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  validate: (object) => nonNegative(object['revision'], 'revision'),
  validateUpdate: (object, old) => [
    ...nonNegative(object['revision'], 'revision'),
    ...(jsonEqual(object['data'], old['data']) ? [] : [invalidValue('data', null, FIELD_IS_IMMUTABLE)]),
  ],
  printerColumns: [column('Name'), column('Controller'), column('Revision'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    controllerText(objectAt(object, 'metadata')?.['ownerReferences']),
    String(numberAt(object, 'revision')),
    ageOf(object, nowMs),
  ],
})

/** `statefulset.apps/web`, or `<none>`. */
function controllerText(references: unknown): string {
  if (!Array.isArray(references)) return '<none>'
  const owner = references.find((reference) => reference?.controller === true)
  if (owner === undefined) return '<none>'
  const group = stringAt(owner, 'apiVersion').split('/').slice(0, -1).join('/')
  const kind = stringAt(owner, 'kind').toLowerCase()
  return `${group === '' ? kind : `${kind}.${group}`}/${stringAt(owner, 'name')}`
}
