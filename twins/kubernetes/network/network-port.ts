import { type DialAnswer, NETWORK_PORT } from '../../contract/network.js'
import { hashString } from '../../kernel/hash.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import type { Process } from '../../kernel/process.js'
import { PROCESSES } from '../../kernel/tables.js'
import type { View } from '../../kernel/world.js'
import {
  arrayAt,
  findObject,
  metadataOf,
  namespacedName,
  numberAt,
  OBJECTS,
  textAt,
} from '../client/objects.js'
import { ADDRESS_INDEX } from './address-index.js'
import { type Endpoint, endpointsOf, usableEndpoints } from './endpoints.js'
import { listenerAt } from './listener.js'
import { type Resolved, resolveName } from './resolve-name.js'

/** A round trip within a cluster. */
const LATENCY_MS = 1

/** Names, addresses and connections within the cluster; it only reads. Payload and answer: `twins/contract/network.ts`. */
export const networkPort: Port = {
  name: NETWORK_PORT,
  latencyMs: LATENCY_MS,
  handle: (transaction, payload, { actor }) =>
    dialHost(transaction, actor, {
      namespace: textAt(payload, 'namespace'),
      host: textAt(payload, 'host'),
      port: numberAt(payload, 0, 'port'),
    }),
  describe: (payload) => `dial ${textAt(payload, 'host')}:${numberAt(payload, 0, 'port')}`,
}

interface Dial {
  readonly namespace: string
  readonly host: string
  readonly port: number
}

function dialHost(view: View, actor: string, { namespace, host, port }: Dial): DialAnswer {
  if (host === 'localhost' || host === '127.0.0.1') return dialOwnPod(view, actor, port)
  const found = resolveName(view, host, namespace)
  if (found === undefined) return { kind: 'unknown-host' }
  return dialResolved(view, actor, found, port)
}

function dialResolved(view: View, actor: string, found: Resolved, port: number): DialAnswer {
  switch (found.kind) {
    case 'service':
      return dialService(view, actor, found, port)
    case 'pods': {
      const { address, pod } = choose(found.endpoints, actor)
      return dialPod(view, found.namespace, pod, address, port)
    }
    case 'address':
      return dialAddress(view, actor, found.address, port)
  }
}

/**
 * A cluster IP leads to one of its endpoints, and refuses connections while it has none; at a port that the Service does not
 * have nobody answers.
 * Source: kubernetes v1.36 pkg/proxy/iptables/proxier.go (syncProxyRules: "has no endpoints", REJECT).
 */
function dialService(
  view: View,
  actor: string,
  { namespace, name, address }: Extract<Resolved, { kind: 'service' }>,
  port: number,
): DialAnswer {
  const shown = `${address}:${port}`
  const service = findObject(view, '', 'services', namespace, name)
  const served = arrayAt(service, 'spec', 'ports')
    .filter(isObject)
    .find((one) => one['port'] === port && (one['protocol'] ?? 'TCP') === 'TCP')
  if (served === undefined) return { kind: 'timeout', address: shown }
  const portName = textAt(served, 'name')
  const leads = endpointsOf(view, namespace, name).filter((one) => one.ports[portName] !== undefined)
  const usable = usableEndpoints(leads)
  if (usable.length === 0) return { kind: 'refused', address: shown }
  const endpoint = choose(usable, actor)
  return {
    ...dialPod(view, namespace, endpoint.pod, endpoint.address, endpoint.ports[portName] as number),
    address: shown,
  }
}

function dialPod(view: View, namespace: string, pod: string, address: string, port: number): DialAnswer {
  const shown = `${address}:${port}`
  if (pod === '') return { kind: 'timeout', address: shown }
  const listener = listenerAt(view, namespace, pod, port)
  if (listener === undefined) return { kind: 'refused', address: shown }
  return { kind: 'connected', address: shown, pod: `${namespace}/${pod}`, listener }
}

/** An address of a pod, or a cluster IP; behind any other nobody answers. */
function dialAddress(view: View, actor: string, address: string, port: number): DialAnswer {
  const [row] = view.byIndex<JsonObject>(OBJECTS, ADDRESS_INDEX, address)
  if (row === undefined) return { kind: 'timeout', address: `${address}:${port}` }
  const { namespace = '', name = '' } = metadataOf(row.value) as { namespace?: string; name?: string }
  if (row.value['kind'] === 'Pod') return dialPod(view, namespace, name, address, port)
  return dialService(view, actor, { kind: 'service', namespace, name, address }, port)
}

/** The loopback interface of the pod in which the caller, or the process that started it, is a container. */
function dialOwnPod(view: View, actor: string, port: number): DialAnswer {
  const address = `127.0.0.1:${port}`
  let process = view.get<Process>(PROCESSES, actor)
  while (process !== undefined && textAt(process.args, 'podUid') === '')
    process = view.get<Process>(PROCESSES, process.parent)
  if (process === undefined) return { kind: 'refused', address }
  const pod = { metadata: { namespace: process.args['namespace'] ?? '', name: process.args['pod'] ?? '' } }
  const [namespace = '', name = ''] = namespacedName(pod).split('/')
  const listener = listenerAt(view, namespace, name, port)
  return listener === undefined
    ? { kind: 'refused', address }
    : { kind: 'connected', address, pod: `${namespace}/${name}`, listener }
}

/**
 * One of the endpoints, by a hash of who asks: the same for each connection of one client.
 * Departs from upstream, which draws for each connection (iptables, `--mode random`).
 */
function choose(endpoints: readonly Endpoint[], actor: string): Endpoint {
  return endpoints[hashString(actor).a % endpoints.length] as Endpoint
}
