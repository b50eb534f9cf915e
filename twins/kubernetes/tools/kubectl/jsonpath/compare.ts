import type { Json } from '../../../../kernel/json.js'
import { KubectlError } from '../errors.js'

/**
 * Compares two values as a JSONPath filter does. Types must agree; integers and floats do not mix.
 * Source: client-go v0.32.0 third_party/forked/golang/template/funcs.go (Equal, Less).
 */
export function compareValues(operator: string, left: Json, right: Json): boolean {
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case '<':
      return less(left, right)
    case '<=':
      return less(left, right) || equal(left, right)
    case '>':
      return !(less(left, right) || equal(left, right))
    case '>=':
      return !less(left, right)
    default:
      throw new KubectlError(`unrecognized filter operator ${operator}`)
  }
}

type BasicKind = 'bool' | 'int' | 'float' | 'string'

function basicKind(value: Json): BasicKind {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  throw new KubectlError('invalid type for comparison')
}

function equal(left: Json, right: Json): boolean {
  requireSameKind(left, right)
  return left === right
}

function less(left: Json, right: Json): boolean {
  requireSameKind(left, right)
  if (typeof left === 'boolean') throw new KubectlError('invalid type for comparison')
  return (left as number | string) < (right as number | string)
}

function requireSameKind(left: Json, right: Json): void {
  if (basicKind(left) !== basicKind(right)) throw new KubectlError('incompatible types for comparison')
}
