import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * Core v1 ServiceAccount. No token Secrets are made for it (as since 1.24).
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/service_accounts.go, pkg/printers/internalversion/printers.go.
 */
export const serviceAccount = defineBuiltin({
  group: '',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  subresources: ['token'],
  // The column of token Secrets went in 1.36.
  printerColumns: [column('Name'), column('Age')],
  printRow: (object, nowMs) => [nameOf(object), ageOf(object, nowMs)],
})
