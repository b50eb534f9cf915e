import BTreeModule from 'sorted-btree'
import type { Canonicalizer } from './canonical.js'
import { InvariantViolation } from './errors.js'
import { addHash, type Hash128, hashJson, hashString, mixHash, subtractHash, ZERO_HASH } from './hash.js'
import { compareKeys, type Json } from './json.js'

type BTreeClass = typeof BTreeModule.default
// The library is CommonJS: Node gives the module object as the default import, bundlers and test runners the class itself.
const BTree = ('default' in BTreeModule ? BTreeModule.default : BTreeModule) as BTreeClass
type Tree<V> = InstanceType<typeof BTreeModule.default<string, V>>

/** Node width: 16 gave the most forks with one update per second on 5,000 rows (8: 444 k/s, 16: 749 k/s, 32: 594 k/s). */
const NODE_WIDTH = 16
const SEPARATOR = '\u0000'

/** One row: `value` is frozen. */
export interface Row<V> {
  readonly key: string
  readonly value: V
}

/** How a component declares a table of the world. All functions are pure. */
export interface TableSpec<V = Json> {
  readonly name: string
  /** Index name -> the index keys of a row. */
  readonly indexes?: Readonly<Record<string, (value: V, key: string) => readonly string[]>>
  /** The row's share in the exact fingerprint; `null` leaves it out. Default: the structural hash of the value. */
  readonly fingerprint?: (value: V, key: string) => Hash128 | null
  /**
   * The row's share in the canonical fingerprint, with ids and counters passed through `names`; `null` leaves it out.
   * Default: the value as it is, with minted ids renamed.
   */
  readonly canonical?: (value: V, key: string, names: Canonicalizer) => Json | null
  /** The row's key there, when the key itself holds a counter. Default: the key, with minted ids renamed. */
  readonly canonicalKey?: (value: V, key: string, names: Canonicalizer) => string
  /** Rows never count in the canonical fingerprint, and may change without effect on it. Default false. */
  readonly bookkeeping?: boolean
  /** Rows stand for something that lives outside of the world, e.g. a database server. Default false. */
  readonly outside?: boolean
}

/** Every index: there are far fewer than bits. */
const ALL = ~0

function newTree<V>(): Tree<V> {
  return new BTree<string, V>(undefined, compareKeys, NODE_WIDTH)
}

const NO_NAMES: readonly string[] = []

/** Names of the indexes, in the order of their trees. A cache by the declaration, which never changes. */
const namesByIndexes = new WeakMap<object, readonly string[]>()

function namesOf<V>({ indexes }: TableSpec<V>): readonly string[] {
  if (indexes === undefined) return NO_NAMES
  let names = namesByIndexes.get(indexes)
  if (names === undefined) {
    names = Object.keys(indexes)
    namesByIndexes.set(indexes, names)
  }
  return names
}

/** A write whose share in the table's hash is not counted yet. */
interface Uncounted<V> {
  readonly key: string
  readonly before: V | undefined
  readonly after: V | undefined
  readonly previous: Uncounted<V> | null
}

/**
 * A sorted map from string keys to frozen values with secondary indexes and a running hash.
 * `fork` is O(1) and shares everything; only a transaction writes, and only to a fork of its own.
 */
export class Table<V = Json> {
  readonly spec: TableSpec<V>
  readonly #rows: Tree<V>
  /**
   * In the order of {@link TableSpec.indexes}, index key and row key -> nothing: rows are looked up, so that a write that
   * moves no index key costs no index.
   */
  readonly #indexes: Tree<undefined>[]
  /** One bit for each index that a fork has too: it is cloned before it is written to. */
  #shared: number
  #hash: Hash128
  #uncounted: Uncounted<V> | null

  /** Empty, or what `from` holds. */
  constructor(spec: TableSpec<V>, from?: Table<V>) {
    this.spec = spec
    this.#rows = from === undefined ? newTree<V>() : from.#rows.clone()
    this.#indexes = from === undefined ? namesOf(spec).map(() => newTree<undefined>()) : [...from.#indexes]
    this.#shared = 0
    this.#hash = from === undefined ? ZERO_HASH : from.#hash
    this.#uncounted = from === undefined ? null : from.#uncounted
  }

  get size(): number {
    return this.#rows.size
  }

