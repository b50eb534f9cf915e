import type { Json, JsonObject } from '../../../kernel/json.js'
import { type FieldError, notSupported, required } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { editEach, listAt, numberAt, stringAt, stringsAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

const MAX_SHOWN = 3
const ADDRESS_TYPES = ['IPv4', 'IPv6', 'FQDN']
const PORT_DEFAULTS: JsonObject = { name: '', protocol: 'TCP' }

/**
 * discovery.k8s.io/v1 EndpointSlice.
 * Source: kubernetes v1.36.3 pkg/apis/discovery/v1/defaults.go, pkg/apis/discovery/validation/validation.go
 * (ValidateEndpointSlice), pkg/printers/internalversion/printers.go (printEndpointSlice).
 */
export const endpointSlice = defineBuiltin({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  generationRule: 'all-but-metadata',
  default: (object) => editEach(object, 'ports', (port) => withDefaults(port, PORT_DEFAULTS)),
  validate: validateSlice,
  validateUpdate: (object, old) => [
    ...validateSlice(object),
    ...validateImmutable(stringAt(object, 'addressType'), stringAt(old, 'addressType'), 'addressType'),
  ],
  printerColumns: [
    column('Name'),
    column('AddressType'),
    column('Ports'),
    column('Endpoints'),
    column('Age'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    stringAt(object, 'addressType'),
    cut(listAt(object, 'ports').map((port) => portText(port))),
    cut(listAt(object, 'endpoints').flatMap((endpoint) => stringsAt(endpoint, 'addresses'))),
    ageOf(object, nowMs),
  ],
})

function validateSlice(object: JsonObject): readonly FieldError[] {
  const type = stringAt(object, 'addressType')
  if (type === '') return [required('addressType')]
  return ADDRESS_TYPES.includes(type) ? [] : [notSupported('addressType', type, ADDRESS_TYPES)]
}

function portText(port: Json): string {
  const number = numberAt(port, 'port')
  return number === 0 ? '*' : String(number)
}

/** The first three and how many more. */
function cut(texts: readonly string[]): string {
  if (texts.length === 0) return '<unset>'
  const more = texts.length - MAX_SHOWN
  const shown = texts.slice(0, MAX_SHOWN).join(',')
  return more > 0 ? `${shown} + ${more} more...` : shown
}
