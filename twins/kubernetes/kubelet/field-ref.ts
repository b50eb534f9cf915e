import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../client/objects.js'
import { parseQuantity } from '../controllers/quantity.js'

/** Addresses that are only known on the node. */
export interface PodAddresses {
  readonly podIp: string
  readonly hostIp: string
}

/**
 * Value of a `fieldRef` path.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet_pods.go (podFieldSelectorRuntimeValue), pkg/fieldpath/fieldpath.go.
 * Throws `NotModelled` for a path that upstream's validation would have refused.
 */
export function fieldValue(pod: JsonObject, path: string, addresses: PodAddresses): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (subscript !== null) return textAt(metadataOf(pod), subscript[1] as string, subscript[2] as string)
  switch (path) {
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return textAt(metadataOf(pod), path.slice('metadata.'.length))
    case 'metadata.labels':
    case 'metadata.annotations':
      return formatMap(objectAt(metadataOf(pod), path.slice('metadata.'.length)))
    case 'spec.nodeName':
      return textAt(pod, 'spec', 'nodeName')
    case 'spec.serviceAccountName':
      return textAt(pod, 'spec', 'serviceAccountName')
    case 'status.podIP':
    case 'status.podIPs':
      return addresses.podIp
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses.hostIp
    default:
      throw new NotModelled(`fieldRef ${path}`, 'Use one of the fields of the downward API.')
  }
}

/** `key="value"` lines, sorted by key (FormatMap). */
function formatMap(map: JsonObject): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
}

/**
 * Value of a `resourceFieldRef`: requests or limits of cpu or memory, rounded up to the divisor.
 * Source: kubernetes v1.36 pkg/api/v1/resource/helpers.go (ExtractContainerResourceValue).
 * Throws `NotModelled` when a limit is not set: upstream takes the node's allocatable then.
 */
export function resourceFieldValue(reference: JsonObject, pod: JsonObject, own: JsonObject): string {
  const name = textAt(reference, 'containerName')
  const containers = [...arrayAt(pod, 'spec', 'containers'), ...arrayAt(pod, 'spec', 'initContainers')]
  const container =
    name === '' ? own : (containers.find((item) => textAt(item, 'name') === name) as JsonObject)
  const path = textAt(reference, 'resource')
  const value = objectAt(container, 'resources', path.split('.')[0] as string)[path.split('.')[1] as string]
  if (value === undefined && path.startsWith('limits.'))
    throw new NotModelled(`resourceFieldRef ${path} without that limit`, 'Set the limit in the container.')
  const divisor = parseQuantity(reference['divisor']) || 1
  return String(Math.ceil(parseQuantity(value) / divisor))
}
