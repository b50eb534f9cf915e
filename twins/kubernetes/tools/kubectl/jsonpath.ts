import type { Json } from '../../../kernel/json.js'
import { evaluateTemplate } from './jsonpath/evaluate.js'
import { type PathNode, parseJsonPath } from './jsonpath/parse.js'
import { toCompactJson } from './printers/go-json.js'

/** A parsed template of kubectl's JSONPath dialect. */
export interface JsonPathTemplate {
  readonly text: string
  readonly nodes: readonly PathNode[]
}

/**
 * Parses a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Throws `KubectlError` with upstream's
 * text. Source: client-go v0.32.0 util/jsonpath (parser.go).
 */
export function compileJsonPath(text: string): JsonPathTemplate {
  return { text, nodes: parseJsonPath(text) }
}

/**
 * The values each action of a template finds. With `allowMissingKeys` a missing field gives no value, otherwise it
 * throws `<field> is not found`. Source: client-go v0.32.0 util/jsonpath/jsonpath.go (FindResults).
 */
export function findResults(
  template: JsonPathTemplate,
  data: Json,
  options: { readonly allowMissingKeys: boolean },
): readonly (readonly Json[])[] {
  return evaluateTemplate(template.nodes, data, options.allowMissingKeys)
}

/** The text of a template over a document: values of one action are separated by a space. */
export function renderJsonPath(
  template: JsonPathTemplate,
  data: Json,
  options: { readonly allowMissingKeys: boolean },
): string {
  return findResults(template, data, options)
    .map((values) => values.map(printValue).join(' '))
    .join('')
}

function printValue(value: Json): string {
  return typeof value === 'object' && value !== null ? toCompactJson(value) : String(value)
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/

/**
 * Turns `metadata.name`, `.metadata.name` and `{metadata.name}` into `{.metadata.name}`.
 * Returns undefined for anything else. Source: kubectl v0.32.0 pkg/cmd/get/customcolumn.go (RelaxedJSONPathExpression).
 */
export function relaxedJsonPath(text: string): string | undefined {
  if (text === '') return text
  const match = RELAXED.exec(text)
  return match === null ? undefined : `{.${match[1] ?? match[2]}}`
}

/** What kubectl says of an expression that {@link relaxedJsonPath} does not take. */
export const NOT_RELAXED =
  "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
