/** Widths of Go's text/tabwriter; see {@link alignColumns}. */
export interface TabWriterOptions {
  readonly minWidth: number
  readonly padding: number
}

/** cli-runtime v0.32.0 pkg/printers/tabwriter.go (GetNewTabWriter). */
export const TABLE_WIDTHS: TabWriterOptions = { minWidth: 6, padding: 3 }
/** kubectl v0.32.0 pkg/describe/describe.go (tabbedString). */
export const DESCRIBE_WIDTHS: TabWriterOptions = { minWidth: 0, padding: 2 }

/**
 * Aligns tab-separated text as Go's text/tabwriter does: a cell ends with a tab, a column is a block of consecutive
 * lines that have a cell there, and its width is that of its widest cell. What stands behind the last tab of a line is
 * not part of a column.
 */
export function alignColumns(text: string, options: TabWriterOptions): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths = lines.map(() => [] as number[])
  layOut(lines, widths, 0, lines.length, 0, options)
  return lines.map((cells, index) => formatLine(cells, widths[index] ?? [])).join('\n')
}

/** Finds the blocks of a column between two lines, gives each its width, and goes on with the next column inside. */
function layOut(
  lines: readonly (readonly string[])[],
  widths: number[][],
  from: number,
  to: number,
  column: number,
  options: TabWriterOptions,
): void {
  const hasCell = (line: number): boolean => column < (lines[line]?.length ?? 0) - 1
  for (let start = from; start < to; start++) {
    if (!hasCell(start)) continue
    let end = start
    while (end < to && hasCell(end)) end++
    const cells = lines.slice(start, end).map((cells) => Array.from(cells[column] ?? '').length)
    const width = Math.max(Math.max(...cells) + options.padding, options.minWidth)
    for (let line = start; line < end; line++) widths[line]?.push(width)
    layOut(lines, widths, start, end, column + 1, options)
    start = end - 1
  }
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => {
      const width = widths[index]
      return width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - Array.from(cell).length))
    })
    .join('')
}
