import { type FieldError, invalidValue } from '../field-error.js'
import type { SchemaNode } from './compile.js'
import { errorPath, NO_PATH, type Result } from './result.js'

const INT32 = { min: -2_147_483_648, max: 2_147_483_647 }

/**
 * Checks a number against its format, `multipleOf` and bounds.
 * Source: kubernetes/kube-openapi v0.0.0-20260317 pkg/validation/validate/validator.go (numberValidator), values.go.
 */
export function validateNumber(node: SchemaNode, value: number, path: string, result: Result): void {
  const unfit = rangeProblem(node, value, path)
  if (unfit !== undefined) result.errors.push(invalidValue(NO_PATH, '', unfit))
  for (const problem of [
    multipleOf(node, value, path),
    minimum(node, value, path),
    maximum(node, value, path),
  ]) {
    if (problem !== undefined) result.errors.push(problem)
  }
  result.matchCount += 2
}

/** What upstream says, without a path, about a number that its integer type cannot hold. */
function rangeProblem(node: SchemaNode, value: number, path: string): string | undefined {
  if (node.types.length !== 1 || node.types[0] !== 'integer') return undefined
  const unfit =
    !Number.isInteger(value) || (node.format === 'int32' && (value < INT32.min || value > INT32.max))
  const format = node.format === '' ? '(default format)' : `with format ${node.format}`
  return unfit ? `Checked value must be of type integer ${format} in ${path}` : undefined
}

/** Limits are floats in a schema; for an integer value upstream cuts them to integers. */
function limitFor(node: SchemaNode, keyword: string, value: number): number | undefined {
  const limit = node.limit(keyword)
  return limit !== undefined && Number.isInteger(value) ? Math.trunc(limit) : limit
}

function problemAt(path: string, value: number, text: string): FieldError {
  return invalidValue(errorPath(path), value, `${path} in body should be ${text}`)
}

function multipleOf(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const factor = limitFor(node, 'multipleOf', value)
  if (factor === undefined || factor <= 0 || Number.isInteger(value / factor)) return undefined
  return problemAt(path, value, `a multiple of ${factor}`)
}

function minimum(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const limit = limitFor(node, 'minimum', value)
  if (limit === undefined) return undefined
  const exclusive = node.schema['exclusiveMinimum'] === true
  if (exclusive ? value > limit : value >= limit) return undefined
  return problemAt(path, value, `greater than ${exclusive ? '' : 'or equal to '}${limit}`)
}

function maximum(node: SchemaNode, value: number, path: string): FieldError | undefined {
  const limit = limitFor(node, 'maximum', value)
  if (limit === undefined) return undefined
  const exclusive = node.schema['exclusiveMaximum'] === true
  if (exclusive ? value < limit : value <= limit) return undefined
  return problemAt(path, value, `less than ${exclusive ? '' : 'or equal to '}${limit}`)
}
