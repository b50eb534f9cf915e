import type { JsonObject } from '../../../kernel/json.js'
import type { Resource } from '../../client/api.js'
import { findResource, type ResourceInfo } from '../../client/discovery.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { goQuote } from '../../schema/go-text.js'
import { KubectlError } from './errors.js'

/** A resource in the version in which the command speaks of it (upstream's RESTMapping). */
export interface Mapping extends Resource {
  readonly kind: string
  readonly namespaced: boolean
  readonly info: ResourceInfo
}

/**
 * The mapping for a resource argument: `po`, `pods`, `Pod`, `deployments.apps`, `deployments.v1.apps`.
 * Source: cli-runtime v0.32.0 pkg/resource/builder.go (mappingFor).
 */
export function mappingFor(infos: readonly ResourceInfo[], argument: string): Mapping {
  const info = findResource(infos, argument)
  if (info === undefined) {
    throw new KubectlError(`the server doesn't have a resource type ${goQuote(argument.split('.')[0] ?? '')}`)
  }
  const [, version = ''] = argument.split('.')
  return mappingOf(info, info.versions.includes(version) ? version : undefined)
}

/** The mapping for an object from a file. Source: cli-runtime v0.32.0 pkg/resource/mapper.go (infoForData). */
export function mappingForObject(
  infos: readonly ResourceInfo[],
  object: JsonObject,
  source: string,
): Mapping {
  const apiVersion = textAt(object, 'apiVersion')
  const kind = textAt(object, 'kind')
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  const info = infos.find((each) => each.kind === kind && each.group === group)
  if (info?.versions.includes(version)) return mappingOf(info, version)
  const metadata = metadataOf(object)
  const name = goQuote(textAt(metadata, 'name'))
  const namespace = goQuote(textAt(metadata, 'namespace'))
  throw new KubectlError(
    `resource mapping not found for name: ${name} namespace: ${namespace} from ${goQuote(source)}: ` +
      `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}\nensure CRDs are installed first`,
  )
}

/** The mapping of a known resource; without a version the preferred one. */
export function mappingOf(info: ResourceInfo, version?: string): Mapping {
  return {
    group: info.group,
    version: version ?? info.versions[0] ?? '',
    resource: info.plural,
    kind: info.kind,
    namespaced: info.namespaced,
    info,
  }
}

/** Group, version and resource alone, as requests carry them. */
export function resourceOf({ group, version, resource }: Mapping): Resource {
  return { group, version, resource }
}

/** `deployments.apps`. */
export function groupResourceOf({ group, resource }: Mapping): string {
  return group === '' ? resource : `${resource}.${group}`
}

/** `deployment.apps`, `pod`: how results name a kind. */
export function kindLabel(mapping: { readonly kind: string; readonly group: string }): string {
  const kind = mapping.kind.toLowerCase()
  return mapping.group === '' ? kind : `${kind}.${mapping.group}`
}

/** API groups whose kinds kubectl has compiled in (client-go v0.32.0 kubernetes/scheme, apiextensions, apiregistration). */
const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
])

/** False for custom resources: they have no strategic merge patch. */
export function isBuiltIn({ group }: { readonly group: string }): boolean {
  return BUILT_IN_GROUPS.has(group)
}
