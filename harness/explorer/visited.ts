import type { Hash128 } from '../../twins/kernel/hash.js'
import { dominates } from './budget.js'

const WORDS = 4
const FIRST_CAPACITY = 1 << 12
/** Full to this share, the table grows: longer probes cost more than memory. */
const MAX_LOAD = 0.6
const EMPTY = -1

/**
 * The states seen so far, each with a number and what was left of the bounds when it was entered. Open addressing over
 * typed arrays: 24 bytes a state, no object.
 */
export class Visited {
  #keys = new Uint32Array(FIRST_CAPACITY * WORDS)
  #left = new Int32Array(FIRST_CAPACITY).fill(EMPTY)
  #numbers = new Int32Array(FIRST_CAPACITY)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#keys.byteLength + this.#left.byteLength + this.#numbers.byteLength
  }

  /**
   * Enter a state with what is left (see `packLeft`). `fresh`: it was not seen before; `explore`: something may be found
   * from it that earlier visits, which had less left, could not reach. `number` counts states from 0.
   */
  enter(
    key: Hash128,
    left: number,
  ): { readonly number: number; readonly fresh: boolean; readonly explore: boolean } {
    if (this.#size >= this.#left.length * MAX_LOAD) this.#grow()
    const slot = this.#find(key)
    const known = this.#left[slot]!
    if (known === EMPTY) {
      this.#store(slot, key, left, this.#size)
      this.#size += 1
      return { number: this.#size - 1, fresh: true, explore: true }
    }
    const number = this.#numbers[slot]!
    if (dominates(known, left)) return { number, fresh: false, explore: false }
    if (dominates(left, known)) this.#left[slot] = left
    return { number, fresh: false, explore: true }
  }

  #find(key: Hash128): number {
    const mask = this.#left.length - 1
    let slot = (key.a ^ Math.imul(key.b, 0x9e3779b1)) & mask
    while (this.#left[slot] !== EMPTY && !this.#holds(slot, key)) slot = (slot + 1) & mask
    return slot
  }

  #holds(slot: number, key: Hash128): boolean {
    const at = slot * WORDS
    const keys = this.#keys
    return keys[at] === key.a && keys[at + 1] === key.b && keys[at + 2] === key.c && keys[at + 3] === key.d
  }

  #store(slot: number, key: Hash128, left: number, number: number): void {
    this.#keys.set([key.a, key.b, key.c, key.d], slot * WORDS)
    this.#left[slot] = left
    this.#numbers[slot] = number
  }

  #grow(): void {
    const [keys, left, numbers] = [this.#keys, this.#left, this.#numbers]
    this.#keys = new Uint32Array(keys.length * 2)
    this.#left = new Int32Array(left.length * 2).fill(EMPTY)
    this.#numbers = new Int32Array(left.length * 2)
    left.forEach((entry, slot) => {
      if (entry === EMPTY) return
      const [a, b, c, d] = keys.subarray(slot * WORDS, slot * WORDS + WORDS) as unknown as [
        number,
        number,
        number,
        number,
      ]
      const key = { a, b, c, d }
      this.#store(this.#find(key), key, entry, numbers[slot]!)
    })
  }
}
