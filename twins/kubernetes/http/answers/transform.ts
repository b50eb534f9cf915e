import type { Json, JsonObject } from '../../../kernel/json.js'
import type { World } from '../../../kernel/world.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { metadataOf, VIRTUAL_EPOCH_MS } from '../../client/objects.js'
import { StatusError } from '../../status-error.js'
import type { Transform } from '../negotiation/accept.js'
import type { Query } from '../routing/query.js'
import { partialObjectMetadata } from './partial-object-metadata.js'
import { asTable, includeObjectOf, type TableOptions } from './table.js'

/** How the answers to a request are formed. */
export interface Form {
  readonly transform: Transform | undefined
  readonly resource: ServedResource
  readonly table: TableOptions
}

/** The form of an answer that shows a world. Throws 400. */
export function formOf(
  { transform, resource, query }: Omit<Form, 'table'> & { readonly query: Query },
  world: World,
): Form {
  const includeObject = includeObjectOf(transform, query)
  const table = { includeObject, nowMs: VIRTUAL_EPOCH_MS + world.now, noHeaders: false }
  return { transform, resource, table }
}

/** One object in the form the client asked for; a Status stays as it is. */
export function formObject(form: Form, object: JsonObject): JsonObject {
  const { transform } = form
  if (transform === undefined || object['kind'] === 'Status') return object
  switch (transform.kind) {
    case 'Table':
      return asTable(form.resource, transform.version, [object], metadataOf(object), form.table)
    case 'PartialObjectMetadata':
      return partialObjectMetadata(object, transform.version)
    case 'PartialObjectMetadataList':
      throw wrongForm('you requested PartialObjectMetadataList, but the requested object is not a list')
  }
}

/** A list in the form the client asked for. `metadata` is that of the list. */
export function formList(form: Form, list: JsonObject, items: readonly JsonObject[]): JsonObject {
  const { transform, resource } = form
  if (transform === undefined) return { ...list, items: items.map((item) => listed(resource, item)) }
  switch (transform.kind) {
    case 'Table':
      return asTable(resource, transform.version, items, metadataOf(list), form.table)
    case 'PartialObjectMetadataList':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: `meta.k8s.io/${transform.version}`,
        metadata: metadataOf(list),
        items: items.map((item) => partialObjectMetadata(item, transform.version)),
      }
    case 'PartialObjectMetadata':
      throw wrongForm('you requested PartialObjectMetadata, but the requested object is a list')
  }
}

/** Items of typed lists say nothing of their type: Go's serializer sets it on the list alone. */
function listed(resource: ServedResource, item: JsonObject): Json {
  if (resource.custom) return item
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = item
  return rest
}

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/response.go (newNotAcceptableError). */
function wrongForm(message: string): StatusError {
  return new StatusError({ httpCode: 406, reason: 'NotAcceptable', message })
}
