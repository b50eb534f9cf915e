import type { Page } from './page.js'
import { type DecisionTable, MARKS } from './tables.js'

/**
 * A decision table as marks under numbers, then what the numbers stand for: names of columns are longer than their cells. One that is too
 * wide for the page is left out.
 */
export function writeTable(page: Page, { caption, of, columns, rows }: DecisionTable): void {
  const first = Math.max(of.length, ...rows.map(({ name }) => name.length)) + 2
  const widths = columns.map((_, index) =>
    Math.max(String(index + 1).length, ...rows.map(({ cells }) => textOf(cells[index]!).length)),
  )
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(first)}${cells.map((cell, index) => cell.padEnd(widths[index]! + 2)).join('')}`.trimEnd()
  if (2 + first + widths.reduce((sum, width) => sum + width + 2, 0) > page.width) return
  page.line(caption.toUpperCase(), page.colors.bold)
  page.line(
    line(
      of,
      columns.map((_, index) => String(index + 1)),
    ),
    page.colors.dim,
  )
  for (const { name, cells } of rows) page.line(line(name, cells.map(textOf)))
  const meanings = columns.map((column, index) => `${index + 1} ${column}`).join(', ')
  if (columns.some((column, index) => column !== String(index + 1)))
    page.paragraph(meanings, '  ', page.colors.dim)
  page.line()
}

function textOf({ verdict, text }: DecisionTable['rows'][number]['cells'][number]): string {
  return `${MARKS[verdict]} ${text}`.trim()
}
