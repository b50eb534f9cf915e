import { hashString } from '../../../kernel/hash.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { listObjects, objectAt, textAt } from '../../client/objects.js'
import { internalError } from '../../status-error.js'

/** Addresses of `10.96.0.0/12`, the default service range of kubeadm, that are handed out. */
const ADDRESSES = 0xf_ffff
const ATTEMPTS = 64

/**
 * A Service with a cluster IP, unless it is headless, external or has one. The address is a hash of the Service's name;
 * a collision takes the next one, so that the order of creation seldom matters.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go (allocateCreate), v1.36.
 */
export function withClusterIp(view: View, service: JsonObject): JsonObject {
  const spec = objectAt(service, 'spec')
  if (spec['type'] === 'ExternalName') return service
  const asked = textAt(spec, 'clusterIP')
  const address = asked === '' ? freeAddress(view, service) : asked
  return { ...service, spec: { ...spec, clusterIP: address, clusterIPs: [address] } }
}

/** A PUT that leaves the allocated address out keeps it. Source: as above (patchAllocatedValues). */
export function withAllocatedClusterIp(service: JsonObject, old: JsonObject): JsonObject {
  const spec = objectAt(service, 'spec')
  const before = objectAt(old, 'spec')
  const address = before['clusterIP']
  if (spec['type'] === 'ExternalName' || address === undefined || spec['clusterIP'] !== undefined)
    return service
  return { ...service, spec: { ...spec, clusterIP: address, clusterIPs: before['clusterIPs'] ?? [address] } }
}

function freeAddress(view: View, service: JsonObject): string {
  const taken = new Set(listObjects(view, '', 'services').map((one) => textAt(one, 'spec', 'clusterIP')))
  const namespace = textAt(service, 'metadata', 'namespace')
  const start = hashString(`${namespace}/${textAt(service, 'metadata', 'name')}`).a
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const address = addressAt((start + attempt) & ADDRESSES)
    if (!taken.has(address)) return address
  }
  throw internalError('failed to allocate a serviceIP: range is full')
}

function addressAt(offset: number): string {
  return `10.${96 + (offset >>> 16)}.${(offset >>> 8) & 0xff}.${offset & 0xff}`
}
