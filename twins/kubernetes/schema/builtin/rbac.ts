import { isObject, type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, invalidValue, notSupported, required, withStructValue } from '../field-error.js'
import { isPathSegmentName } from '../names.js'
import type { ResourceKind } from '../resource-kind.js'
import { edit, editEach, listAt, objectAt, stringAt, withDefaults } from '../share.js'
import { type BuiltinDefinition, defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf, wideColumn } from './printing.js'

/**
 * rbac.authorization.k8s.io/v1. Who may bind or escalate what is not checked here.
 * Source: kubernetes v1.36.3 pkg/apis/rbac/v1/defaults.go, pkg/apis/rbac/validation/validation.go,
 * pkg/printers/internalversion/printers.go.
 */

const GROUP = 'rbac.authorization.k8s.io'
const SUBJECT_KINDS = ['ServiceAccount', 'User', 'Group']

export const role = defineRole('Role', 'roles', true)
export const clusterRole = defineRole('ClusterRole', 'clusterroles', false)
export const roleBinding = defineBinding('RoleBinding', 'rolebindings', true)
export const clusterRoleBinding = defineBinding('ClusterRoleBinding', 'clusterrolebindings', false)

function common(
  kind: string,
  plural: string,
  namespaced: boolean,
): Pick<BuiltinDefinition, 'group' | 'kind' | 'plural' | 'namespaced' | 'nameRule' | 'allowCreateOnUpdate'> {
  return { group: GROUP, kind, plural, namespaced, nameRule: isPathSegmentName, allowCreateOnUpdate: true }
}

function defineRole(kind: string, plural: string, namespaced: boolean): ResourceKind {
  return defineBuiltin({
    ...common(kind, plural, namespaced),
    validate: (object) =>
      listAt(object, 'rules').flatMap((rule, index) => validateRule(rule, namespaced, `rules[${index}]`)),
    printerColumns: [column('Name'), column('Created At', 'date')],
    printRow: (object) => [nameOf(object), stringAt(object, 'metadata', 'creationTimestamp')],
  })
}

function validateRule(rule: Json, namespaced: boolean, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  if (listAt(rule, 'verbs').length === 0)
    errors.push(required(`${field}.verbs`, 'verbs must contain at least one value'))
  if (listAt(rule, 'nonResourceURLs').length > 0) {
    if (namespaced) {
      const detail = 'namespaced rules cannot apply to non-resource URLs'
      errors.push(invalidValue(`${field}.nonResourceURLs`, listAt(rule, 'nonResourceURLs'), detail))
    }
    return errors
  }
  if (listAt(rule, 'apiGroups').length === 0) {
    errors.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'))
  }
  if (listAt(rule, 'resources').length === 0) {
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'))
  }
  return errors
}

function defineBinding(kind: string, plural: string, namespaced: boolean): ResourceKind {
  return defineBuiltin({
    ...common(kind, plural, namespaced),
    default: (object) => editEach(edit(object, 'roleRef', defaultRoleRef), 'subjects', defaultSubject),
    validate: (object) => validateBinding(object, namespaced),
    validateUpdate: (object, old) => [
      ...validateBinding(object, namespaced),
      ...validateRoleRefUnchanged(object, old),
    ],
    printerColumns: [
      column('Name'),
      column('Role'),
      column('Age'),
      wideColumn('Users'),
      wideColumn('Groups'),
      wideColumn('ServiceAccounts'),
    ],
    printRow: (object, nowMs) => [
      nameOf(object),
      `${stringAt(object, 'roleRef', 'kind')}/${stringAt(object, 'roleRef', 'name')}`,
      ageOf(object, nowMs),
      ...SUBJECT_ORDER.map((subject) => subjectNames(object, subject)),
    ],
  })
}

const SUBJECT_ORDER = ['User', 'Group', 'ServiceAccount']

function subjectNames(object: JsonObject, kind: string): string {
  return listAt(object, 'subjects')
    .filter((subject) => stringAt(subject, 'kind') === kind)
    .map((subject) => {
      const name = stringAt(subject, 'name')
      return kind === 'ServiceAccount' ? `${stringAt(subject, 'namespace')}/${name}` : name
    })
    .join(', ')
}

function defaultRoleRef(reference: JsonObject): JsonObject {
  return stringAt(reference, 'apiGroup') === '' ? { ...reference, apiGroup: GROUP } : reference
}

function defaultSubject(subject: JsonObject): JsonObject {
  const kind = subject['kind']
  return kind === 'User' || kind === 'Group' ? withDefaults(subject, { apiGroup: GROUP }) : subject
}

function validateBinding(object: JsonObject, namespaced: boolean): readonly FieldError[] {
  const reference = objectAt(object, 'roleRef') ?? {}
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  const kind = stringAt(reference, 'kind')
  const group = stringAt(reference, 'apiGroup')
  const errors: FieldError[] = []
  if (group !== GROUP) errors.push(notSupported('roleRef.apiGroup', group, [GROUP]))
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds))
  if (stringAt(reference, 'name') === '') errors.push(required('roleRef.name'))
  const subjects = listAt(object, 'subjects').filter(isObject)
  return [
    ...errors,
    ...subjects.flatMap((subject, index) => validateSubject(subject, namespaced, `subjects[${index}]`)),
  ]
}

function validateSubject(subject: JsonObject, namespaced: boolean, field: string): readonly FieldError[] {
  const kind = stringAt(subject, 'kind')
  const group = stringAt(subject, 'apiGroup')
  const errors: FieldError[] = []
  if (stringAt(subject, 'name') === '') errors.push(required(`${field}.name`))
  if (!SUBJECT_KINDS.includes(kind)) {
    errors.push(notSupported(`${field}.kind`, kind, SUBJECT_KINDS))
  } else if (kind === 'ServiceAccount') {
    if (group !== '') errors.push(notSupported(`${field}.apiGroup`, group, ['']))
    if (!namespaced && stringAt(subject, 'namespace') === '') errors.push(required(`${field}.namespace`))
  } else if (group !== GROUP) errors.push(notSupported(`${field}.apiGroup`, group, [GROUP]))
  return errors
}

function validateRoleRefUnchanged(object: JsonObject, old: JsonObject): readonly FieldError[] {
  const reference = objectAt(object, 'roleRef') ?? {}
  if (jsonEqual(reference, old['roleRef'])) return []
  const error = invalidValue('roleRef', reference, 'cannot change roleRef')
  return [
    withStructValue(error, [
      ['APIGroup', stringAt(reference, 'apiGroup')],
      ['Kind', stringAt(reference, 'kind')],
      ['Name', stringAt(reference, 'name')],
    ]),
  ]
}
