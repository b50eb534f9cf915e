import type { Proc } from '../../kernel/process.js'
import { type ApiRequest, api, itemsOf } from './api.js'

/** Group of requests that exist only here. */
export const INTERNAL_GROUP = 'rehearse.internal'

/** A column of a table. `jsonPath` only for custom resources; built-in kinds compute their cells. */
export interface DiscoveredColumn {
  readonly name: string
  readonly type: string
  readonly format: string
  /** 0: always shown; above 0: only with `-o wide`. */
  readonly priority: number
  readonly jsonPath?: string
}

/** What a client can learn about a resource. */
export interface ResourceInfo {
  /** Empty for core. */
  readonly group: string
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[]
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly string[]
  /** True for resources defined by a CustomResourceDefinition. */
  readonly custom: boolean
  readonly printerColumns: readonly DiscoveredColumn[]
}

/** The request that asks the server for all resources; its items are {@link ResourceInfo}s. */
export const DISCOVERY_REQUEST: ApiRequest = {
  verb: 'list',
  group: INTERNAL_GROUP,
  version: 'v1',
  resource: 'discovery',
}

/** All resources the server offers now: built-in ones first, then those of established CRDs by group and name. */
export function* discover(): Proc<readonly ResourceInfo[]> {
  return itemsOf(yield* api(DISCOVERY_REQUEST)) as unknown as readonly ResourceInfo[]
}

/**
 * The resource a user means: `deploy`, `deployment`, `deployments`, `Deployment`, `deployments.apps`,
 * `deployments.v1.apps`. Case does not matter; a group may be abbreviated to its beginning when no group matches whole.
 * The wanted version, if the text names one, comes first in `versions`. Undefined when there is none.
 * Source: kubernetes/client-go v0.36.3 restmapper/shortcut.go, apimachinery v0.36.3 pkg/api/meta/restmapper.go (ResourcesFor).
 */
export function findResource(infos: readonly ResourceInfo[], text: string): ResourceInfo | undefined {
  const [name = '', ...rest] = text.toLowerCase().split('.')
  if (rest.length === 0) return byName(infos, name)
  const [version = '', ...group] = rest
  const versioned = infos.filter((info) => info.versions.includes(version))
  const exact = byName(inGroup(versioned, group.join('.')), name)
  if (exact !== undefined) return preferring(exact, version)
  const qualifier = rest.join('.')
  return byName(inGroup(infos, qualifier), name) ?? byName(withGroupPrefix(infos, qualifier), name)
}

/**
 * The resource of a manifest's `apiVersion` and `kind`, with that version first; undefined when the server does not know it.
 */
export function findKind(
  infos: readonly ResourceInfo[],
  apiVersion: string,
  kind: string,
): ResourceInfo | undefined {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  const info = infos.find((one) => one.group === group && one.kind === kind && one.versions.includes(version))
  return info === undefined ? undefined : preferring(info, version)
}

/** `apps/v1`, `v1`: the preferred version. */
export function apiVersionOf({ group, versions }: ResourceInfo): string {
  const [version = ''] = versions
  return group === '' ? version : `${group}/${version}`
}

/** The members of a request that address a resource in its preferred version. */
export function addressOf({ group, versions, plural }: ResourceInfo) {
  return { group, version: versions[0] ?? '', resource: plural } as const
}

function byName(infos: readonly ResourceInfo[], name: string): ResourceInfo | undefined {
  return (
    infos.find((info) => info.plural === name) ??
    infos.find((info) => info.shortNames.includes(name)) ??
    infos.find((info) => info.singular === name || info.kind.toLowerCase() === name)
  )
}

function inGroup(infos: readonly ResourceInfo[], group: string): readonly ResourceInfo[] {
  return infos.filter((info) => info.group === group)
}

function withGroupPrefix(infos: readonly ResourceInfo[], prefix: string): readonly ResourceInfo[] {
  return infos.filter((info) => info.group.startsWith(prefix))
}

function preferring(info: ResourceInfo, version: string): ResourceInfo {
  if (info.versions[0] === version) return info
  return { ...info, versions: [version, ...info.versions.filter((one) => one !== version)] }
}
