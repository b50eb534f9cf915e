import { hashString, hashToHex } from '../../../kernel/hash.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { World } from '../../../kernel/world.js'
import { establishedDefinitions } from '../../api-server/discovery.js'
import { BUILTIN_RESOURCES } from '../../api-server/resources/builtin.js'
import { customResourcesOf } from '../../api-server/resources/custom.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { GoSchemas } from './go-schemas.js'
import { groupVersionPath, pathsOf } from './operations.js'
import { addResourceSchemas } from './resource-schemas.js'

/** A published document: its text, and a hash that names it. */
export interface OpenApiDocument {
  readonly text: string
  readonly hash: string
}

/** Resources by the path of their group version: `api/v1`, `apis/apps/v1`. */
export function servedPaths(world: World): ReadonlyMap<string, readonly ServedResource[]> {
  const paths = new Map<string, ServedResource[]>()
  const custom = establishedDefinitions(world).flatMap(
    (definition) => customResourcesOf(definition).resources,
  )
  for (const resource of [...BUILTIN_RESOURCES, ...custom]) {
    const path = groupVersionPath(resource)
    const known = paths.get(path)
    if (known === undefined) paths.set(path, [resource])
    else known.push(resource)
  }
  return paths
}

/** The part of a document that one resource makes; served resources are compiled once for each schema. */
interface Part {
  readonly schemas: Readonly<Record<string, JsonObject>>
  readonly paths: Readonly<Record<string, JsonObject>>
}

const parts = new WeakMap<ServedResource, Part>()
/** By the first resource of a document, with the others it was made of. */
const documents = new WeakMap<
  ServedResource,
  { readonly resources: readonly ServedResource[]; readonly document: OpenApiDocument }
>()

/**
 * The document of a group version. Schemas are those that decode and merge; there are no descriptions of built-in
 * fields. Source: kubernetes/kube-openapi pkg/handler3/handler.go; shapes as in kubernetes api/openapi-spec/v3, v1.36.
 */
export function documentOf(resources: readonly ServedResource[]): OpenApiDocument {
  const [first] = resources
  const known = first === undefined ? undefined : documents.get(first)
  if (known !== undefined && sameItems(known.resources, resources)) return known.document
  const made = resources.map(partOf)
  const text = JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.assign({}, ...made.map(({ paths }) => paths)),
    components: { schemas: Object.assign({}, ...made.map(({ schemas }) => schemas)) },
  })
  const document = { text, hash: hashToHex(hashString(text)).toUpperCase() }
  if (first !== undefined) documents.set(first, { resources, document })
  return document
}

function sameItems(a: readonly ServedResource[], b: readonly ServedResource[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

function partOf(resource: ServedResource): Part {
  const known = parts.get(resource)
  if (known !== undefined) return known
  const schemas = new GoSchemas()
  const name = addResourceSchemas(schemas, resource)
  const part = { schemas: schemas.schemas, paths: pathsOf(resource, name) }
  parts.set(resource, part)
  return part
}
