import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { isDns1123Label } from '../names.js'
import {
  edit,
  editEach,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  stringsAt,
  withDefaults,
  withKey,
} from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, formatLabels, nameOf, wideColumn } from './printing.js'
import { validateService, validateServiceUpdate } from './service-validation.js'

const SPEC_DEFAULTS: JsonObject = { sessionAffinity: 'None', type: 'ClusterIP' }
const LOAD_BALANCER_WIDTH = 16

/**
 * Core v1 Service. Cluster IPs and node ports are allocated by the server, not here.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_Service), pkg/printers/internalversion/printers.go
 * (printService).
 */
export const service = defineBuiltin({
  group: '',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['status', 'proxy'],
  // Relaxed in 1.36; before, a name had to be a DNS-1035 label.
  nameRule: isDns1123Label,
  default: (object) => edit(object, 'spec', defaultSpec),
  prepareForUpdate: keepAllocated,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  printerColumns: [
    column('Name'),
    column('Type'),
    column('Cluster-IP'),
    column('External-IP'),
    column('Port(s)'),
    column('Age'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    stringAt(object, 'spec', 'type'),
    stringsAt(object, 'spec', 'clusterIPs')[0] ?? (stringAt(object, 'spec', 'clusterIP') || '<none>'),
    externalIp(object),
    portsText(listAt(object, 'spec', 'ports')),
    ageOf(object, nowMs),
    formatLabels(objectAt(objectAt(object, 'spec'), 'selector')),
  ],
})

/**
 * Cluster IPs and node ports that an update leaves out stay as they were allocated.
 * Source: kubernetes v1.36.3 pkg/registry/core/service/storage/storage.go (patchAllocatedValues).
 */
function keepAllocated(object: JsonObject, old: JsonObject): JsonObject {
  const oldSpec = objectAt(old, 'spec') ?? {}
  const [type, oldType] = [stringAt(object, 'spec', 'type'), stringAt(oldSpec, 'type')]
  return edit(object, 'spec', (spec) => {
    let kept = spec
    if (type !== 'ExternalName' && oldType !== 'ExternalName' && stringAt(spec, 'clusterIP') === '') {
      for (const key of ['clusterIP', 'clusterIPs']) kept = withKey(kept, key, oldSpec[key])
    }
    if (!NODE_PORT_TYPES.includes(type) || !NODE_PORT_TYPES.includes(oldType)) return kept
    return editEach(kept, 'ports', (port) => keepNodePort(port, listAt(oldSpec, 'ports')))
  })
}

const NODE_PORT_TYPES = ['NodePort', 'LoadBalancer']

function keepNodePort(port: JsonObject, oldPorts: readonly Json[]): JsonObject {
  if (numberAt(port, 'nodePort') !== 0) return port
  const same = oldPorts.find(
    (old) =>
      numberAt(old, 'port') === numberAt(port, 'port') &&
      stringAt(old, 'protocol') === stringAt(port, 'protocol'),
  )
  const nodePort = numberAt(same, 'nodePort')
  return nodePort === 0 ? port : withKey(port, 'nodePort', nodePort)
}

function defaultSpec(spec: JsonObject): JsonObject {
  const typed = editEach(withDefaults(spec, SPEC_DEFAULTS), 'ports', defaultPort)
  const type = stringAt(typed, 'type')
  let defaulted = defaultAffinity(typed)
  const external = type === 'NodePort' || type === 'LoadBalancer'
  if (external || listAt(defaulted, 'externalIPs').length > 0) {
    defaulted = withDefaults(defaulted, { externalTrafficPolicy: 'Cluster' })
  }
  if (external || type === 'ClusterIP')
    defaulted = withDefaults(defaulted, { internalTrafficPolicy: 'Cluster' })
  if (type === 'LoadBalancer') defaulted = withDefaults(defaulted, { allocateLoadBalancerNodePorts: true })
  return defaulted
}

function defaultAffinity(spec: JsonObject): JsonObject {
  if (spec['sessionAffinity'] === 'None') return withKey(spec, 'sessionAffinityConfig', undefined)
  if (spec['sessionAffinity'] !== 'ClientIP') return spec
  const clientIp = objectAt(objectAt(spec, 'sessionAffinityConfig'), 'clientIP')
  if (clientIp?.['timeoutSeconds'] !== undefined) return spec
  return withKey(spec, 'sessionAffinityConfig', { clientIP: { timeoutSeconds: 10_800 } })
}

/** Go's zero IntOrString also counts as missing. */
function defaultPort(port: JsonObject): JsonObject {
  const target = port['targetPort']
  const missing = target === undefined || target === 0 || target === ''
  const targeted = missing ? withKey(port, 'targetPort', port['port']) : port
  return withDefaults(targeted, { protocol: 'TCP' })
}

function externalIp(object: JsonObject): string {
  const external = stringsAt(object, 'spec', 'externalIPs')
  const type = stringAt(object, 'spec', 'type')
  if (type === 'ExternalName') return stringAt(object, 'spec', 'externalName')
  if (type === 'LoadBalancer') {
    const addresses = [loadBalancerText(object), ...external].filter((address) => address !== '')
    return addresses.length === 0 ? '<pending>' : addresses.join(',')
  }
  if (type !== 'ClusterIP' && type !== 'NodePort') return '<unknown>'
  return external.length === 0 ? '<none>' : external.join(',')
}

/** Addresses of the load balancer, cut to 16 characters as without `-o wide`. */
function loadBalancerText(object: JsonObject): string {
  const ingress = listAt(objectAt(objectAt(object, 'status'), 'loadBalancer'), 'ingress')
  const addresses = ingress.map((item) => stringAt(item, 'ip') || stringAt(item, 'hostname'))
  const text = [...new Set(addresses.filter((address) => address !== ''))].sort().join(',')
  return text.length > LOAD_BALANCER_WIDTH ? `${text.slice(0, LOAD_BALANCER_WIDTH - 3)}...` : text
}

function portsText(ports: readonly Json[]): string {
  const texts = ports.filter(isObject).map((port) => {
    const nodePort = numberAt(port, 'nodePort')
    const number = nodePort > 0 ? `${numberAt(port, 'port')}:${nodePort}` : `${numberAt(port, 'port')}`
    return `${number}/${stringAt(port, 'protocol')}`
  })
  return texts.length === 0 ? '<none>' : texts.join(',')
}
