import { createHash } from 'node:crypto'
import { compareKeys } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { discoverResources } from '../../api-server/discovery.js'
import { compareVersions } from '../../api-server/resources/custom.js'
import { REVIEW_INFOS } from '../../api-server/resources/reviews.js'
import type { ResourceInfo } from '../../client/discovery.js'

export interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** A resource or subresource as discovery documents tell of it. */
export interface DiscoveredSubresource {
  /** `status`. */
  readonly name: string
  readonly kind: Kind
  readonly verbs: readonly string[]
}

export interface DiscoveredResource extends Omit<DiscoveredSubresource, 'name'> {
  readonly plural: string
  readonly singular: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly DiscoveredSubresource[]
  /** '' for what is not stored. */
  readonly storageVersionHash: string
}

export interface DiscoveredVersion {
  readonly version: string
  /** By name. */
  readonly resources: readonly DiscoveredResource[]
}

export interface DiscoveredGroup {
  /** Empty for core. */
  readonly name: string
  /** The preferred one first. */
  readonly versions: readonly DiscoveredVersion[]
}

/**
 * Built-in groups in the order of their priority; groups of custom resources follow by name.
 * Source: kubernetes pkg/controlplane/apiserver/aggregator.go (DefaultGenericAPIServicePriorities), v1.36.
 */
const PRIORITY = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
]

/** Everything a world serves, by group and version. */
export function servedGroups(view: View): readonly DiscoveredGroup[] {
  const groups = new Map<string, Map<string, DiscoveredResource[]>>()
  const add = (group: string, version: string, resource: DiscoveredResource): void => {
    const versions = groups.get(group) ?? new Map<string, DiscoveredResource[]>()
    groups.set(group, versions)
    versions.set(version, [...(versions.get(version) ?? []), resource])
  }
  for (const info of discoverResources(view)) {
    for (const version of info.versions) add(info.group, version, resourceOf(info, version, true))
  }
  for (const info of REVIEW_INFOS) {
    for (const version of info.versions) add(info.group, version, resourceOf(info, version, false))
  }
  return [...groups]
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || compareKeys(a, b))
    .map(([name, versions]) => ({ name, versions: versionsOf(versions) }))
}

function rankOf(group: string): number {
  const index = PRIORITY.indexOf(group)
  return index < 0 ? PRIORITY.length : index
}

function versionsOf(
  versions: ReadonlyMap<string, readonly DiscoveredResource[]>,
): readonly DiscoveredVersion[] {
  return [...versions]
    .sort(([a], [b]) => compareVersions(a, b))
    .map(([version, resources]) => ({
      version,
      resources: [...resources].sort((a, b) => compareKeys(a.plural, b.plural)),
    }))
}

function resourceOf(info: ResourceInfo, version: string, stored: boolean): DiscoveredResource {
  const kind = { group: info.group, version, kind: info.kind }
  return {
    plural: info.plural,
    singular: info.singular,
    namespaced: info.namespaced,
    kind,
    verbs: info.verbs,
    shortNames: info.shortNames,
    categories: info.categories,
    subresources: [...info.subresources].sort(compareKeys).map((name) => subresourceOf(name, kind)),
    storageVersionHash: stored ? storageVersionHash(kind) : '',
  }
}

const ON_OBJECT = ['get', 'patch', 'update']
const CONNECT = ['create', 'get']
const PROXY = ['create', 'delete', 'get', 'patch', 'update']

/** Source: kubernetes pkg/registry/core/rest/storage_core.go; apiserver v0.36.3 pkg/endpoints/installer.go. */
function subresourceOf(name: string, kind: Kind): DiscoveredSubresource {
  const ofPod = (options: string): Kind => ({ group: '', version: 'v1', kind: `${kind.kind}${options}` })
  switch (name) {
    case 'scale':
      return { name, kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ON_OBJECT }
    case 'eviction':
      return { name, kind: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] }
    case 'binding':
      return { name, kind: { group: '', version: 'v1', kind: 'Binding' }, verbs: ['create'] }
    case 'token': {
      const token = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
      return { name, kind: token, verbs: ['create'] }
    }
    case 'log':
      return { name, kind, verbs: ['get'] }
    case 'exec':
      return { name, kind: ofPod('ExecOptions'), verbs: CONNECT }
    case 'attach':
      return { name, kind: ofPod('AttachOptions'), verbs: CONNECT }
    case 'portforward':
      return { name, kind: ofPod('PortForwardOptions'), verbs: CONNECT }
    case 'proxy':
      return { name, kind: ofPod('ProxyOptions'), verbs: PROXY }
    case 'finalize':
      return { name, kind, verbs: ['update'] }
    default:
      return { name, kind, verbs: ON_OBJECT }
  }
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/storageversionhash.go. */
function storageVersionHash({ group, version, kind }: Kind): string {
  const digest = createHash('sha256').update(`${group}/${version}/${kind}`).digest()
  return digest.subarray(0, 8).toString('base64')
}
