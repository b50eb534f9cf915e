import type { Json, JsonObject } from '../../../kernel/json.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { textAt } from '../../client/objects.js'
import { notSupported, toAggregate } from '../../schema/field-error.js'
import type { PrinterColumn } from '../../schema/resource-kind.js'
import { badRequest } from '../../status-error.js'
import type { Transform } from '../negotiation/accept.js'
import type { Query } from '../routing/query.js'
import { partialObjectMetadata } from './partial-object-metadata.js'
import { isScale, scalePrinting } from './scale-printing.js'

export interface TableOptions {
  /** What each row carries of its object. */
  readonly includeObject: 'None' | 'Metadata' | 'Object'
  /** Milliseconds since the Unix epoch: ages count from it. */
  readonly nowMs: number
  /** Later events of a watch leave the columns out. */
  readonly noHeaders: boolean
}

const INCLUDES = ['None', 'Metadata', 'Object'] as const

/**
 * `includeObject` of a query for a table; nothing else has rows. Throws 400.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/response.go (optionsForTransform).
 */
export function includeObjectOf(
  transform: Transform | undefined,
  query: Query,
): TableOptions['includeObject'] {
  if (transform?.kind !== 'Table') return 'None'
  const text = query.text('includeObject')
  if (text === '') return 'Metadata'
  const known = INCLUDES.find((one) => one === text)
  if (known !== undefined) return known
  const error = notSupported('includeObject', text, ['Metadata', 'None', 'Object', ''])
  throw badRequest(`Unable to convert to Table as requested: ${toAggregate([error])}`)
}

/**
 * Objects as the table the server prints of them.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/response.go (asTable), pkg/registry/rest/table.go.
 * Columns have no description.
 */
export function asTable(
  { type }: ServedResource,
  version: string,
  objects: readonly JsonObject[],
  metadata: JsonObject,
  options: TableOptions,
): JsonObject {
  const printing = objects.some(isScale) ? scalePrinting : type
  const { printerColumns } = printing
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: listMetadata(metadata),
    columnDefinitions: options.noHeaders ? null : printerColumns.map(columnDefinition),
    rows: objects.map((object) => ({
      cells: cellsOf(printerColumns, printing.printRow(object, options.nowMs)),
      ...conditionsOf(object),
      object: rowObject(object, version, options),
    })),
  }
}

/** Of a list everything, of an object its version. */
function listMetadata(metadata: JsonObject): JsonObject {
  const { resourceVersion, remainingItemCount } = metadata
  const token = textAt(metadata, 'continue')
  return {
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(token === '' ? {} : { continue: token }),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  }
}

function columnDefinition({ name, type, format, priority }: PrinterColumn): JsonObject {
  return { name, type, format, description: '', priority }
}

/** Cells of number columns are numbers. */
function cellsOf(columns: readonly PrinterColumn[], cells: readonly string[]): Json[] {
  return cells.map((cell, index) => {
    const type = columns[index]?.type
    const numeric = type === 'integer' || type === 'number'
    return numeric && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell
  })
}

const ENDED: Readonly<Record<string, JsonObject>> = {
  Succeeded: {
    type: 'Completed',
    status: 'True',
    reason: 'Succeeded',
    message: 'The pod has completed successfully.',
  },
  Failed: { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
}

/** Source: kubernetes pkg/printers/internalversion/printers.go (podSuccessConditions, podFailedConditions), v1.36. */
function conditionsOf(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Pod') return {}
  const condition = ENDED[textAt(object, 'status', 'phase')]
  return condition === undefined ? {} : { conditions: [condition] }
}

function rowObject(object: JsonObject, version: string, { includeObject }: TableOptions): Json {
  if (includeObject === 'None') return null
  return includeObject === 'Object' ? object : partialObjectMetadata(object, version)
}
