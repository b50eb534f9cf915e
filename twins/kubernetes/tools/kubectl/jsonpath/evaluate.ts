import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { KubectlError } from '../errors.js'
import { goSprint } from '../printers/go-json.js'
import { compareValues } from './compare.js'
import type { PathNode, Slice } from './parse.js'

/**
 * The values found by each text and action of a template over a document.
 * Source: client-go v0.32.0 util/jsonpath/jsonpath.go (FindResults, walk). Where Go ranges over a map in random order,
 * keys are taken in byte order here.
 */
export function evaluateTemplate(
  nodes: readonly PathNode[],
  data: Json,
  allowMissingKeys: boolean,
): readonly (readonly Json[])[] {
  return new Evaluation(nodes, allowMissingKeys).block(0, data).results
}

interface Block {
  readonly results: readonly (readonly Json[])[]
  /** Index of the node behind the `end` that closed the block. */
  readonly next: number
}

class Evaluation {
  private readonly nodes: readonly PathNode[]
  private readonly allowMissingKeys: boolean
  /** How many `range`s are open. */
  private depth = 0
  private sawRange = false
  private sawEnd = false

  constructor(nodes: readonly PathNode[], allowMissingKeys: boolean) {
    this.nodes = nodes
    this.allowMissingKeys = allowMissingKeys
  }

  /** Evaluates from a node to the `end` of its range, or to the end of the template. */
  block(from: number, data: Json): Block {
    const results: (readonly Json[])[] = []
    let at = from
    while (at < this.nodes.length) {
      const node = this.nodes[at]
      if (node === undefined) break
      this.sawRange = false
      this.sawEnd = false
      const values = this.walk([data], node)
      at++
      if (this.sawEnd) return { results, next: at }
      if (this.sawRange) {
        const range = this.range(at, values)
        results.push(...range.results)
        at = range.next
      } else {
        results.push(values)
      }
    }
    return { results, next: at }
  }

  private range(from: number, values: readonly Json[]): Block {
    this.depth++
    const results: (readonly Json[])[] = []
    let next = from
    for (const value of values) {
      const block = this.block(from, value)
      results.push(...block.results)
      next = block.next
    }
    // A range over nothing is still walked, so that the position behind its end is known.
    if (values.length === 0) next = this.block(from, null).next
    this.depth--
    return { results, next }
  }

  private walk(input: readonly Json[], node: PathNode): readonly Json[] {
    switch (node.kind) {
      case 'list':
        return node.nodes.reduce((values, child) => this.walk(values, child), input)
      case 'text':
        return [node.text]
      case 'number':
      case 'bool':
        return input.map(() => node.value)
      case 'field':
        return this.field(input, node.name)
      case 'wildcard':
        return input.flatMap(childrenOf)
      case 'recursive':
        return input.flatMap(descendants)
      case 'array':
        return input.flatMap((value) => slice(value, node.slice))
      case 'union':
        return node.nodes.flatMap((child) => this.walk(input, child))
      case 'filter':
        return input.flatMap((value) => this.filter(value, node))
      case 'identifier':
        return this.identifier(input, node.name)
    }
  }

  private identifier(input: readonly Json[], name: string): readonly Json[] {
    if (name === 'range') {
      this.sawRange = true
      return input
    }
    if (name !== 'end') throw new KubectlError(`unrecognized identifier ${name}`)
    if (this.depth === 0) throw new KubectlError('not in range, nothing to end')
    this.sawEnd = true
    return []
  }

  private field(input: readonly Json[], name: string): readonly Json[] {
    if (input.length === 0) return []
    const found = input.filter((value) => isObject(value) && Object.hasOwn(value, name))
    const values = found.map((value) => (value as JsonObject)[name] ?? null)
    if (values.length === 0 && !this.allowMissingKeys) throw new KubectlError(`${name} is not found`)
    return values
  }

  private filter(value: Json, node: PathNode & { kind: 'filter' }): readonly Json[] {
    if (!Array.isArray(value))
      throw new KubectlError(`${goSprint(value)} is not array or slice and cannot be filtered`)
    return (value as readonly Json[]).filter((item) => this.passes(item, node))
  }

  private passes(item: Json, node: PathNode & { kind: 'filter' }): boolean {
    if (node.operator === 'exists') return this.exists(item, node.left)
    const left = single(this.walk([item], node.left))
    if (left === undefined) return false
    const right = single(this.walk([item], node.right))
    return right !== undefined && compareValues(node.operator, left.value, right.value)
  }

  private exists(item: Json, node: PathNode): boolean {
    try {
      return this.walk([item], node).length > 0
    } catch (error) {
      if (error instanceof KubectlError) return false
      throw error
    }
  }
}

function single(values: readonly Json[]): { readonly value: Json } | undefined {
  if (values.length > 1) throw new KubectlError('can only compare one element at a time')
  return values.length === 0 ? undefined : { value: values[0] ?? null }
}

function childrenOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[]
  if (!isObject(value)) return []
  return Object.keys(value)
    .sort()
    .map((key) => value[key] ?? null)
}

/** The value and everything below it that has children of its own. */
function descendants(value: Json): readonly Json[] {
  const children = childrenOf(value)
  return children.length === 0 ? [] : [value, ...children.flatMap(descendants)]
}

function slice(value: Json, { start, end, step, single: one }: Slice): readonly Json[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw new KubectlError(`${goTypeOf(value)} is not array or slice`)
  const list = value as readonly Json[]
  const length = list.length
  const from = (start ?? 0) < 0 ? (start ?? 0) + length : (start ?? 0)
  const given = end ?? length
  const to = given < 0 || (given === 0 && one) ? given + length : given
  if (from === to) return []
  if (from >= length || from < 0) throw outOfBounds(from, length)
  if (to > length || to < 0) throw outOfBounds(to - 1, length)
  if (from > to) throw new KubectlError(`starting index ${from} is greater than ending index ${to}`)
  if (step !== undefined && step <= 0) throw new KubectlError('step must be > 0')
  return list.slice(from, to).filter((_, index) => index % (step ?? 1) === 0)
}

function outOfBounds(index: number, length: number): KubectlError {
  return new KubectlError(`array index out of bounds: index ${index}, length ${length}`)
}

function goTypeOf(value: Json): string {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return 'map[string]interface {}'
}
