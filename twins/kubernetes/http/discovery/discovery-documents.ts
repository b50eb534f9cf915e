import type { Json, JsonObject } from '../../../kernel/json.js'
import { apiVersionOf } from '../../schema/resource-kind.js'
import type { DiscoveredGroup, DiscoveredResource, DiscoveredSubresource } from './served-groups.js'

/**
 * All groups with their resources in one document.
 * Source: kubernetes/api v0.36.3 apidiscovery/v2/types.go, apiserver v0.36.3 pkg/endpoints/discovery/aggregated.
 */
export function aggregatedDocument(groups: readonly DiscoveredGroup[], version: string): JsonObject {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: group.name === '' ? {} : { name: group.name },
      versions: group.versions.map(({ version: name, resources }) => ({
        version: name,
        resources: resources.map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  }
}

function aggregatedResource(resource: DiscoveredResource): JsonObject {
  const { shortNames, categories, subresources } = resource
  return {
    resource: resource.plural,
    responseKind: { ...resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map(({ name, kind, verbs }) => ({
            subresource: name,
            responseKind: { ...kind },
            verbs,
          })),
        }),
  }
}

/** `/api`. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/legacy.go. */
export function coreVersionsDocument(groups: readonly DiscoveredGroup[]): JsonObject {
  const core = groups.find((group) => group.name === '')
  return {
    kind: 'APIVersions',
    versions: (core?.versions ?? []).map(({ version }) => version),
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
  }
}

/** `/apis`. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/root.go. */
export function groupsDocument(groups: readonly DiscoveredGroup[]): JsonObject {
  const named = groups.filter((group) => group.name !== '')
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupOf) }
}

/** `/apis/<group>`. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/discovery/group.go. */
export function groupDocument(group: DiscoveredGroup): JsonObject {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) }
}

function groupOf({ name, versions }: DiscoveredGroup): JsonObject {
  const listed = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: listed, preferredVersion: listed[0] as JsonObject }
}

/** `/api/v1`, `/apis/<group>/<version>`: resources and, after each, its subresources. */
export function resourcesDocument(
  group: string,
  version: string,
  resources: readonly DiscoveredResource[],
): JsonObject {
  const list = resources.flatMap((resource): JsonObject[] => [
    plainResource(resource),
    ...resource.subresources.map((subresource) => plainSubresource(resource, subresource)),
  ])
  const kind = { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }) }
  return { ...kind, groupVersion: apiVersionOf({ group, version }), resources: list }
}

function plainResource(resource: DiscoveredResource): JsonObject {
  const { shortNames, categories, storageVersionHash } = resource
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind.kind,
    verbs: resource.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(storageVersionHash === '' ? {} : { storageVersionHash }),
  }
}

function plainSubresource(
  parent: DiscoveredResource,
  { name, kind, verbs }: DiscoveredSubresource,
): JsonObject {
  const foreign: Record<string, Json> = {}
  if (kind.group !== parent.kind.group || kind.version !== parent.kind.version) {
    foreign['group'] = kind.group
    foreign['version'] = kind.version
  }
  return {
    name: `${parent.plural}/${name}`,
    singularName: '',
    namespaced: parent.namespaced,
    ...foreign,
    kind: kind.kind,
    verbs,
  }
}
