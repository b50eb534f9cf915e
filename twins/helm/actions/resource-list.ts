import { NotModelled } from '../../kernel/errors.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { metadataOf, type ResourceInfo, textAt } from '../../kubernetes/index.js'
import { helmError } from '../errors.js'
import { parseManifest } from '../manifest.js'
import { BUILT_IN_API_VERSIONS, type Configuration } from './configuration.js'

/**
 * One object of a manifest with its place on the server. `namespace` is '' for cluster-scoped kinds.
 * k8s.io/cli-runtime v0.36.2 pkg/resource/visitor.go (Info).
 */
export interface Info {
  readonly object: JsonObject
  readonly name: string
  readonly namespace: string
  readonly mapping: Mapping
}

/** The resource of a kind in the version the manifest names. */
export interface Mapping {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  /** True for resources of a CustomResourceDefinition. */
  readonly custom: boolean
}

/**
 * Decode a manifest and find each object on the server; objects without a namespace get the release's. Throws
 * `HelmError` `helm-manifest-invalid` as {@link parseManifest}, or naming all kinds the server does not know; and
 * `NotModelled` for a kind that a real server has and the twin has not.
 * Helm v3.21.4 pkg/kube/client.go (Build); k8s.io/cli-runtime v0.36.2 pkg/resource/mapper.go, visitor.go.
 */
export function* build(configuration: Configuration, manifest: string): Proc<readonly Info[]> {
  const infos: Info[] = []
  const errors: string[] = []
  for (const { object } of parseManifest(manifest)) {
    const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')]
    const resource = yield* configuration.discovery.find(apiVersion, kind)
    if (resource === undefined) errors.push(noMatch(object, apiVersion, kind))
    else infos.push(toInfo(object, resource, configuration.namespace))
  }
  const distinct = [...new Set(errors)]
  if (distinct.length === 0) return infos
  throw helmError('helm-manifest-invalid', distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`)
}

function noMatch(object: JsonObject, apiVersion: string, kind: string): string {
  if (BUILT_IN_API_VERSIONS.includes(apiVersion)) {
    throw new NotModelled(
      `kind ${kind} of ${apiVersion}`,
      'Leave it out of the rehearsed chart, by its values.',
    )
  }
  const metadata = metadataOf(object)
  const name = JSON.stringify(textAt(metadata, 'name'))
  const namespace = JSON.stringify(textAt(metadata, 'namespace'))
  return (
    `resource mapping not found for name: ${name} namespace: ${namespace} from "": ` +
    `no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`
  )
}

/** An object where the server has it; without a namespace it is in the release's. */
export function toInfo(object: JsonObject, resource: ResourceInfo, releaseNamespace: string): Info {
  const { namespace: given, ...metadata } = metadataOf(object)
  const own = typeof given === 'string' && given !== '' ? given : releaseNamespace
  const namespace = resource.namespaced ? own : ''
  const placed: Json = namespace === '' ? metadata : { ...metadata, namespace }
  const unchanged = namespace === (given ?? '')
  return {
    object: unchanged ? object : { ...object, metadata: placed },
    name: textAt(metadata, 'name'),
    namespace,
    mapping: {
      group: resource.group,
      version: resource.versions[0] ?? '',
      resource: resource.plural,
      kind: resource.kind,
      custom: resource.custom,
    },
  }
}

/** The members of a request that address an object. */
export function addressOf({ mapping, namespace, name }: Info) {
  const { group, version, resource } = mapping
  return { group, version, resource, ...(namespace === '' ? {} : { namespace }), name } as const
}

/** Name, namespace, kind and group; the version does not matter. Helm v3.21.4 pkg/kube/resource.go (isMatchingInfo). */
export function isMatching(a: Info, b: Info): boolean {
  return (
    a.name === b.name &&
    a.namespace === b.namespace &&
    a.mapping.kind === b.mapping.kind &&
    a.mapping.group === b.mapping.group
  )
}

/** The first match in a list. Helm v3.21.4 pkg/kube/resource.go (Get). */
export function findMatching(list: readonly Info[], info: Info): Info | undefined {
  return list.find((candidate) => isMatching(candidate, info))
}

/** What of `list` is not in `other`, in its order. Helm v3.21.4 pkg/kube/resource.go (Difference). */
export function difference(list: readonly Info[], other: readonly Info[]): readonly Info[] {
  return list.filter((info) => findMatching(other, info) === undefined)
}

/** `apiVersion/kind/namespace/name`: here the version counts. Helm v3.21.4 pkg/action/upgrade.go (objectKey). */
export function objectKeyOf({ object, mapping, namespace, name }: Info): string {
  return `${textAt(object, 'apiVersion')}/${mapping.kind}/${namespace}/${name}`
}

/** `Deployment "api" in namespace "ns"`. Helm v3.21.4 pkg/action/validate.go (resourceString). */
export function resourceText({ mapping, namespace, name }: Info): string {
  return `${mapping.kind} ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`
}
