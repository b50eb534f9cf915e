import { createHash, timingSafeEqual } from 'node:crypto'

/** Somebody who may send requests: the log names it, and its requests cause each other. */
export interface Client {
  /** As the log names it, e.g. `operator`, or the pid of a step. */
  readonly actor: string
  /** `seq` of the log entry that causes its next request: what it wrote last. */
  cause: number
}

/** Who may send requests, by a secret that it shows: a bearer token, or an access key id. */
export class Clients {
  readonly #known = new Map<string, { readonly digest: Buffer; readonly client: Client }>()

  add(secret: string, client: Client): void {
    this.#known.set(secret, { digest: digestOf(secret), client })
  }

  remove(secret: string): void {
    this.#known.delete(secret)
  }

  /** The client with this secret. Every known secret is compared, in constant time. */
  find(secret: string): Client | undefined {
    const shown = digestOf(secret)
    let found: Client | undefined
    for (const { digest, client } of this.#known.values()) {
      if (timingSafeEqual(digest, shown)) found = client
    }
    return found
  }
}

/** The start of the paths of clients that show their token there; see {@link tokenPath}. */
const TOKEN_PATH = /^\/token\/([^/?]+)(?=[/?]|$)/

/**
 * A path that carries a token, to be put before all others: kubectl and helm send the token of a kubeconfig over https
 * only. Source: client-go v0.36.3 tools/clientcmd/client_config.go (ClientConfig: "only try to read the auth information
 * if we are secure").
 */
export function tokenPath(token: string): string {
  return `/token/${token}`
}

/** The token in the path of a request, or '', and the rest of its URL. */
export function splitToken(url: string): { readonly token: string; readonly url: string } {
  const match = TOKEN_PATH.exec(url)
  if (match === null) return { token: '', url }
  const rest = url.slice(match[0].length)
  return { token: match[1] ?? '', url: rest.startsWith('/') ? rest : `/${rest}` }
}

/** The token of an `Authorization: Bearer` header, or ''. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? ''
}

/** The access key id of a signed AWS request, or ''. */
export function accessKeyId(header: string | undefined): string {
  return /Credential=([^/,\s]+)\//.exec(header ?? '')?.[1] ?? ''
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
