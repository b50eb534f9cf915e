import { tokenPath } from './clients.js'

/** What a client needs to know of a served world. */
export interface KubeAccess {
  readonly url: string
  readonly token: string
  /** Namespace of commands that name none. */
  readonly namespace: string
}

/** Name of cluster, user and context. */
const NAME = 'rehearse'

/**
 * A kubeconfig as text. Over plain http the token stands in the address too; see `tokenPath`. The user always has a token, or kubectl would ask for a user name; some client libraries take
 * plain http only with `insecure-skip-tls-verify`.
 */
export function kubeconfig({ url, token, namespace }: KubeAccess): string {
  const server = url.startsWith('https:') ? url : url + tokenPath(token)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NAME, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
    'current-context': NAME,
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
