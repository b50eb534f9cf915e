import type { Profile } from '../../twins/contract/component.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import { compareKeys, type JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, objectAt, subjectOf, textAt } from '../../twins/kubernetes/index.js'

/** A version that a dump shows, and whether it can be rehearsed. */
export interface FoundVersion {
  /** The key of the profile, e.g. `eso`. */
  readonly key: string
  /** As a reader knows it, e.g. `External Secrets Operator`. */
  readonly what: string
  readonly version: string
  /** Where it shows, e.g. `Deployment external-secrets/external-secrets`. */
  readonly where: string
  /** Why it cannot be rehearsed; null: it can. */
  readonly problem: string | null
}

/** Images that tell the version of what they run by their tag. */
const IMAGES: readonly { readonly key: string; readonly what: string; readonly image: RegExp }[] = [
  {
    key: 'eso',
    what: 'External Secrets Operator',
    image: /(?:^|\/)external-secrets\/external-secrets:v?([\d.]+)/,
  },
  { key: 'cnpg', what: 'CloudNativePG', image: /(?:^|\/)cloudnative-pg\/cloudnative-pg:v?([\d.]+)/ },
  { key: 'argocd', what: 'Argo CD', image: /(?:^|\/)argoproj\/argocd:v?([\d.]+)/ },
  { key: 'temporal', what: 'Temporal', image: /(?:^|\/)temporalio\/(?:server|auto-setup):v?([\d.]+)/ },
]

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/**
 * The versions that show in a dump: the server's own answer or the kubelets' for Kubernetes, tags of images for operators. Of several versions of one
 * thing the newest counts.
 */
export function versionsIn(
  objects: readonly JsonObject[],
  serverVersion: string,
  profiles: readonly Profile[],
): readonly FoundVersion[] {
  const seen: { key: string; what: string; version: string; where: string }[] = []
  for (const object of objects) {
    if (object['kind'] === 'Node' && serverVersion === '') {
      const version = bare(textAt(object, 'status', 'nodeInfo', 'kubeletVersion'))
      if (version !== '')
        seen.push({ key: 'kubernetes', what: 'Kubernetes', version, where: subjectOf(object) })
    }
    if (!WORKLOADS.has(textAt(object, 'kind'))) continue
    for (const container of arrayAt(objectAt(object, 'spec', 'template', 'spec'), 'containers')) {
      for (const { key, what, image } of IMAGES) {
        const version = image.exec(textAt(container, 'image'))?.[1]
        if (version !== undefined) seen.push({ key, what, version, where: subjectOf(object) })
      }
    }
  }
  if (serverVersion !== '')
    seen.push({
      key: 'kubernetes',
      what: 'Kubernetes',
      version: bare(serverVersion),
      where: 'the API server',
    })
  const newest = new Map<string, (typeof seen)[number]>()
  for (const one of seen) {
    const known = newest.get(one.key)
    if (known === undefined || isNewer(one.version, known.version)) newest.set(one.key, one)
  }
  return [...newest.values()]
    .sort((a, b) => compareKeys(a.key, b.key))
    .map((one) => ({ ...one, problem: problemOf(one.key, one.version, profiles) }))
}

/** `v1.31.4-eks-2d5f260` and `v1.31.4+k3s1` are 1.31.4. */
function bare(version: string): string {
  return /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? ''
}

function isNewer(one: string, other: string): boolean {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

function problemOf(key: string, version: string, profiles: readonly Profile[]): string | null {
  const profile = profiles.find((candidate) => candidate.key === key)
  if (profile === undefined) return 'nothing in Rehearse depends on it'
  try {
    profile.check(version)
    return null
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    return `${error.message}; ${profile.default} is rehearsed instead. ${error.remedy ?? ''}`.trim()
  }
}

/** The versions a scenario names. */
export function profileOf(versions: readonly FoundVersion[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    versions.filter(({ problem }) => problem === null).map(({ key, version }) => [key, version]),
  )
}
