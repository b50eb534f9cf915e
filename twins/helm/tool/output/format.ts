import { type Json, stableStringify } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { print } from '../../../kernel/requests.js'
import { goJsonEscape, toGoYaml } from '../../../kubernetes/index.js'

/** Prints text that ends with a newline as it is. */
export function* printText(text: string): Proc<void> {
  yield* print(text.replace(/\n$/, ''))
}

/** One line of JSON; the members keep their order, as those of a Go struct. Helm v3.21.4 pkg/cli/output/output.go. */
export function jsonLine(value: object): string {
  return `${goJsonEscape(JSON.stringify(value))}\n`
}

/** One line of JSON with sorted keys, as of a Go map. */
export function sortedJsonLine(value: Json): string {
  return `${goJsonEscape(stableStringify(value))}\n`
}

/** Helm v3.21.4 pkg/cli/output/output.go (EncodeYAML). */
export function yamlText(value: unknown): string {
  return toGoYaml(value as Json)
}

/**
 * Rows as a table: every cell padded to the widest of its column, columns parted by tabs; a cell of several lines takes
 * several lines of the table. Ends with a newline. gosuri/uitable v0.0.4 table.go, util/strutil.
 */
export function tableText(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.split('\n')))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.flatMap((row) => (row[column] ?? ['']).map((line) => [...line].length))),
  )
  const lines = cells.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length))
    return Array.from({ length: height }, (_, at) =>
      row.map((cell, column) => pad(cell[at] ?? '', widths[column] ?? 0)).join('\t'),
    )
  })
  return `${lines.join('\n')}\n`
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - [...cell].length))
}
