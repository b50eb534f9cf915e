import { type FieldError, invalidValue } from '../field-error.js'
import type { SchemaNode } from './compile.js'
import { errorPath, type Result } from './result.js'

const INT32 = { min: -2_147_483_648, max: 2_147_483_647 }

/**
 * Checks a number against its format, `multipleOf` and bounds.
 * Source: kubernetes/kube-openapi v0.0.0-20260317 pkg/validation/validate/validator.go (numberValidator), values.go.
 */
export function validateNumber(node: SchemaNode, value: number, path: string, result: Result): void {
  if (node.format === 'int32' && (value < INT32.min || value > INT32.max)) {
    const text = `Checked value must be of type integer with format int32 in ${path}`
    result.errors.push(invalidValue('<nil>', '', text))
  }
  for (const problem of [
    multipleOf(node, value, path),
    minimum(node, value, path),
    maximum(node, value, path),
  ]) {
    if (problem !== undefined) result.errors.push(problem)
  }
  result.matchCount += 2
}

function problemAt(path: string, value: number, text: string): FieldError {
  return invalidValue(errorPath(path), value, `${path} in body should be ${text}`)
}

function multipleOf(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const factor = node.limit('multipleOf')
  if (factor === undefined || factor <= 0 || Number.isInteger(value / factor)) return undefined
  return problemAt(path, value, `a multiple of ${factor}`)
}

function minimum(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const limit = node.limit('minimum')
  if (limit === undefined) return undefined
  const exclusive = node.schema['exclusiveMinimum'] === true
  if (exclusive ? value > limit : value >= limit) return undefined
  return problemAt(path, value, `greater than ${exclusive ? '' : 'or equal to '}${limit}`)
}

function maximum(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const limit = node.limit('maximum')
  if (limit === undefined) return undefined
  const exclusive = node.schema['exclusiveMaximum'] === true
  if (exclusive ? value < limit : value <= limit) return undefined
  return problemAt(path, value, `less than ${exclusive ? '' : 'or equal to '}${limit}`)
}
