import type { JsonObject } from '../../../../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { formatLabels } from '../../../schema/builtin/printing.js'
import type { PrinterColumn } from '../../../schema/resource-kind.js'
import { alignColumns, TABLE_WIDTHS } from './tab-writer.js'

/** How the server prints a kind: its columns, and the cells of an object. */
export interface TableKind {
  readonly printerColumns: readonly PrinterColumn[]
  /** `nowMs` since the Unix epoch. */
  printRow(object: JsonObject, nowMs: number): readonly string[]
}

export interface TableOptions {
  readonly wide: boolean
  readonly noHeaders: boolean
  readonly showLabels: boolean
  /** `-L`: keys of labels that get a column each. */
  readonly labelColumns: readonly string[]
  readonly withNamespace: boolean
  /** `deployment.apps`: put before each name; undefined for none. */
  readonly kindPrefix: string | undefined
  readonly nowMs: number
}

/**
 * A table of objects of one kind, as `kubectl get` prints the server's Table. Ends with a newline unless empty.
 * Source: cli-runtime v0.32.0 pkg/printers/tableprinter.go (printTable, decorateTable).
 */
export function printTable(kind: TableKind, objects: readonly JsonObject[], options: TableOptions): string {
  const shown = kind.printerColumns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => options.wide || column.priority === 0)
  const header = [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map(({ column }) => column.name.toUpperCase()),
    ...options.labelColumns.map((key) => key.slice(key.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ]
  const rows = objects.map((object) => {
    const cells = kind.printRow(object, options.nowMs)
    return [
      ...(options.withNamespace ? [textAt(metadataOf(object), 'namespace')] : []),
      ...shown.map(({ column, index }) => cellText(cells[index] ?? '', column, options)),
      ...labelCells(object, options),
    ]
  })
  const lines = [...(options.noHeaders ? [] : [header]), ...rows].map((cells) => cells.join('\t'))
  return objects.length === 0 ? '' : `${alignColumns(lines.join('\n'), TABLE_WIDTHS)}\n`
}

function cellText(cell: string, column: PrinterColumn, { kindPrefix }: TableOptions): string {
  // Only the first line of a cell is shown. Source: tableprinter.go (printRows).
  const newline = cell.search(/[\f\n\r]/)
  const line = newline < 0 ? cell : `${cell.slice(0, newline)}...`
  return column.format === 'name' && kindPrefix !== undefined ? `${kindPrefix}/${line}` : line
}

function labelCells(object: JsonObject, options: TableOptions): readonly string[] {
  const labels = objectAt(metadataOf(object), 'labels')
  return [
    ...options.labelColumns.map((key) => textAt(labels, key)),
    ...(options.showLabels ? [formatLabels(labels)] : []),
  ]
}