  /** Sum of the rows' fingerprints. Counted when asked for: a run that never asks pays nothing. */
  get hash(): Hash128 {
    for (const [key, { before, after }] of netWrites(this.#uncounted)) {
      if (before !== undefined) this.#hash = subtractHash(this.#hash, this.#rowHash(key, before))
      if (after !== undefined) this.#hash = addHash(this.#hash, this.#rowHash(key, after))
    }
    this.#uncounted = null
    return this.#hash
  }

  fork(): Table<V> {
    const copy = new Table<V>(this.spec, this)
    this.#shared = ALL
    copy.#shared = ALL
    return copy
  }

  get(key: string): V | undefined {
    return this.#rows.get(key)
  }

  /** Rows whose key starts with `prefix`, by key. */
  range(prefix: string): Row<V>[] {
    const rows: Row<V>[] = []
    for (const [key, value] of this.#rows.entries(prefix)) {
      if (!key.startsWith(prefix)) break
      rows.push({ key, value })
    }
    return rows
  }

  /** Rows with this index key, by row key. */
  byIndex(index: string, indexKey: string): Row<V>[] {
    return this.#scan(index, indexKey + SEPARATOR)
  }

  /** The row with the smallest (index key, row key), or undefined. */
  firstByIndex(index: string): Row<V> | undefined {
    const first = this.#index(index).minKey()
    return first === undefined ? undefined : this.#row(first)
  }

  /** All rows of an index in (index key, row key) order. */
  allByIndex(index: string): Row<V>[] {
    return this.#scan(index, '')
  }

  /** Insert, replace or (with `undefined`) remove a row; `before` is what stands there. Only for transactions. */
  write(key: string, value: V | undefined, before = this.get(key)): void {
    const names = namesOf(this.spec)
    for (let place = 0; place < names.length; place++)
      this.#move(place, names[place] as string, key, before, value)
    if (value === undefined) this.#rows.delete(key)
    else this.#rows.set(key, value)
    this.#uncounted = { key, before, after: value, previous: this.#uncounted }
  }

  #move(place: number, name: string, key: string, before: V | undefined, after: V | undefined): void {
    const keysOf = this.spec.indexes![name]!
    const old = before === undefined ? NO_KEYS : keysOf(before, key)
    const current = after === undefined ? NO_KEYS : keysOf(after, key)
    for (const indexKey of old)
      if (!current.includes(indexKey)) this.#ownIndex(place).delete(indexKey + SEPARATOR + key)
    for (const indexKey of current)
      if (!old.includes(indexKey)) this.#ownIndex(place).set(indexKey + SEPARATOR + key, undefined)
  }

  #ownIndex(place: number): Tree<undefined> {
    const tree = this.#indexes[place] as Tree<undefined>
    const bit = 1 << place
    if ((this.#shared & bit) === 0) return tree
    const own = tree.clone()
    this.#indexes[place] = own
    this.#shared &= ~bit
    return own
  }

  #rowHash(key: string, value: V): Hash128 {
    const hash = this.spec.fingerprint ? this.spec.fingerprint(value, key) : hashJson(value as Json)
    return hash === null ? ZERO_HASH : mixHash(mixHash(hashString(this.spec.name), hashString(key)), hash)
  }

  #index(name: string): Tree<undefined> {
    const tree = this.#indexes[namesOf(this.spec).indexOf(name)]
    if (tree === undefined) throw new InvariantViolation(`table ${this.spec.name} has no index ${name}`)
    return tree
  }

  #scan(index: string, prefix: string): Row<V>[] {
    const rows: Row<V>[] = []
    for (const [key] of this.#index(index).entries(prefix)) {
      if (!key.startsWith(prefix)) break
      rows.push(this.#row(key))
    }
    return rows
  }

  #row(indexed: string): Row<V> {
    const key = indexed.slice(indexed.indexOf(SEPARATOR) + 1)
    return { key, value: this.#rows.get(key) as V }
  }
}

/** What a chain of writes did to each row: from the oldest value to the newest. */
function netWrites<V>(
  newest: Uncounted<V> | null,
): ReadonlyMap<string, { before: V | undefined; after: V | undefined }> {
  const net = new Map<string, { before: V | undefined; after: V | undefined }>()
  for (let write = newest; write !== null; write = write.previous) {
    const known = net.get(write.key)
    if (known === undefined) net.set(write.key, { before: write.before, after: write.after })
    else known.before = write.before
  }
  return net
}

const NO_KEYS: readonly string[] = []
