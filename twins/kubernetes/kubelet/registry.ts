import { hashString, hashToHex } from '../../kernel/hash.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Call } from '../../kernel/process.js'
import type { Transaction } from '../../kernel/transaction.js'
import { objectAt, textAt } from '../client/objects.js'
import { credentialsFor, type PullCredentials } from './pull-credentials.js'

/** What registries refuse: a row per image or registry, {@link RegistryRule}. An image without one can be pulled. */
export const REGISTRY = 'kubernetes.images'

/** How a registry treats an image, or all images whose name begins so. Either `error` or `refuses` is given. */
export interface RegistryRule extends JsonObject {
  /** The text of the container runtime, for what `refuses` does not name. */
  readonly error?: string
  readonly refuses?: Refusal
  /** So many pulls succeed before. Default 0. Pulls with accepted credentials do not count. */
  readonly pulls?: number
  /** Credentials with which the image can be pulled, from a pull secret of the pod. Default: none help. */
  readonly accepts?: { readonly username: string; readonly password: string }
}

export type Refusal = 'rate-limit' | 'unauthorized' | 'not-found'

/** Who pulls what. */
export interface Pull {
  readonly image: string
  readonly namespace: string
  readonly pod: string
}

/** What the runtime says to a pull of this image at present; '' when it succeeds. */
export function registryError(transaction: Transaction, pull: Pull): string {
  const found = ruleFor(transaction, pull.image)
  if (found === undefined) return ''
  const { rule } = found
  if ((rule.pulls ?? 0) > 0 || isAccepted(transaction, rule, pull)) return ''
  return (
    rule.error ?? textOf(rule.refuses as Refusal, pull.image, credentialsOf(transaction, pull).length > 0)
  )
}

/** Counts a pull that has succeeded. */
export function countPull(transaction: Transaction, pull: Pull): void {
  const found = ruleFor(transaction, pull.image)
  const left = found?.rule.pulls ?? 0
  if (found === undefined || left === 0 || isAccepted(transaction, found.rule, pull)) return
  transaction.put(REGISTRY, found.key, { ...found.rule, pulls: left - 1 })
}

/** The part `registry` of a scenario's world: {@link RegistryRule} by image or registry; `port` takes them. */
export function seedRegistry(port: string): (value: Json) => readonly Call[] {
  return (value) =>
    Object.entries(value as JsonObject).map(([key, rule]) => ({
      port,
      payload: { op: 'set-registry', key, rule },
    }))
}

function isAccepted(transaction: Transaction, rule: RegistryRule, pull: Pull): boolean {
  const { accepts } = rule
  if (accepts === undefined) return false
  return credentialsOf(transaction, pull).some(
    ({ username, password }) => username === accepts.username && password === accepts.password,
  )
}

function credentialsOf(
  transaction: Transaction,
  { namespace, pod, image }: Pull,
): readonly PullCredentials[] {
  return credentialsFor(transaction, namespace, pod, canonicalName(image))
}

/** The rule of the image itself, of its repository, or of the longest part of its name that has one. */
function ruleFor(
  transaction: Transaction,
  image: string,
): { readonly key: string; readonly rule: RegistryRule } | undefined {
  const name = canonicalName(image)
  const keys = [image, name]
  for (let rest = repositoryOf(name); rest !== ''; rest = rest.slice(0, Math.max(0, rest.lastIndexOf('/'))))
    keys.push(rest)
  for (const key of keys) {
    const rule = transaction.get<RegistryRule>(REGISTRY, key)
    if (rule !== undefined) return { key, rule }
  }
  return undefined
}

/**
 * `docker.io/library/busybox:latest` for `busybox`.
 * Source: distribution/reference v0.6 normalize.go (ParseDockerRef, splitDockerDomain).
 */
export function canonicalName(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const path = hasHost ? rest.join('/') : image
  const host = hasHost ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io'
  const full = host === 'docker.io' && !path.includes('/') ? `${host}/library/${path}` : `${host}/${path}`
  return /[:@][^/]*$/.test(path) ? full : `${full}:latest`
}

function repositoryOf(name: string): string {
  return name.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}

/**
 * The texts of containerd 2.1 (core/remotes/docker: resolver.go, fetcher.go, authorizer.go, auth/fetch.go) for what Docker Hub and
 * ghcr.io answer; `known`: to somebody with credentials, which are not the right ones.
 * Unverified: what other registries say, and whether more follows the status of a refused token.
 */
function textOf(refusal: Refusal, image: string, known: boolean): string {
  const name = canonicalName(image)
  const failed = `failed to pull and unpack image "${name}": `
  const [, host = '', path = ''] = /^([^/]+)\/(.*)$/.exec(repositoryOf(name)) as RegExpExecArray
  switch (refusal) {
    case 'rate-limit': {
      const server = host === 'docker.io' ? 'registry-1.docker.io' : host
      const manifest = `https://${server}/v2/${path}/manifests/sha256:${digestOf(name)}`
      const hub =
        'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit'
      const said = `toomanyrequests: ${host === 'docker.io' ? hub : 'retry-after: 1s, allowed: 44000/minute'}`
      return `${failed}failed to copy: httpReadSeeker: failed open: unexpected status from GET request to ${manifest}: 429 Too Many Requests\n${said}`
    }
    case 'unauthorized': {
      const scope = `repository%3A${path.replaceAll('/', '%2F')}%3Apull`
      return `${failed}failed to resolve reference "${name}": failed to authorize: failed to fetch ${known ? 'oauth' : 'anonymous'} token: unexpected status from GET request to https://${host}/token?scope=${scope}&service=${host}: ${known ? '403 Forbidden' : '401 Unauthorized'}`
    }
    case 'not-found':
      return `${failed}failed to resolve reference "${name}": ${name}: not found`
  }
}

function digestOf(name: string): string {
  const hex = hashToHex(hashString(name))
  return hex + hex
}

/** What a pull's arguments say of it. */
export function pullOf(payload: JsonObject): Pull {
  return {
    image: textAt(payload, 'image'),
    namespace: textAt(payload, 'namespace'),
    pod: textAt(payload, 'pod'),
  }
}

/** Sets a rule; used while a world is built. */
export function setRegistry(transaction: Transaction, payload: JsonObject): JsonObject {
  transaction.put(REGISTRY, textAt(payload, 'key'), objectAt(payload, 'rule'))
  return {}
}
