import { compareKeys, isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { goSyntax, goText, goType } from '../go-value.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../type-schema.js'
import { elementText, fieldElement, itemElement } from './path-element.js'

/** One thing wrong with an applied configuration. */
interface Problem {
  /** Path as in conflicts; empty at the top. */
  readonly path: string
  readonly text: string
}

/**
 * What the type system of server-side apply refuses in a configuration: undeclared fields of a custom resource, items that
 * share a key, scalars of the wrong type where the table knows the type. Undefined when it is accepted.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/validate.go, typed/helpers.go (ValidationErrors).
 */
export function configProblems(schema: TypeSchema, config: JsonObject): string | undefined {
  const problems = problemsOf(schema, config, '')
  const texts = problems.map(({ path, text }) => (path === '' ? text : `${path}: ${text}`))
  if (texts.length <= 1) return texts[0]
  return ['errors:', ...texts.map((text) => `  ${text}`)].join('\n')
}

function problemsOf(schema: TypeSchema, value: Json, path: string): readonly Problem[] {
  if (value === null) return []
  if (schema.shape === 'object' && !isObject(value)) {
    return [{ path, text: `expected map, got &{${goText(value)}}` }]
  }
  if (schema.shape === 'list' && !Array.isArray(value)) {
    return [{ path, text: `expected list, got &{${goText(value)}}` }]
  }
  if (typeof value !== 'object' || schema.scalar !== undefined) return wrongScalar(schema, value, path)
  return isObject(value) ? objectProblems(schema, value, path) : listProblems(schema, value, path)
}

/** Stops at the first undeclared field, as upstream does; upstream visits the fields in no fixed order, we in sorted order. */
function objectProblems(schema: TypeSchema, object: JsonObject, path: string): readonly Problem[] {
  const problems: Problem[] = []
  for (const name of Object.keys(object).sort(compareKeys)) {
    const memberPath = path + elementText(fieldElement(name))
    if (schema.closed === true && !Object.hasOwn(schema.fields, name)) {
      return [...problems, { path: memberPath, text: 'field not declared in schema' }]
    }
    problems.push(...problemsOf(fieldSchema(schema, name), object[name] as Json, memberPath))
  }
  return problems
}

function listProblems(schema: TypeSchema, list: JsonArray, path: string): readonly Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    const element = schema.list === 'atomic' ? `i:${index}` : itemElement(schema, item)
    if (typeof element !== 'string')
      return [...problems, { path, text: `element ${index}: ${element.problem}` }]
    const shown = elementText(element)
    if (seen.has(element)) problems.push({ path, text: `duplicate entries for key ${shown}` })
    seen.add(element)
    problems.push(...problemsOf(itemSchema(schema), item, path + shown))
  }
  return problems
}

function wrongScalar({ scalar }: TypeSchema, value: Json, path: string): readonly Problem[] {
  if (scalar === 'string' && typeof value !== 'string') {
    return [{ path, text: `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}` }]
  }
  if (scalar === 'numeric' && typeof value !== 'number') {
    return [{ path, text: `expected numeric (int or float), got ${goType(value)}` }]
  }
  if (scalar === 'boolean' && typeof value !== 'boolean') {
    return [{ path, text: `expected boolean, got &{${goText(value)}}` }]
  }
  return []
}
