import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { type FieldError, notSupported, required } from '../field-error.js'
import { validateLabelSelector } from '../label-selector.js'
import { edit, editEach, listAt, objectAt, stringsAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, formatLabelSelector, nameOf } from './printing.js'

const TYPES = ['Egress', 'Ingress']

/**
 * networking.k8s.io/v1 NetworkPolicy. Ports and address blocks are not validated.
 * Source: kubernetes v1.36.3 pkg/apis/networking/v1/defaults.go, pkg/apis/networking/validation/validation.go
 * (ValidateNetworkPolicySpec), pkg/printers/internalversion/printers.go (printNetworkPolicy).
 */
export const networkPolicy = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  generationRule: 'spec',
  default: (object) => edit(object, 'spec', withDefaultTypes),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [column('Name'), column('Pod-Selector'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    formatLabelSelector(objectAt(objectAt(object, 'spec'), 'podSelector')),
    ageOf(object, nowMs),
  ],
})

/** Without types a policy is about ingress, and about egress where it has rules for that. */
function withDefaultTypes(spec: JsonObject): JsonObject {
  const policyTypes = listAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  const typed = listAt(spec, 'policyTypes').length === 0 ? { ...spec, policyTypes } : spec
  return ['ingress', 'egress'].reduce(
    (changed, rules) =>
      editEach(changed, rules, (rule) =>
        editEach(rule, 'ports', (port) => withDefaults(port, { protocol: 'TCP' })),
      ),
    typed,
  )
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...validateLabelSelector(objectAt(spec, 'podSelector') ?? {}, 'spec.podSelector'),
    ...validatePeers(spec, 'ingress', 'from'),
    ...validatePeers(spec, 'egress', 'to'),
    ...stringsAt(spec, 'policyTypes').flatMap((type, index) =>
      TYPES.includes(type) ? [] : [notSupported(`spec.policyTypes[${index}]`, type, TYPES)],
    ),
  ]
}

function validatePeers(spec: JsonObject, rules: string, peers: string): readonly FieldError[] {
  return listAt(spec, rules).flatMap((rule, at) =>
    listAt(rule, peers).flatMap((peer, index) =>
      validatePeer(peer, `spec.${rules}[${at}].${peers}[${index}]`),
    ),
  )
}

function validatePeer(peer: Json, field: string): readonly FieldError[] {
  if (!isObject(peer) || Object.keys(peer).length === 0) return [required(field, 'must specify a peer')]
  return ['podSelector', 'namespaceSelector'].flatMap((name) => {
    const selector = objectAt(peer, name)
    return selector === undefined ? [] : validateLabelSelector(selector, `${field}.${name}`)
  })
}
