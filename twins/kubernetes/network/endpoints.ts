import { compareKeys, isObject, type JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { arrayAt, findObject, listObjects, metadataOf, numberAt, textAt, valueAt } from '../client/objects.js'
import { SERVICE_NAME } from '../controllers/endpoints/slices.js'

/** One address behind a Service. */
export interface Endpoint {
  readonly address: string
  /** Name of the pod; '' for an address that somebody wrote down. */
  readonly pod: string
  readonly hostname: string
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  /** Ports by name, '' for the only one. */
  readonly ports: Readonly<Record<string, number>>
}

/**
 * All endpoints of a Service, by address: those of its EndpointSlices, or of the Endpoints object that somebody wrote for
 * a Service without a selector (upstream mirrors that one into slices).
 */
export function endpointsOf(view: View, namespace: string, service: string): readonly Endpoint[] {
  const slices = listObjects(view, 'discovery.k8s.io', 'endpointslices', namespace).filter(
    (slice) => textAt(metadataOf(slice), 'labels', SERVICE_NAME) === service,
  )
  const found = slices.length > 0 ? slices.flatMap(ofSlice) : ofEndpoints(view, namespace, service)
  return [...found].sort((a, b) => compareKeys(a.address, b.address))
}

function ofSlice(slice: JsonObject): readonly Endpoint[] {
  const ports = portsByName(arrayAt(slice, 'ports'))
  return arrayAt(slice, 'endpoints').flatMap((endpoint) => {
    const condition = (name: string, unknown: boolean) =>
      (valueAt(endpoint, 'conditions', name) ?? unknown) === true
    const ready = condition('ready', true)
    return arrayAt(endpoint, 'addresses').map((address) => ({
      address: String(address),
      pod: textAt(endpoint, 'targetRef', 'name'),
      hostname: textAt(endpoint, 'hostname'),
      ready,
      serving: condition('serving', ready),
      terminating: condition('terminating', false),
      ports,
    }))
  })
}

function ofEndpoints(view: View, namespace: string, service: string): readonly Endpoint[] {
  const object = findObject(view, '', 'endpoints', namespace, service)
  return arrayAt(object, 'subsets').flatMap((subset) =>
    arrayAt(subset, 'addresses').map((one) => ({
      address: textAt(one, 'ip'),
      pod: textAt(one, 'targetRef', 'name'),
      hostname: textAt(one, 'hostname'),
      ready: true,
      serving: true,
      terminating: false,
      ports: portsByName(arrayAt(subset, 'ports')),
    })),
  )
}

function portsByName(ports: readonly unknown[]): Readonly<Record<string, number>> {
  const named = ports.filter((port) => isObject(port as JsonObject)) as readonly JsonObject[]
  return Object.fromEntries(
    named
      .filter((port) => (port['protocol'] ?? 'TCP') === 'TCP')
      .map((port) => [textAt(port, 'name'), numberAt(port, 0, 'port')]),
  )
}

/**
 * Endpoints that connections to a Service are spread over: the ready ones, or, where none is, those that are going but
 * still serve.
 * Source: kubernetes v1.36 pkg/proxy/topology.go (CategorizeEndpoints).
 */
export function usableEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((one) => one.ready)
  return ready.length > 0 ? ready : endpoints.filter((one) => one.serving && one.terminating)
}
