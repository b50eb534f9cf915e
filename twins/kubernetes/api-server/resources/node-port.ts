import { hashString } from '../../../kernel/hash.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { arrayAt, listObjects, numberAt, objectAt, textAt, valueAt } from '../../client/objects.js'
import { invalidValue } from '../../schema/field-error.js'
import { internalError, invalid } from '../../status-error.js'

/** The default range of node ports. Source: kubernetes v1.36 pkg/kubeapiserver/options/options.go. */
const FIRST = 30_000
const COUNT = 2768

/**
 * A Service with a node port for each port, if it is of a type that has them. A port is a hash of the Service's name and
 * the port; one that is taken gives way to the next.
 * Throws 422 for a port that somebody else has.
 * Departs from upstream, which draws ports at random; `healthCheckNodePort` is not allocated.
 * Source: kubernetes v1.36 pkg/registry/core/service/storage/alloc.go (allocNodePorts).
 */
export function withNodePorts(service: JsonObject, view: View): JsonObject {
  if (!needsNodePorts(service)) return service
  const taken = takenPorts(service, view)
  const ports = arrayAt(service, 'spec', 'ports').map((port, index): Json => {
    if (!isObject(port)) return port
    const asked = numberAt(port, 0, 'nodePort')
    if (asked !== 0 && taken.has(asked)) throw alreadyAllocated(service, index, asked)
    const nodePort = asked === 0 ? freePort(service, port, taken) : asked
    taken.add(nodePort)
    return asked === nodePort ? port : { ...port, nodePort }
  })
  return { ...service, spec: { ...objectAt(service, 'spec'), ports } }
}

/** Source: as above (shouldAllocateNodePorts). */
function needsNodePorts(service: JsonObject): boolean {
  const type = textAt(service, 'spec', 'type')
  if (type === 'NodePort') return true
  return type === 'LoadBalancer' && valueAt(service, 'spec', 'allocateLoadBalancerNodePorts') !== false
}

function takenPorts(service: JsonObject, view: View): Set<number> {
  const uid = textAt(service, 'metadata', 'uid')
  const others = listObjects(view, '', 'services').filter((one) => textAt(one, 'metadata', 'uid') !== uid)
  const ports = others.flatMap((one) =>
    arrayAt(one, 'spec', 'ports').map((port) => numberAt(port, 0, 'nodePort')),
  )
  return new Set(ports.filter((port) => port !== 0))
}

function freePort(service: JsonObject, port: JsonObject, taken: ReadonlySet<number>): number {
  const { name, namespace } = objectAt(service, 'metadata')
  const subject = `${String(namespace)}/${String(name)} ${String(port['port'])} ${String(port['protocol'])}`
  const start = hashString(subject).a % COUNT
  for (let step = 0; step < COUNT; step++) {
    const candidate = FIRST + ((start + step) % COUNT)
    if (!taken.has(candidate)) return candidate
  }
  throw internalError('failed to allocate a nodePort: range is full')
}

function alreadyAllocated(service: JsonObject, index: number, port: number): Error {
  const error = invalidValue(`spec.ports[${index}].nodePort`, port, 'provided port is already allocated')
  return invalid({ group: '', kind: 'Service' }, textAt(service, 'metadata', 'name'), [error])
}
