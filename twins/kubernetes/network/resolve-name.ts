import type { View } from '../../kernel/world.js'
import { findObject, textAt } from '../client/objects.js'
import { isHeadless } from '../controllers/endpoints/service-pods.js'
import { type Endpoint, endpointsOf } from './endpoints.js'

const CLUSTER_DOMAIN = 'cluster.local'
/** `options ndots:5` of a pod's resolv.conf: a name with fewer dots is tried with the search list first. */
const NDOTS = 5
/** How many ExternalName Services may lead to each other. */
const MAX_ALIASES = 8

/** What a name or address stands for. */
export type Resolved =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; readonly address: string }
  /** Pods that are addressed directly, by address; never empty. */
  | { readonly kind: 'pods'; readonly namespace: string; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'address'; readonly address: string }

/**
 * Looks a name up as a pod of `namespace` does ('': a client outside of the cluster, without a search list), with cluster DNS
 * behind it. Undefined: there is no such name; names outside of the cluster are not known at all.
 * Sources: kubernetes v1.36 pkg/kubelet/network/dns/dns.go (generateSearchesForDNSClusterFirst), resolv.conf(5).
 */
export function resolveName(view: View, host: string, namespace: string): Resolved | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return { kind: 'address', address: host }
  for (const name of candidates(host, namespace)) {
    const found = lookUp(view, name, MAX_ALIASES)
    if (found !== undefined) return found
  }
  return undefined
}

function candidates(host: string, namespace: string): readonly string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)]
  if (namespace === '') return [host]
  const searches = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN]
  const searched = searches.map((domain) => `${host}.${domain}`)
  return host.split('.').length > NDOTS ? [host, ...searched] : [...searched, host]
}

/**
 * `<service>.<namespace>.svc` and `<hostname>.<service>.<namespace>.svc` in the domain of the cluster. A headless Service
 * without a ready endpoint does not exist.
 * Source: coredns v1.12 plugin/kubernetes/kubernetes.go (findServices), parse.go (parseRequest).
 */
function lookUp(view: View, name: string, aliases: number): Resolved | undefined {
  const suffix = `.svc.${CLUSTER_DOMAIN}`
  if (!name.endsWith(suffix) || aliases === 0) return undefined
  const labels = name.slice(0, -suffix.length).split('.')
  const [endpoint, service = '', namespace = ''] = labels.length === 3 ? labels : ['', ...labels]
  if (labels.length > 3 || service === '' || namespace === '') return undefined
  const object = findObject(view, '', 'services', namespace, service)
  if (object === undefined) return undefined
  if (textAt(object, 'spec', 'type') === 'ExternalName') {
    const alias = textAt(object, 'spec', 'externalName').replace(/\.$/, '')
    return endpoint === '' ? lookUp(view, alias, aliases - 1) : undefined
  }
  if (endpoint === '' && !isHeadless(object)) {
    return { kind: 'service', namespace, name: service, address: textAt(object, 'spec', 'clusterIP') }
  }
  const ready = endpointsOf(view, namespace, service).filter((one) => one.ready)
  const endpoints = endpoint === '' ? ready : ready.filter((one) => hostnameOf(one) === endpoint)
  return endpoints.length === 0 ? undefined : { kind: 'pods', namespace, endpoints }
}

/** Source: coredns v1.12 plugin/kubernetes/kubernetes.go (endpointHostname). */
function hostnameOf({ hostname, address }: Endpoint): string {
  return hostname === '' ? address.replaceAll('.', '-') : hostname
}
