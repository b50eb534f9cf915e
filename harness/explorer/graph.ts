const FIRST_CAPACITY = 1 << 10

/** Label of an edge on which no step begins. */
export const NO_STEP = -1

/**
 * What was explored, as a graph: nodes are the distinct states at which there was a choice, edges what led from one to the
 * next, ends the judged final states. Paths that were merged are still there as edges.
 */
export class ExploredGraph {
  #from = new Int32Array(FIRST_CAPACITY)
  #to = new Int32Array(FIRST_CAPACITY)
  #step = new Int16Array(FIRST_CAPACITY)
  #via = new Int32Array(FIRST_CAPACITY)
  #spent = new Int32Array(FIRST_CAPACITY)
  #edges = 0
  readonly #ends = new Map<number, number>()

  /** See {@link Edge}. */
  addEdge(from: number, { to, step, via, spent }: Edge): void {
    if (this.#edges === this.#from.length) this.#grow()
    this.#from[this.#edges] = from
    this.#to[this.#edges] = to
    this.#step[this.#edges] = step
    this.#via[this.#edges] = via
    this.#spent[this.#edges] = spent
    this.#edges += 1
  }

  /** The node is final, and was judged as end number `end`. */
  addEnd(node: number, end: number): void {
    this.#ends.set(node, end)
  }

  get edges(): number {
    return this.#edges
  }

  /** Node -> its end. */
  get ends(): ReadonlyMap<number, number> {
    return this.#ends
  }

  /** Edges by the node they leave. */
  successors(): ReadonlyMap<number, readonly Edge[]> {
    const result = new Map<number, Edge[]>()
    for (let index = 0; index < this.#edges; index++) {
      const from = this.#from[index]!
      const edge = {
        to: this.#to[index]!,
        step: this.#step[index]!,
        via: this.#via[index]!,
        spent: this.#spent[index]!,
      }
      const known = result.get(from)
      if (known === undefined) result.set(from, [edge])
      else if (!known.some((other) => sameEdge(other, edge))) known.push(edge)
    }
    return result
  }

  #grow(): void {
    const size = this.#from.length * 2
    this.#from = grown(this.#from, new Int32Array(size))
    this.#to = grown(this.#to, new Int32Array(size))
    this.#step = grown(this.#step, new Int16Array(size))
    this.#via = grown(this.#via, new Int32Array(size))
    this.#spent = grown(this.#spent, new Int32Array(size))
  }
}

/** What leads from one state with a choice to the next. */
export interface Edge {
  readonly to: number
  /** Index of the step that begins on the way, or {@link NO_STEP}. */
  readonly step: number
  /** Tells parallel edges apart. */
  readonly via: number
  /** What it takes of the bounds; see `packSpent`. Merged paths had different amounts left. */
  readonly spent: number
}

function sameEdge(x: Edge, y: Edge): boolean {
  return x.to === y.to && x.step === y.step && x.via === y.via
}

function grown<A extends Int32Array | Int16Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
