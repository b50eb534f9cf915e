import type { JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { CRD_GROUP, CRD_RESOURCE } from '../api-server/resolve-resource.js'
import { BUILTIN_RESOURCES } from '../api-server/resources/builtin.js'
import { customResourcesOf } from '../api-server/resources/custom.js'
import { type OpaqueKind, schemalessKind } from '../api-server/resources/opaque.js'
import { listObjects, metadataOf, objectAt, textAt } from '../client/objects.js'
import { SnapshotError } from './snapshot-error.js'

/** How objects of one kind are stored. */
export interface StoredKind {
  readonly group: string
  readonly resource: string
  readonly namespaced: boolean
  /** An object of a version of the kind as a row; undefined when the kind has no such version. */
  readonly toRow: (object: JsonObject) => JsonObject | undefined
  /** Versions that `toRow` knows, for messages. */
  readonly versions: readonly string[]
}

/** The kinds of a snapshot. */
export interface ResolvedKinds {
  /** By `group/kind`. */
  readonly stored: ReadonlyMap<string, StoredKind>
  /** Kinds that nobody models, by `resource.group`. */
  readonly opaque: readonly OpaqueKind[]
}

/** `group` and `kind` of an object, and its version. */
export function typeOf(object: JsonObject): { group: string; version: string; kind: string } {
  const apiVersion = textAt(object, 'apiVersion')
  const slash = apiVersion.indexOf('/')
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textAt(object, 'kind'),
  }
}

const DEFINITION = 'CustomResourceDefinition'

/**
 * The kinds of a snapshot's objects: built in, of a CustomResourceDefinition of the snapshot or of the world, or seen for the first
 * time. `modelled` are the kinds (`group/kind`) that components of the world know; everything else that is not built in is
 * opaque.
 */
export function resolveKinds(
  view: View,
  objects: readonly JsonObject[],
  modelled: ReadonlySet<string>,
): ResolvedKinds {
  const stored = new Map<string, StoredKind>(BUILTIN_KINDS)
  const opaque: OpaqueKind[] = []
  const own = objects.filter((object) => object['kind'] === DEFINITION && typeOf(object).group === CRD_GROUP)
  const ownNames = new Set(own.map((definition) => textAt(metadataOf(definition), 'name')))
  const others = listObjects(view, CRD_GROUP, CRD_RESOURCE).filter(
    (definition) => !ownNames.has(textAt(metadataOf(definition), 'name')),
  )
  for (const definition of [...others, ...own]) {
    const kind = definedKind(definition)
    const { group, kind: name } = kind
    stored.set(`${group}/${name}`, kind)
    if (!modelled.has(`${group}/${name}`))
      opaque.push({ group, resource: kind.resource, kind: name, spec: null })
  }
  for (const kind of unseenKinds(objects, stored)) {
    opaque.push(kind)
    stored.set(`${kind.group}/${kind.kind}`, schemaless(kind))
  }
  return { stored, opaque }
}

const BUILTIN_KINDS: readonly (readonly [string, StoredKind])[] = BUILTIN_RESOURCES.filter(
  ({ conversion }) => conversion === undefined,
).map(({ group, kind, resource, type }) => {
  const forms = BUILTIN_RESOURCES.filter((one) => one.group === group && one.kind === kind)
  const toRow = (object: JsonObject) => {
    const form = forms.find((one) => one.apiVersion === object['apiVersion'])
    return form?.conversion === undefined ? form && object : form.conversion.toStorage(object)
  }
  const versions = forms.map((one) => one.apiVersion)
  return [`${group}/${kind}`, { group, resource, namespaced: type.namespaced, toRow, versions }] as const
})

function definedKind(definition: JsonObject): StoredKind & { readonly kind: string } {
  const { group, names, scope, versions } = customResourcesOf(definition).definition
  const storage = versions.find((version) => version.storage)?.name ?? ''
  const known = versions.map(({ name }) => `${group}/${name}`)
  return {
    group,
    kind: names.kind,
    resource: names.plural,
    namespaced: scope === 'Namespaced',
    // Conversion strategy None: nothing but the version differs.
    toRow: (object) => {
      const { apiVersion } = object
      if (!known.includes(String(apiVersion))) return undefined
      return apiVersion === `${group}/${storage}` ? object : { ...object, apiVersion: `${group}/${storage}` }
    },
    versions: known,
  }
}

/** Kinds that neither the API server nor a definition knows, each once, in the order they come. */
function unseenKinds(
  objects: readonly JsonObject[],
  known: ReadonlyMap<string, StoredKind>,
): readonly OpaqueKind[] {
  const seen = new Map<string, { readonly first: JsonObject; versions: string[]; hasStatus: boolean }>()
  objects.forEach((object) => {
    const { group, version, kind } = typeOf(object)
    const key = `${group}/${kind}`
    if (known.has(key)) return
    const entry = seen.get(key) ?? { first: object, versions: [], hasStatus: false }
    if (!entry.versions.includes(version)) entry.versions.push(version)
    entry.hasStatus ||= object['status'] !== undefined
    seen.set(key, entry)
  })
  return [...seen.values()].map(({ first, versions, hasStatus }) => {
    const { group, kind } = typeOf(first)
    const namespaced = textAt(metadataOf(first), 'namespace') !== ''
    return schemalessKind({ group, kind, versions, namespaced, hasStatus })
  })
}

function schemaless(kind: OpaqueKind): StoredKind {
  return definedKind({ spec: objectAt(kind, 'spec') })
}

/** The row of an object; throws {@link SnapshotError} for a version the kind does not have. */
export function rowOf(kind: StoredKind, object: JsonObject, index: number): JsonObject {
  const row = kind.toRow(object)
  if (row !== undefined) return row
  throw new SnapshotError(
    index,
    object,
    `is of version ${textAt(object, 'apiVersion')}, which this world does not have`,
    `It has ${kind.versions.join(', ')}: dump it in that version (kubectl get <resource>.<version>.<group>).`,
  )
}
