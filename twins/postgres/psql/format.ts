/** How results are shown; PostgreSQL 15 src/fe_utils/print.c, border 1, ASCII lines. */
export interface PrintOptions {
  readonly format: 'aligned' | 'unaligned'
  readonly tuplesOnly: boolean
  readonly expanded: boolean
  readonly fieldSeparator: string
  readonly recordSeparator: string
  /** Shown for NULL. */
  readonly null: string
}

export interface TextTable {
  readonly title?: string
  readonly headers: readonly string[]
  /** Whether a column is right-aligned. */
  readonly right: readonly boolean[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** Lines below the table; undefined: the number of rows. */
  readonly footers?: readonly string[]
}

/** Types that are right-aligned: numbers (fe_utils/print.c, column_type_alignment). */
const RIGHT_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069])

export function isRightAligned(type: number): boolean {
  return RIGHT_TYPES.has(type)
}

/** The text of a table, with its final newline. */
export function formatTable(table: TextTable, options: PrintOptions): string {
  const shown = { ...table, rows: table.rows.map((row) => row.map((value) => value ?? options.null)) }
  if (options.format === 'unaligned')
    return options.expanded ? unalignedExpanded(shown, options) : unaligned(shown, options)
  return options.expanded ? alignedExpanded(shown, options) : aligned(shown, options)
}

interface Shown extends TextTable {
  readonly rows: readonly (readonly string[])[]
}

function aligned({ title, headers, right, rows, footers }: Shown, options: PrintOptions): string {
  const widths = headers.map((header, column) =>
    Math.max(widthOf(header), ...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  const lines: string[] = []
  if (!options.tuplesOnly) {
    const total = widths.reduce((sum, width) => sum + width, 0) + headers.length * 3 - 1
    if (title !== undefined) lines.push(centreTitle(title, total))
    lines.push(...headerLines(headers, widths))
    lines.push(headers.length === 0 ? '--' : widths.map((width) => '-'.repeat(width + 2)).join('+'))
  }
  for (const row of rows) lines.push(...rowLines(row, widths, right))
  if (!options.tuplesOnly) lines.push(...(footers ?? [countRows(rows.length)]))
  return `${lines.join('\n')}\n\n`.replace(/^\n/, '')
}

/** A title wider than the table stands at its left edge. */
function centreTitle(title: string, total: number): string {
  const width = widthOf(title)
  return width >= total ? title : ' '.repeat(Math.floor((total - width) / 2)) + title
}

function headerLines(headers: readonly string[], widths: readonly number[]): readonly string[] {
  if (headers.length === 0) return []
  const split = headers.map((header) => header.split('\n'))
  const height = Math.max(...split.map((lines) => lines.length))
  return Array.from({ length: height }, (_none, line) =>
    split
      .map((lines, column) => {
        const text = lines[line] ?? ''
        const space = (widths[column] ?? 0) - displayWidth(text)
        const more = line < lines.length - 1 ? '+' : ' '
        return ` ${' '.repeat(Math.floor(space / 2))}${text}${' '.repeat(Math.ceil(space / 2))}${more}`
      })
      .join('|'),
  )
}

function rowLines(
  row: readonly string[],
  widths: readonly number[],
  right: readonly boolean[],
): readonly string[] {
  if (row.length === 0) return []
  const split = row.map((value) => value.split('\n'))
  const height = Math.max(...split.map((lines) => lines.length))
  return Array.from({ length: height }, (_none, line) =>
    split
      .map((lines, column) =>
        cell(lines, line, column === row.length - 1, widths[column] ?? 0, right[column]),
      )
      .join('|'),
  )
}

function cell(lines: readonly string[], line: number, last: boolean, width: number, right = false): string {
  const text = lines[line] ?? ''
  const pad = ' '.repeat(Math.max(0, width - displayWidth(text)))
  const more = line < lines.length - 1
  if (right) return ` ${pad}${text}${more ? '+' : last ? '' : ' '}`
  return ` ${text}${last && !more ? '' : pad}${more ? '+' : last ? '' : ' '}`
}

function alignedExpanded({ title, headers, rows, footers }: Shown, options: PrintOptions): string {
  if (rows.length === 0) return options.tuplesOnly ? '' : `${footers?.join('\n') ?? '(0 rows)'}\n\n`
  const nameWidth = Math.max(...headers.map(widthOf))
  const valueWidth = Math.max(...rows.flat().map(widthOf))
  const rule = `${'-'.repeat(nameWidth + 1)}+${'-'.repeat(valueWidth + 1)}`
  const lines = title === undefined || options.tuplesOnly ? [] : [title]
  rows.forEach((row, index) => {
    const label = `-[ RECORD ${index + 1} ]`
    if (!options.tuplesOnly) lines.push(label + rule.slice(label.length))
    else if (index > 0) lines.push(rule)
    row.forEach((value, column) => {
      lines.push(...expandedLines(headers[column] ?? '', value, nameWidth, valueWidth))
    })
  })
  return `${[...lines, ...(options.tuplesOnly ? [] : (footers ?? []))].join('\n')}\n\n`
}

function expandedLines(
  name: string,
  value: string,
  nameWidth: number,
  valueWidth: number,
): readonly string[] {
  const parts = value.split('\n')
  return parts.map((part, index) => {
    const label = (index === 0 ? name : '').padEnd(nameWidth)
    return index < parts.length - 1 ? `${label} | ${part.padEnd(valueWidth)}+` : `${label} | ${part}`
  })
}

function unaligned({ title, headers, rows, footers }: Shown, options: PrintOptions): string {
  const { fieldSeparator, recordSeparator, tuplesOnly } = options
  const records = [
    ...(title === undefined || tuplesOnly ? [] : [title]),
    ...(tuplesOnly ? [] : [headers.join(fieldSeparator)]),
    ...rows.map((row) => row.join(fieldSeparator)),
    ...(tuplesOnly ? [] : (footers ?? [countRows(rows.length)])),
  ]
  return records.length === 0 ? '' : `${records.join(recordSeparator)}\n`
}

function unalignedExpanded({ headers, rows, footers }: Shown, options: PrintOptions): string {
  const { fieldSeparator, recordSeparator, tuplesOnly } = options
  if (rows.length === 0) return tuplesOnly ? '' : `${footers?.join('\n') ?? '(0 rows)'}\n`
  const records = rows.map((row) =>
    row.map((value, column) => `${headers[column]}${fieldSeparator}${value}`).join(recordSeparator),
  )
  return `${records.join(recordSeparator + recordSeparator)}\n`
}

function countRows(count: number): string {
  return count === 1 ? '(1 row)' : `(${count} rows)`
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth))
}

/** East Asian wide characters take two columns; combining ones none. Only what terminals agree on. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1
  }
  return width
}
