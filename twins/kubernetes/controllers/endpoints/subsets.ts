import { compareKeys, type Json, type JsonObject, jsonEqual, stableStringify } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { isPodReady } from '../pods.js'
import { hostnameIn, isHeadless, podReference, portsOf, publishesNotReady } from './service-pods.js'

interface Subset {
  readonly ports: readonly JsonObject[]
  readonly ready: JsonObject[]
  readonly notReady: JsonObject[]
}

/**
 * The subsets of an Endpoints object: pods with the same ports together, ready ones apart from the others. Pods that
 * are going are left out, unless the Service publishes what is not ready.
 * Departs from upstream in the order of ports: by name instead of by a hash.
 * Source: kubernetes v1.36 pkg/controller/endpoint/endpoints_controller.go (syncService), pkg/api/v1/endpoints/util.go
 * (RepackSubsets).
 */
export function subsetsOf(service: JsonObject, pods: readonly JsonObject[]): readonly JsonObject[] {
  const publish = publishesNotReady(service)
  const subsets = new Map<string, Subset>()
  for (const pod of pods) {
    if (metadataOf(pod)['deletionTimestamp'] !== undefined && !publish) continue
    const ports = [...portsOf(service, pod)].sort((a, b) => compareKeys(textAt(a, 'name'), textAt(b, 'name')))
    if (ports.length === 0 && !isHeadless(service)) continue
    const key = JSON.stringify(ports)
    const subset = subsets.get(key) ?? { ports, ready: [], notReady: [] }
    subsets.set(key, subset)
    const list = publish || isPodReady(pod) ? subset.ready : subset.notReady
    list.push(addressOf(service, pod))
  }
  return [...subsets.keys()].sort().map((key) => packed(subsets.get(key) as Subset))
}

function addressOf(service: JsonObject, pod: JsonObject): JsonObject {
  const hostname = hostnameIn(service, pod)
  return {
    ip: textAt(pod, 'status', 'podIP'),
    ...(hostname === '' ? {} : { hostname }),
    nodeName: textAt(pod, 'spec', 'nodeName'),
    targetRef: podReference(pod),
  }
}

function packed({ ports, ready, notReady }: Subset): JsonObject {
  const sorted = (addresses: readonly JsonObject[]): readonly Json[] =>
    [...addresses].sort((a, b) => compareKeys(textAt(a, 'ip'), textAt(b, 'ip')))
  return {
    ...(ready.length === 0 ? {} : { addresses: sorted(ready) }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: sorted(notReady) }),
    ...(ports.length === 0 ? {} : { ports }),
  }
}

/** Whether two lists of subsets say the same; upstream orders ports and subsets by a hash. */
export function sameSubsets(a: readonly Json[], b: readonly Json[]): boolean {
  return a.length === b.length && jsonEqual(inOneOrder(a), inOneOrder(b))
}

function inOneOrder(subsets: readonly Json[]): readonly Json[] {
  const ordered = subsets.map((subset) => {
    const ports = arrayAt(subset, 'ports')
    return ports.length < 2 ? subset : { ...objectAt(subset), ports: sorted(ports) }
  })
  return sorted(ordered)
}

function sorted(items: readonly Json[]): readonly Json[] {
  if (items.length < 2) return items
  const texts = items.map((item) => ({ item, text: stableStringify(item) }))
  return texts.sort((x, y) => compareKeys(x.text, y.text)).map(({ item }) => item)
}
