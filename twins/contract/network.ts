import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { call } from '../kernel/requests.js'

/** The port of the cluster's network: names of services, their addresses, and who answers there. */
export const NETWORK_PORT = 'network'

/**
 * What a container's program says of where it listens, as the member `listens` of its report: number of the TCP port ->
 * the program that answers a request there, and its first arguments; an empty object for a port that only accepts.
 */
export type Listens = JsonObject & { readonly [port: string]: Listener }

export type Listener = JsonObject & {
  /** Name of a registered program. The client runs it as its child, with what it asks as the member `request`. */
  readonly program?: string
  readonly args?: JsonObject
}

export type DialAnswer =
  | (JsonObject & {
      readonly kind: 'connected'
      /** `10.0.0.7:7233`: what messages show. */
      readonly address: string
      /** `namespace/name` of the pod that answers; '' outside of the cluster. */
      readonly pod: string
      readonly listener: Listener
    })
  /** The address is known and nobody listens there: the connection is refused. */
  | (JsonObject & { readonly kind: 'refused'; readonly address: string })
  /** Nobody answers until the client gives up. */
  | (JsonObject & { readonly kind: 'timeout'; readonly address: string })
  /** The name does not exist (NXDOMAIN). */
  | (JsonObject & { readonly kind: 'unknown-host' })

/**
 * Open a TCP connection from a pod of `namespace` ('': from outside of the cluster). One transition; the connection is not
 * kept. `host` may be an address or any name that cluster DNS and the pod's search list know, `localhost` included.
 */
export function* dial(namespace: string, host: string, port: number): Proc<DialAnswer> {
  return (yield* call(NETWORK_PORT, { op: 'dial', namespace, host, port })) as DialAnswer
}

/**
 * The full name that a name in a pod of `namespace` stands for, by the search list of its resolv.conf (`<namespace>.svc.cluster.local`,
 * `svc.cluster.local`, `cluster.local`): `web`, `web.shop` and `web.shop.svc` are `web.shop.svc.cluster.local`. Other names
 * stand as they are. Source: kubernetes v1.36 pkg/kubelet/network/dns/dns.go (generateSearchesForDNSClusterFirst).
 */
export function qualify(host: string, namespace: string): string {
  const parts = host.split('.')
  if (parts.length === 1 && namespace !== '' && host !== 'localhost') {
    return `${host}.${namespace}.svc.cluster.local`
  }
  if (parts.length === 3 && parts[2] === 'svc') return `${host}.cluster.local`
  return parts.length === 2 ? `${host}.svc.cluster.local` : host
}
