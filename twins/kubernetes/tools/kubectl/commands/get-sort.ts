import type { Json } from '../../../../kernel/json.js'
import { KubectlError } from '../errors.js'
import { compileJsonPath, findResults, relaxedJsonPath } from '../jsonpath.js'
import type { Found } from '../sources.js'

/**
 * Sorts by the value of a JSONPath; objects without the field come first, equal ones keep their order. Text is compared
 * with numbers in it taken as numbers. Source: kubectl v0.32.0 pkg/cmd/get/sorter.go (SortObjects, isLess).
 */
export function sortObjects(path: string, found: readonly Found[]): readonly Found[] {
  if (path === '' || found.length === 0) return found
  const template = compileJsonPath(relaxedJsonPath(path) ?? path)
  const keyed = found.map((each, index) => {
    const values = findResults(template, each.object, { allowMissingKeys: true })
    return { each, index, value: values[0]?.[0] }
  })
  if (keyed.every(({ value }) => value === undefined)) {
    throw new KubectlError(`couldn't find any field with path "${template.text}" in the list of objects`)
  }
  return keyed.sort((a, b) => order(a.value, b.value) || a.index - b.index).map(({ each }) => each)
}

function order(left: Json | undefined, right: Json | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined)
  }
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'string' && typeof right === 'string') return compareWithNumbers(left, right)
  throw new KubectlError(`unsortable type: ${Array.isArray(left) ? 'slice' : typeof left}`)
}

/** Runs of digits by value, everything else by code unit (github.com/fvbommel/sortorder, NaturalLess). */
function compareWithNumbers(left: string, right: string): number {
  const parts = (text: string): readonly string[] => text.match(/[0-9]+|[^0-9]/g) ?? []
  const a = parts(left)
  const b = parts(right)
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a[at] ?? ''
    const y = b[at] ?? ''
    if (x === y) continue
    const bothNumbers = /^[0-9]/.test(x) && /^[0-9]/.test(y)
    if (bothNumbers && BigInt(x) !== BigInt(y)) return BigInt(x) < BigInt(y) ? -1 : 1
    return x < y ? -1 : 1
  }
  return a.length - b.length
}
