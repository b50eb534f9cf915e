import { decodeSegment } from './query.js'

/** A place in a group version: what a path below `/api/v1` or `/apis/<group>/<version>` names. */
export interface ResourcePath {
  /** Empty for core. */
  readonly group: string
  readonly version: string
  /** Plural name. */
  readonly resource: string
  /** Empty for cluster scope, and for a list of all namespaces. */
  readonly namespace: string
  /** Empty for a collection. */
  readonly name: string
  /** Empty for the object itself. */
  readonly subresource: string
  /** True for the deprecated `/watch/` paths. */
  readonly watch: boolean
}

/** What a path asks for. */
export type Route =
  /** `/api`: versions of the core group. */
  | { readonly kind: 'core-versions' }
  /** `/apis`: all other groups. */
  | { readonly kind: 'groups' }
  | { readonly kind: 'group'; readonly group: string }
  /** `/api/v1`, `/apis/apps/v1`. */
  | { readonly kind: 'group-version'; readonly group: string; readonly version: string }
  | { readonly kind: 'version' }
  /** `check` is `healthz`, `livez` or `readyz`. */
  | { readonly kind: 'health'; readonly check: string; readonly part: string }
  | { readonly kind: 'openapi-index' }
  /** `path` is `apis/apps/v1`. */
  | { readonly kind: 'openapi-document'; readonly path: string }
  | { readonly kind: 'openapi-v2' }
  | { readonly kind: 'root' }
  | ({ readonly kind: 'resource' } & ResourcePath)
  | { readonly kind: 'unknown' }

const UNKNOWN: Route = { kind: 'unknown' }
const HEALTH: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz'])
/**
 * Below `/namespaces/<name>/` these belong to the namespace itself, everything else lies in it.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/request/requestinfo.go (namespaceSubresources).
 */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize'])

/**
 * What a path asks for; whether the resource exists is not looked at. `path` is as sent, percent-encoded.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/request/requestinfo.go (NewRequestInfo).
 */
export function routeOf(path: string): Route {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeSegment)
  const [first = '', ...rest] = parts
  if (first === '') return { kind: 'root' }
  if (first === 'api') return coreRoute(rest)
  if (first === 'apis') return groupRoute(rest)
  if (first === 'openapi') return openApiRoute(rest)
  if (first === 'version' && rest.length === 0) return { kind: 'version' }
  if (HEALTH.has(first) && rest.length <= 1) return { kind: 'health', check: first, part: rest[0] ?? '' }
  return UNKNOWN
}

function coreRoute([version, ...rest]: readonly string[]): Route {
  if (version === undefined) return { kind: 'core-versions' }
  if (rest.length === 0) return { kind: 'group-version', group: '', version }
  return resourceRoute('', version, rest)
}

function groupRoute([group, version, ...rest]: readonly string[]): Route {
  if (group === undefined) return { kind: 'groups' }
  if (version === undefined) return { kind: 'group', group }
  if (rest.length === 0) return { kind: 'group-version', group, version }
  return resourceRoute(group, version, rest)
}

function openApiRoute([version, ...rest]: readonly string[]): Route {
  if (version === 'v2' && rest.length === 0) return { kind: 'openapi-v2' }
  if (version !== 'v3') return UNKNOWN
  return rest.length === 0 ? { kind: 'openapi-index' } : { kind: 'openapi-document', path: rest.join('/') }
}

function resourceRoute(group: string, version: string, parts: readonly string[]): Route {
  const watch = parts[0] === 'watch'
  const rest = watch ? parts.slice(1) : parts
  if (rest.length === 0) return UNKNOWN
  const [namespace = '', inside] = namespaceOf(rest)
  const [resource = '', name = '', subresource = '', ...more] = inside
  if (more.length > 0 && subresource !== 'proxy') return UNKNOWN
  return { kind: 'resource', group, version, resource, namespace, name, subresource, watch }
}

/** The namespace a path lies in, and the parts below it. */
function namespaceOf(parts: readonly string[]): readonly [string, readonly string[]] {
  const [first, namespace = '', third] = parts
  if (first !== 'namespaces' || third === undefined || NAMESPACE_SUBRESOURCES.has(third)) return ['', parts]
  return [namespace, parts.slice(2)]
}
