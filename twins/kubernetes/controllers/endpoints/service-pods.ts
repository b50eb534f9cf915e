import { isObject, type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import type { Change } from '../../../kernel/transaction.js'
import type { View } from '../../../kernel/world.js'
import { api, itemsOf } from '../../client/api.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  objectAt,
  textAt,
  valueAt,
} from '../../client/objects.js'
import { isPodReady, isPodTerminal } from '../pods.js'
import { PODS } from '../resources.js'

/** Label of the slices and endpoints of a Service without an address. */
export const HEADLESS_LABEL = 'service.kubernetes.io/headless'

/** Whether a Service selects pods: its endpoints are nobody else's business then. */
export function hasSelector(service: JsonObject): boolean {
  return Object.keys(objectAt(service, 'spec', 'selector')).length > 0
}

/** Source: kubernetes v1.36 pkg/apis/core/v1/helper (IsServiceIPSet), negated. */
export function isHeadless(service: JsonObject): boolean {
  const address = textAt(service, 'spec', 'clusterIP')
  return address === 'None' || address === ''
}

export function selectsPod(service: JsonObject, pod: JsonObject): boolean {
  const labels = objectAt(pod, 'metadata', 'labels')
  const selector = objectAt(service, 'spec', 'selector')
  return Object.keys(selector).every((key) => labels[key] === selector[key])
}

/** Pods that a Service selects, with an address, not ended. */
export function* podsOf(service: JsonObject): Proc<readonly JsonObject[]> {
  const namespace = textAt(service, 'metadata', 'namespace')
  const pods = itemsOf(yield* api({ verb: 'list', ...PODS, namespace }))
  return pods.filter((pod) => isEndpoint(pod) && selectsPod(service, pod))
}

function isEndpoint(pod: JsonObject): boolean {
  return textAt(pod, 'status', 'podIP') !== '' && !isPodTerminal(pod)
}

/** The pod before and after a change, as far as it is an endpoint. */
function endpointsIn(change: Change): ReturnType<typeof changedObject> {
  const { before, after } = changedObject(change)
  const shown = (pod: JsonObject | undefined) => (pod !== undefined && isEndpoint(pod) ? pod : undefined)
  return { before: shown(before), after: shown(after) }
}

/**
 * Keys of the Services that a change of a pod concerns. Departs from upstream: a pod that has no address, or has ended,
 * before and after the change wakes nobody, since it is no endpoint.
 * Source: kubernetes endpointslice v0.36.3 util (GetServicesToUpdateOnPodChange).
 */
export function servicesOfPod(change: Change, view: View): readonly string[] {
  const { before, after } = endpointsIn(change)
  const pod = after ?? before
  if (pod === undefined || (before !== undefined && after !== undefined && sameForServices(before, after)))
    return []
  const services = listObjects(view, '', 'services', textAt(pod, 'metadata', 'namespace'))
  return services
    .filter((service) => hasSelector(service) && concerns(service, before, after))
    .map(namespacedName)
}

function concerns(
  service: JsonObject,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): boolean {
  return (
    (before !== undefined && selectsPod(service, before)) ||
    (after !== undefined && selectsPod(service, after))
  )
}

function sameForServices(before: JsonObject, after: JsonObject): boolean {
  const [was, is] = [before, after].map(
    (pod): Json => [
      textAt(pod, 'status', 'podIP'),
      isPodReady(pod),
      metadataOf(pod)['deletionTimestamp'] ?? null,
      textAt(pod, 'spec', 'nodeName'),
    ],
  )
  return (
    jsonEqual(was as Json, is as Json) &&
    jsonEqual(objectAt(before, 'metadata', 'labels'), objectAt(after, 'metadata', 'labels'))
  )
}

/** A Service that is new or changed; one that is gone too, so that what belongs to it can go. */
export function serviceKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const service = after ?? before
  return service === undefined ? [] : [namespacedName(service)]
}

/** The ports of a pod that a Service leads to; ports whose name the pod does not have are left out. */
export function portsOf(service: JsonObject, pod: JsonObject): readonly JsonObject[] {
  return arrayAt(service, 'spec', 'ports')
    .filter(isObject)
    .flatMap((port) => {
      const number = targetPort(port, pod)
      if (number === undefined) return []
      const { name, protocol, appProtocol } = port
      return [
        {
          ...(name === undefined ? {} : { name }),
          port: number,
          protocol: protocol ?? 'TCP',
          ...(appProtocol === undefined ? {} : { appProtocol }),
        },
      ]
    })
}

/** Source: kubernetes v1.36 pkg/api/v1/pod/util.go (FindPort). */
function targetPort(port: JsonObject, pod: JsonObject): number | undefined {
  const target = port['targetPort']
  if (typeof target === 'number') return target
  const containers = [
    ...arrayAt(pod, 'spec', 'containers'),
    ...arrayAt(pod, 'spec', 'initContainers').filter((one) => textAt(one, 'restartPolicy') === 'Always'),
  ]
  for (const container of containers) {
    const found = arrayAt(container, 'ports')
      .filter(isObject)
      .find((one) => one['name'] === target && (one['protocol'] ?? 'TCP') === (port['protocol'] ?? 'TCP'))
    const number = found?.['containerPort']
    if (typeof number === 'number') return number
  }
  return undefined
}

/** A reference to a pod as endpoints hold it. */
export function podReference(pod: JsonObject): JsonObject {
  const { name, namespace, uid } = metadataOf(pod)
  return { kind: 'Pod', namespace: namespace ?? '', name: name ?? '', uid: uid ?? '' }
}

/** The hostname a pod has within a Service it is named after. Source: as above (ShouldSetHostname). */
export function hostnameIn(service: JsonObject, pod: JsonObject): string {
  const subdomain = textAt(pod, 'spec', 'subdomain')
  return subdomain === textAt(service, 'metadata', 'name') ? textAt(pod, 'spec', 'hostname') : ''
}

export function publishesNotReady(service: JsonObject): boolean {
  return valueAt(service, 'spec', 'publishNotReadyAddresses') === true
}
