import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { ownValue, setKey } from '../share-structure.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../type-schema.js'
import { itemElement } from './path-element.js'

type Side = Json | undefined

/**
 * Lays a configuration over an object: leaves of `config` win, everything it does not name stays. Undefined when nothing
 * is left. A null in `config` replaces a leaf, but takes nothing from an object or a list that merges.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/merge.go.
 */
export function mergeTyped(schema: TypeSchema, live: Side, config: Side): Json | undefined {
  if (config === undefined || live === config) return live
  if (live === undefined) return config
  if (isObject(live) && (isObject(config) || config === null) && schema.object !== 'atomic') {
    return mergeObjects(schema, live, config ?? {})
  }
  if (isObject(config) && live === null && schema.object !== 'atomic') return mergeObjects(schema, {}, config)
  if (Array.isArray(live) && (Array.isArray(config) || config === null) && schema.list !== 'atomic') {
    return mergeLists(schema, live, config ?? [], config)
  }
  return config
}

function mergeObjects(schema: TypeSchema, live: JsonObject, config: JsonObject): Json | undefined {
  if (Object.keys(live).length === 0 && Object.keys(config).length === 0) return config
  const merged: Record<string, Json> = {}
  for (const name of new Set([...Object.keys(live), ...Object.keys(config)])) {
    const value = mergeTyped(fieldSchema(schema, name), ownValue(live, name), ownValue(config, name))
    if (value !== undefined) setKey(merged, name, value)
  }
  return merged
}

/**
 * Weaves two lists: the items of `config` keep its order, those only `live` has keep their place relative to the shared
 * ones before them. Items of `live` that share an element stay as they are unless `config` names the element.
 */
function mergeLists(schema: TypeSchema, live: JsonArray, config: JsonArray, empty: Json): Json | undefined {
  if (live.length === 0 && config.length === 0) return empty
  const left = live.map((item) => elementOf(schema, item))
  const right = config.map((item) => elementOf(schema, item))
  const mergedItem = (element: string): Json | undefined => {
    const first = left.indexOf(element)
    // Of items that share an element upstream keeps none to merge with.
    const own = first >= 0 && left.lastIndexOf(element) === first ? live[first] : undefined
    return mergeTyped(itemSchema(schema), own, config[right.indexOf(element)])
  }
  const merged = new ListWeave(left, right).order().map((entry) => {
    return entry.side === 'live' ? live[entry.at] : mergedItem(right[entry.at] as string)
  })
  return merged.filter((item) => item !== undefined)
}

function elementOf(schema: TypeSchema, item: Json): string {
  const element = itemElement(schema, item)
  // Validation has refused such items in the configuration; in a live object they cannot match anything.
  return typeof element === 'string' ? element : `?:${JSON.stringify(item)}`
}

interface Entry {
  readonly side: 'live' | 'config'
  readonly at: number
}

/** Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/merge.go (visitListItems). */
class ListWeave {
  readonly #left: readonly string[]
  readonly #right: readonly string[]
  readonly #inLeft: ReadonlySet<string>
  readonly #inRight: ReadonlySet<string>
  readonly #shared: readonly string[]
  readonly #merged = new Set<string>()
  readonly #entries: Entry[] = []
  #l = 0
  #r = 0
  #nextShared = 0

  constructor(left: readonly string[], right: readonly string[]) {
    this.#left = left
    this.#right = right
    this.#inLeft = new Set(left)
    this.#inRight = new Set(right)
    this.#shared = right.filter((element) => this.#inLeft.has(element))
  }

  order(): readonly Entry[] {
    while (this.#l < this.#left.length || this.#r < this.#right.length) this.#step()
    return this.#entries
  }

  #step(): void {
    const left = this.#left[this.#l]
    const right = this.#right[this.#r]
    if (left !== undefined && right !== undefined) {
      if (left === right) {
        this.#takeRight(right)
        this.#l += 1
        return
      }
      const shared = this.#shared[this.#nextShared]
      if (this.#inRight.has(left) && shared !== undefined && shared !== left) {
        this.#l += 1
        return
      }
    }
    if (left !== undefined) {
      if (!this.#inRight.has(left)) {
        this.#entries.push({ side: 'live', at: this.#l })
        this.#l += 1
        return
      }
      if (this.#merged.has(left)) this.#l += 1
    }
    if (right !== undefined) this.#takeRight(right)
  }

  #takeRight(element: string): void {
    this.#merged.add(element)
    this.#entries.push({ side: 'config', at: this.#r })
    this.#r += 1
    if (this.#shared[this.#nextShared] === element) this.#nextShared += 1
  }
}
