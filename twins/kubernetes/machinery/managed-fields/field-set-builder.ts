import { EMPTY_SET, type FieldSet } from './field-set.js'

interface Node {
  member: boolean
  /** A finished part of the set; then nothing else comes below. */
  whole?: FieldSet
  readonly children: Map<string, Node>
}

/** Collects paths into a field set; the only mutable form of one, used within a single computation. */
export class FieldSetBuilder {
  readonly #root: Node = newNode()

  /** Adds a path; the empty path (the whole object) is never owned and is ignored. */
  insert(path: readonly string[]): void {
    if (path.length > 0) this.#nodeAt(path).member = true
  }

  /** Adds a path together with a finished set of everything below it. */
  insertWhole(path: readonly string[], whole: FieldSet): void {
    this.#nodeAt(path).whole = whole
  }

  #nodeAt(path: readonly string[]): Node {
    let current = this.#root
    for (const element of path) {
      let next = current.children.get(element)
      if (next === undefined) {
        next = newNode()
        current.children.set(element, next)
      }
      current = next
    }
    return current
  }

  /** The set collected so far. */
  build(): FieldSet {
    return this.#root.children.size === 0 ? EMPTY_SET : encode(this.#root)
  }
}

function newNode(): Node {
  return { member: false, children: new Map() }
}

function encode({ member, children, whole }: Node): FieldSet {
  if (whole !== undefined) return whole
  const encoded: Record<string, FieldSet> = {}
  if (member && children.size > 0) encoded['.'] = EMPTY_SET
  for (const [element, child] of children) encoded[element] = encode(child)
  return encoded
}
