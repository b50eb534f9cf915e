import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { KubectlError } from '../errors.js'
import {
  compileJsonPath,
  findResults,
  type JsonPathTemplate,
  NOT_RELAXED,
  relaxedJsonPath,
} from '../jsonpath.js'
import { goSprint } from './go-json.js'
import type { ObjectPrinter } from './object-printer.js'
import { alignColumns, TABLE_WIDTHS } from './tab-writer.js'

interface Column {
  readonly header: string
  readonly template: JsonPathTemplate
}

/**
 * The printer of `-o custom-columns=NAME:.metadata.name,…`. Throws `KubectlError` for a bad specification.
 * Source: kubectl v0.32.0 pkg/cmd/get/customcolumn.go.
 */
export function customColumnsPrinter(specification: string, noHeaders: boolean): ObjectPrinter {
  if (specification === '') {
    throw new KubectlError('custom-columns format specified but no custom columns given')
  }
  const columns = specification.split(',').map(parseColumn)
  return (object) => {
    const items = Array.isArray(object['items'])
      ? (object['items'] as readonly Json[]).filter(isObject)
      : [object]
    const header = columns.map((column) => column.header).join('\t')
    const rows = items.map((item) => columns.map(({ template }) => cell(template, item)).join('\t'))
    const lines = noHeaders ? rows : [header, ...rows]
    return lines.length === 0 ? '' : `${alignColumns(lines.join('\n'), TABLE_WIDTHS)}\n`
  }
}

function parseColumn(text: string): Column {
  const colon = text.indexOf(':')
  if (colon < 0) {
    throw new KubectlError(`unexpected custom-columns spec: ${text}, expected <header>:<json-path-expr>`)
  }
  const path = relaxedJsonPath(text.slice(colon + 1))
  if (path === undefined) throw new KubectlError(NOT_RELAXED)
  return { header: text.slice(0, colon), template: compileJsonPath(path) }
}

function cell(template: JsonPathTemplate, object: JsonObject): string {
  const results = findResults(template, object, { allowMissingKeys: true })
  if ((results[0]?.length ?? 0) === 0) return '<none>'
  return results.flatMap((values) => values.map(goSprint)).join(',')
}
