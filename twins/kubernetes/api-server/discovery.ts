import type { JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import type { ApiResponse } from '../client/api.js'
import type { DiscoveredColumn, ResourceInfo } from '../client/discovery.js'
import { listObjects } from '../client/objects.js'
import { CRD_GROUP, CRD_RESOURCE } from './resolve-resource.js'
import { BUILTIN_RESOURCES } from './resources/builtin.js'
import { isConditionTrue } from './resources/crd-conditions.js'
import { customResourcesOf } from './resources/custom.js'
import { definitionOf, opaqueKinds } from './resources/opaque.js'
import { REVIEW_INFOS } from './resources/reviews.js'
import type { ServedResource } from './served-resource.js'

/** Verbs of every resource, sorted as discovery documents have them. */
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const

const BUILTIN_INFOS: readonly ResourceInfo[] = BUILTIN_RESOURCES.filter(
  ({ conversion }) => conversion === undefined,
).map((resource) => infoOf(resource, versionsOf(resource), resource.type.printerColumns))

const customInfos = new WeakMap<object, ResourceInfo>()

/** All resources served in a world: built-in ones, then those of established CRDs by group and name. */
export function discoverResources(view: View): readonly ResourceInfo[] {
  const infos: ResourceInfo[] = [...BUILTIN_INFOS]
  const customs = establishedDefinitions(view)
    .flatMap(customInfo)
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.plural < b.plural ? -1 : 1))
  infos.push(...customs)
  return infos
}

/** The CustomResourceDefinitions whose resources are served, then what stands in for those that are not there. */
export function establishedDefinitions(view: View): readonly JsonObject[] {
  const established = listObjects(view, CRD_GROUP, CRD_RESOURCE).filter((definition) =>
    isConditionTrue(definition, 'Established'),
  )
  const opaque = opaqueKinds(view)
  const standIns = opaque.map(definitionOf).filter((definition) => definition !== undefined)
  return standIns.length === 0 ? established : [...established, ...standIns]
}

/** The answer to the internal discovery request: all resources with objects, then those that answer questions. */
export function discovery(view: View): ApiResponse {
  const items = [...discoverResources(view), ...REVIEW_INFOS] as unknown as readonly JsonObject[]
  return { code: 200, body: { kind: 'ResourceInfoList', apiVersion: 'v1', metadata: {}, items } }
}

/** The stored version of a built-in resource first, as the newest. */
function versionsOf({ group, resource }: ServedResource): readonly string[] {
  return BUILTIN_RESOURCES.filter((one) => one.group === group && one.resource === resource).map(
    ({ version }) => version,
  )
}

function customInfo(crd: JsonObject): readonly ResourceInfo[] {
  const custom = customResourcesOf(crd)
  const [preferred] = custom.resources
  if (preferred === undefined) return []
  const known = customInfos.get(custom)
  if (known !== undefined) return [known]
  const version = custom.definition.versions.find((one) => one.name === preferred.version)
  const versions = custom.resources.map((one) => one.version)
  const info = infoOf(preferred, versions, customColumns(version?.printerColumns ?? []))
  customInfos.set(custom, info)
  return [info]
}

/** Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresource/tableconvertor/tableconvertor.go. */
function customColumns(columns: readonly DiscoveredColumn[]): readonly DiscoveredColumn[] {
  const name = { name: 'Name', type: 'string', format: 'name', priority: 0, jsonPath: '.metadata.name' }
  const age = { name: 'Age', type: 'date', format: '', priority: 0, jsonPath: '.metadata.creationTimestamp' }
  return [name, ...(columns.length === 0 ? [age] : columns)]
}

function infoOf(
  { type, custom }: ServedResource,
  versions: readonly string[],
  printerColumns: readonly DiscoveredColumn[],
): ResourceInfo {
  return {
    group: type.group,
    versions,
    plural: type.plural,
    singular: type.singular,
    shortNames: type.shortNames,
    kind: type.kind,
    namespaced: type.namespaced,
    verbs: VERBS,
    categories: type.categories,
    subresources: type.subresources,
    custom,
    printerColumns,
  }
}
