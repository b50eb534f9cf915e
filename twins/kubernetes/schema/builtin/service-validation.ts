import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  withStructValue,
} from '../field-error.js'
import { validateLabels } from '../metadata.js'
import { isDns1123Label, isPortName, isPortNumber } from '../names.js'
import { listAt, numberAt, objectAt, stringAt } from '../share.js'

/**
 * Validation of Services.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/services.go (ValidateService, validateServicePort, ValidateServiceUpdate).
 * Not checked: IP families, external IPs, source ranges, load balancer class, traffic policies.
 */

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const AFFINITIES = ['ClientIP', 'None']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

/** Validates everything but metadata. */
export function validateService(service: JsonObject): readonly FieldError[] {
  const spec = objectAt(service, 'spec') ?? {}
  const ports = listAt(spec, 'ports')
  const type = stringAt(spec, 'type')
  const affinity = stringAt(spec, 'sessionAffinity')
  const errors: FieldError[] = []
  if (ports.length === 0 && spec['clusterIP'] !== 'None' && type !== 'ExternalName')
    errors.push(required('spec.ports'))
  errors.push(...validateClusterIp(spec, type))
  errors.push(...validatePorts(ports, type))
  errors.push(...validateLabels(objectAt(spec, 'selector'), 'spec.selector'))
  if (affinity === '') errors.push(required('spec.sessionAffinity'))
  else if (!AFFINITIES.includes(affinity))
    errors.push(notSupported('spec.sessionAffinity', affinity, AFFINITIES))
  if (type === '') errors.push(required('spec.type'))
  else if (!TYPES.includes(type)) errors.push(notSupported('spec.type', type, TYPES))
  return errors
}

function validateClusterIp(spec: JsonObject, type: string): readonly FieldError[] {
  const clusterIp = stringAt(spec, 'clusterIP')
  if (type === 'ExternalName') {
    const errors: FieldError[] = []
    if (clusterIp !== '')
      errors.push(forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services'))
    if (stringAt(spec, 'externalName') === '') errors.push(required('spec.externalName'))
    return errors
  }
  if (clusterIp !== 'None' || (type !== 'LoadBalancer' && type !== 'NodePort')) return []
  return [invalidValue('spec.clusterIP', clusterIp, `may not be set to 'None' for ${type} services`)]
}

function validatePorts(ports: readonly Json[], type: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const names = new Set<string>()
  const seen = new Set<string>()
  ports.forEach((port, index) => {
    if (!isObject(port)) return
    const field = `spec.ports[${index}]`
    errors.push(...validatePort(port, ports.length > 1, names, field))
    if (type === 'ClusterIP' && numberAt(port, 'nodePort') !== 0) {
      errors.push(forbiddenField(`${field}.nodePort`, "may not be used when `type` is 'ClusterIP'"))
    }
    const [protocol, number] = [stringAt(port, 'protocol'), numberAt(port, 'port')]
    if (seen.has(`${protocol}/${number}`)) errors.push(duplicatePort(protocol, number, field))
    seen.add(`${protocol}/${number}`)
  })
  return errors
}

/** Upstream prints the Go struct it compares by. */
function duplicatePort(protocol: string, port: number, field: string): FieldError {
  return withStructValue(duplicate(field, { protocol, port }), [
    ['Name', ''],
    ['Protocol', protocol],
    ['AppProtocol', null],
    ['Port', port],
    ['TargetPort', 0],
    ['NodePort', 0],
  ])
}

function validatePort(
  port: JsonObject,
  requireName: boolean,
  names: Set<string>,
  field: string,
): readonly FieldError[] {
  const name = stringAt(port, 'name')
  const number = numberAt(port, 'port')
  const protocol = stringAt(port, 'protocol')
  const errors: FieldError[] = []
  if (name === '' && requireName) errors.push(required(`${field}.name`))
  if (name !== '') {
    for (const message of isDns1123Label(name)) errors.push(invalidValue(`${field}.name`, name, message))
    if (names.has(name)) errors.push(duplicate(`${field}.name`, name))
    names.add(name)
  }
  for (const message of isPortNumber(number)) errors.push(invalidValue(`${field}.port`, number, message))
  if (protocol === '') errors.push(required(`${field}.protocol`))
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${field}.protocol`, protocol, PROTOCOLS))
  return [...errors, ...validateTarget(port['targetPort'], `${field}.targetPort`)]
}

function validateTarget(target: Json | undefined, field: string): readonly FieldError[] {
  if (typeof target === 'string') {
    return isPortName(target).map((message) => invalidValue(field, target, message))
  }
  const number = typeof target === 'number' ? target : 0
  return isPortNumber(number).map((message) => invalidValue(field, number, message))
}

/** Validates an update: an allocated cluster IP stays, as long as the type needs one. */
export function validateServiceUpdate(service: JsonObject, old: JsonObject): readonly FieldError[] {
  const before = stringAt(old, 'spec', 'clusterIP')
  const now = stringAt(service, 'spec', 'clusterIP')
  const needed = stringAt(service, 'spec', 'type') !== 'ExternalName'
  const had = stringAt(old, 'spec', 'type') !== 'ExternalName' && before !== ''
  const changed = needed && had && now !== before
  return [
    ...(changed ? [invalidValue('spec.clusterIPs[0]', [now], 'may not change once set')] : []),
    ...validateService(service),
  ]
}
