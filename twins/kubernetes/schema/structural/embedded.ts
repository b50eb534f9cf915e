import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, required } from '../field-error.js'
import { isDns1035Label } from '../names.js'
import type { SchemaNode } from './compile.js'

/**
 * Checks resources embedded in an object (`x-kubernetes-embedded-resource`): apiVersion and kind are required.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/schema/objectmeta/validation.go. The metadata of an
 * embedded resource is not checked.
 */
export function validateEmbedded(node: SchemaNode, object: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = []
  walk(node, object, '', errors)
  return errors
}

function walk(node: SchemaNode, value: Json, path: string, errors: FieldError[]): void {
  if (Array.isArray(value)) {
    const items = node.items
    if (items === undefined) return
    ;(value as JsonArray).forEach((item, index) => {
      walk(items, item, `${path}[${index}]`, errors)
    })
    return
  }
  if (!isObject(value)) return
  if (node.embeddedResource) errors.push(...validateTypeMeta(value, path))
  for (const key in value) {
    const member = value[key] as Json
    if (typeof member !== 'object' || member === null) continue
    const property = node.property(key)
    const prefix = path === '' ? '' : `${path}.`
    if (property !== undefined) walk(property, member, `${prefix}${key}`, errors)
    else if (typeof node.additional === 'object') walk(node.additional, member, `${path}[${key}]`, errors)
  }
}

function validateTypeMeta(value: JsonObject, path: string): readonly FieldError[] {
  const errors: FieldError[] = []
  for (const key of ['apiVersion', 'kind']) {
    const field = `${path}.${key}`
    const text = value[key]
    if (text === undefined) errors.push(required(field))
    else if (typeof text !== 'string') errors.push(invalidValue(field, text, 'must be a string'))
    else if (text === '') errors.push(invalidValue(field, text, 'must not be empty'))
    else if (key === 'kind') errors.push(...validateKind(text, field))
  }
  return errors
}

function validateKind(kind: string, field: string): readonly FieldError[] {
  const messages = isDns1035Label(kind.toLowerCase())
  if (messages.length === 0) return []
  const detail = `may have mixed case, but should otherwise match: ${messages.join(',')}`
  return [invalidValue(field, kind, detail)]
}
