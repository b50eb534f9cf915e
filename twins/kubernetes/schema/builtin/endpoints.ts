import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, required } from '../field-error.js'
import { editEach, listAt, numberAt, stringAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

const MAX_SHOWN = 3

/**
 * Core v1 Endpoints; EndpointSlices are not served.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_Endpoints), pkg/apis/core/validation/endpoints.go,
 * pkg/printers/internalversion/printers.go (formatEndpoints).
 */
export const endpoints = defineBuiltin({
  group: '',
  kind: 'Endpoints',
  plural: 'endpoints',
  shortNames: ['ep'],
  allowCreateOnUpdate: true,
  default: (object) =>
    editEach(object, 'subsets', (subset) =>
      editEach(subset, 'ports', (port) => withDefaults(port, { protocol: 'TCP' })),
    ),
  validate: validateEndpoints,
  printerColumns: [column('Name'), column('Endpoints'), column('Age')],
  printRow: (object, nowMs) => [nameOf(object), formatEndpoints(object), ageOf(object, nowMs)],
})

function validateEndpoints(object: JsonObject): readonly FieldError[] {
  return listAt(object, 'subsets').flatMap((subset, index) => {
    const count = listAt(subset, 'addresses').length + listAt(subset, 'notReadyAddresses').length
    const detail = 'must specify `addresses` or `notReadyAddresses`'
    const ports = listAt(subset, 'ports')
    const unnamed = ports
      .map((port, at) => ({ at, name: stringAt(port, 'name') }))
      .filter((port) => port.name === '')
    return [
      ...(count === 0 ? [required(`subsets[${index}]`, detail)] : []),
      ...(ports.length > 1
        ? unnamed.map((port) => required(`subsets[${index}].ports[${port.at}].name`))
        : []),
    ]
  })
}

function formatEndpoints(object: JsonObject): string {
  const subsets = listAt(object, 'subsets')
  if (subsets.length === 0) return '<none>'
  const all = subsets.flatMap((subset) => {
    const addresses = listAt(subset, 'addresses').map((address) => stringAt(address, 'ip'))
    const ports = listAt(subset, 'ports')
    if (ports.length === 0) return addresses
    return ports.flatMap((port) => addresses.map((ip) => hostPort(ip, numberAt(port, 'port'))))
  })
  const shown = all.slice(0, MAX_SHOWN).join(',')
  return all.length > MAX_SHOWN ? `${shown} + ${all.length - MAX_SHOWN} more...` : shown
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
