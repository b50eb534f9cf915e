import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { FILE_FLAGS, unmodelled } from '../flag-sets.js'
import { select, selectionOf } from '../resources.js'
import { type Found, visit } from '../sources.js'
import { CREATE_OBJECT_FLAGS, coreResource, createObject, newMetadata } from './create-object.js'
import { parseLabels } from './run.js'

const MAX_NAME_LENGTH = 63
const KINDS: readonly string[] = ['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet']

/** `kubectl expose`. Source: kubectl v0.32.0 pkg/cmd/expose/expose.go. */
export const expose: Command = {
  flags: {
    ...CREATE_OBJECT_FLAGS,
    ...FILE_FLAGS,
    'field-manager': { type: 'string', default: 'kubectl-expose' },
    'cluster-ip': { type: 'string' },
    'external-ip': { type: 'string' },
    labels: { type: 'string', short: 'l' },
    'load-balancer-ip': { type: 'string' },
    name: { type: 'string' },
    'override-type': unmodelled('string'),
    overrides: unmodelled('string'),
    port: { type: 'string' },
    protocol: { type: 'string' },
    selector: { type: 'string' },
    'session-affinity': { type: 'string' },
    'target-port': { type: 'string' },
    type: { type: 'string' },
  },

  *run(invocation) {
    const selection = selectionOf(invocation, { labelSelector: '' })
    yield* visit(invocation, yield* select(invocation, selection), {}, function* (target) {
      yield* exposeOne(invocation, target as Found)
    })
    return 0
  },
}

function* exposeOne(invocation: Invocation, target: Found): Proc<void> {
  const { flags } = invocation
  const { mapping, name, object } = target
  if (!KINDS.includes(mapping.kind)) throw new KubectlError(`cannot expose a ${kindText(target)}`)
  const selector = parseLabels(flags.text('selector') || selectorText(target))
  const clusterIP = flags.text('cluster-ip')
  const ports = portsOf(flags.text('port'), target, clusterIP === 'None')
  const labels =
    flags.text('labels') === '' ? objectAt(metadataOf(object), 'labels') : parseLabels(flags.text('labels'))
  const service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: newMetadata(invocation, flags.text('name') || name.slice(0, MAX_NAME_LENGTH), true, {
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    }),
    spec: {
      ...(ports.length === 0 ? {} : { ports: servicePorts(invocation, target, ports) }),
      selector,
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...typeOf(invocation),
    },
    status: { loadBalancer: {} },
  }
  yield* createObject(invocation, coreResource('services'), service, undefined, 'exposed')
}

function typeOf({ flags }: Invocation): JsonObject {
  const affinity = flags.text('session-affinity')
  if (!['', 'None', 'ClientIP'].includes(affinity)) {
    throw new KubectlError(`unknown session affinity: ${affinity}`)
  }
  const type = flags.text('type')
  const externalIp = flags.text('external-ip')
  const loadBalancerIP = type === 'LoadBalancer' ? flags.text('load-balancer-ip') : ''
  return {
    ...(type === '' ? {} : { type }),
    ...(externalIp === '' ? {} : { externalIPs: [externalIp] }),
    ...(affinity === '' ? {} : { sessionAffinity: affinity }),
    ...(loadBalancerIP === '' ? {} : { loadBalancerIP }),
  }
}

function kindText({ mapping }: Found): string {
  return mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`
}

/** Source: kubectl v0.32.0 pkg/polymorphichelpers/mapbasedselectorforobject.go. */
function selectorText(target: Found): string {
  const { mapping, object } = target
  const fail = (why: string): never => {
    throw new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`)
  }
  const spec = objectAt(object, 'spec')
  if (mapping.kind === 'Pod') {
    const labels = objectAt(metadataOf(object), 'labels')
    return labelText(labels) || fail('the pod has no labels and cannot be exposed')
  }
  if (mapping.kind === 'Service') {
    return labelText(objectAt(spec, 'selector')) || fail('the service has no pod selector set')
  }
  if (arrayAt(spec, 'selector', 'matchExpressions').length > 0) {
    return fail("couldn't convert expressions to map-based selector format")
  }
  const word = mapping.kind.toLowerCase()
  const labels = labelText(objectAt(spec, 'selector', 'matchLabels'))
  return labels || fail(`invalid ${word}: no selectors, therefore cannot be exposed`)
}

function labelText(labels: JsonObject): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`)
    .join(',')
}

/** The port flag, or the ports of the object, each once. */
function portsOf(flag: string, target: Found, headless: boolean): readonly string[] {
  if (flag !== '') return flag.split(',')
  const ports = [...new Set(declaredPorts(target).map(({ port }) => port))]
  if (ports.length === 0 && !headless) {
    throw new KubectlError("couldn't find port via --port flag or introspection")
  }
  return ports
}

interface DeclaredPort {
  readonly port: string
  readonly protocol: string
}

function declaredPorts({ mapping, object }: Found): readonly DeclaredPort[] {
  const spec = objectAt(object, 'spec')
  const field = mapping.kind === 'Service' ? 'port' : 'containerPort'
  const podSpec = mapping.kind === 'Pod' ? spec : objectAt(spec, 'template', 'spec')
  const ports =
    mapping.kind === 'Service'
      ? arrayAt(spec, 'ports')
      : arrayAt(podSpec, 'containers').flatMap((container) => arrayAt(container, 'ports'))
  return ports.filter(isObject).map((port) => ({
    port: String(numberAt(port, 0, field)),
    protocol: textAt(port, 'protocol') || 'TCP',
  }))
}

/** Source: kubectl v0.32.0 pkg/cmd/expose/expose.go (createService). */
function servicePorts({ flags }: Invocation, target: Found, ports: readonly string[]): readonly JsonObject[] {
  const namedTarget = flags.text('target-port')
  const given = flags.text('protocol')
  const declared = declaredPorts(target)
  return ports.flatMap((text, index) => {
    if (!/^[+-]?\d+$/.test(text)) {
      throw new KubectlError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
    }
    const port = Number(text)
    const targetPort =
      namedTarget === '' ? port : /^\d+$/.test(namedTarget) ? Number(namedTarget) : namedTarget
    const found = [...new Set(declared.filter((each) => each.port === text).map(({ protocol }) => protocol))]
    const protocols = given !== '' || found.length === 0 ? [given || 'TCP'] : found
    return protocols.map((protocol) => {
      const suffix = protocols.length > 1 ? `-${protocol.toLowerCase()}` : ''
      const name = ports.length > 1 || protocols.length > 1 ? { name: `port-${index + 1}${suffix}` } : {}
      return { ...name, protocol, port, targetPort }
    })
  })
}
