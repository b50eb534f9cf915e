import { InvariantViolation } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Row } from '../../../kernel/table.js'
import type { View } from '../../../kernel/world.js'
import type { ApiRequest, ApiResponse } from '../../client/api.js'
import { OBJECTS, objectAt, objectKey, objectPrefix } from '../../client/objects.js'
import {
  type FieldSelector,
  type LabelSelector,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
} from '../../machinery/selectors.js'
import { badRequest } from '../../status-error.js'
import { podsPerNode } from '../projections/pods-per-node.js'
import { answer, type RequestContext } from '../request-context.js'
import type { ServedResource } from '../served-resource.js'
import { shown, toServed } from '../store.js'

/** LIST: a namespace or all of them, by label and field selectors, in the order of the row keys. */
export function list(context: RequestContext): ApiResponse {
  const { resource, transaction } = context
  const items = context.request.countByNode ? countsPerNode(context) : matchingItems(context)
  return answer(context, 200, {
    kind: resource.type.listKind,
    apiVersion: resource.apiVersion,
    metadata: { resourceVersion: String(transaction.revision) },
    items,
  })
}

function matchingItems(context: RequestContext): readonly JsonObject[] {
  return matchingRows(context).map((row) => shown(context, row.key, toServed(context.resource, row.value)))
}

function countsPerNode({
  request: { index, namespace = '' },
  transaction,
}: RequestContext): readonly JsonObject[] {
  if (index?.name !== 'owner') throw new InvariantViolation('pods are counted by owner only')
  return podsPerNode(transaction, index.key, namespace).map(({ key, value }) => ({ node: key, count: value }))
}

/** What a list needs of a request; any view will do, also one of an earlier world. */
export interface Listing {
  readonly request: ApiRequest
  readonly resource: ServedResource
  readonly transaction: View
}

/** Rows of the request's resource, namespace and selectors. Throws 400 for a selector that cannot be understood. */
export function matchingRows(listing: Listing): readonly Row<JsonObject>[] {
  const selection = selectionOf(listing.resource, listing.request)
  const rows = candidateRows(listing, selection.fields)
  if (selection.labels === undefined && selection.fields === undefined) return rows
  return rows.filter(({ value }) => isSelected(selection, value))
}

/** The selectors of a request; an absent one selects everything. */
export interface Selection {
  readonly labels: LabelSelector | undefined
  readonly fields: FieldSelector | undefined
}

/** Throws 400 for a selector that cannot be understood. */
export function selectionOf(
  resource: ServedResource,
  { labelSelector, fieldSelector }: Pick<ApiRequest, 'labelSelector' | 'fieldSelector'>,
): Selection {
  return { labels: parseLabels(labelSelector), fields: parseFields(resource, fieldSelector) }
}

/** Whether both selectors match an object. */
export function isSelected({ labels, fields }: Selection, object: JsonObject): boolean {
  const labelled = labels === undefined || matchesLabels(labels, objectAt(object, 'metadata', 'labels'))
  return labelled && (fields === undefined || matchesFields(fields, object))
}

/** The smallest set of rows that certainly holds all matches: one row, an index, or a range. */
function candidateRows(
  { request, resource, transaction }: Listing,
  fields: FieldSelector | undefined,
): readonly Row<JsonObject>[] {
  const { group, resource: plural } = resource
  const { namespaced } = resource.type
  const namespace = namespaced ? (request.namespace ?? '') : ''
  const prefix = objectPrefix(group, plural, namespace === '' ? undefined : namespace)
  if (request.index !== undefined) {
    const rows = transaction.byIndex<JsonObject>(OBJECTS, request.index.name, request.index.key)
    return rows.filter((row) => row.key.startsWith(prefix))
  }
  const name = fields?.requirements.find((one) => one.field === 'metadata.name' && one.operator === '=')
  if (name !== undefined && (namespace !== '' || !namespaced)) {
    const key = objectKey(group, plural, namespace, name.value)
    const value = transaction.get<JsonObject>(OBJECTS, key)
    return value === undefined ? [] : [{ key, value }]
  }
  return transaction.list<JsonObject>(OBJECTS, prefix)
}

function parseLabels(text: string | undefined): LabelSelector | undefined {
  return text === undefined || text === '' ? undefined : selectorOf(() => parseLabelSelector(text))
}

/** Source: kubernetes/apimachinery v0.36.3 pkg/runtime/conversion.go; kubernetes pkg/apis/.../conversion.go, v1.36. */
function parseFields(resource: ServedResource, text: string | undefined): FieldSelector | undefined {
  if (text === undefined || text === '') return undefined
  const selector = selectorOf(() => parseFieldSelector(text))
  for (const { field } of selector.requirements) {
    if (field === 'metadata.name' || field === 'metadata.namespace') continue
    if (resource.selectableFields.includes(field)) continue
    throw badRequest(
      resource.selectableFields.length > 0
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    )
  }
  return selector
}

function selectorOf<S>(parse: () => S): S {
  try {
    return parse()
  } catch (error) {
    throw error instanceof SelectorError ? badRequest(error.message) : error
  }
}
