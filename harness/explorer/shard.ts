import { hashString } from '../../twins/kernel/hash.js'
import type { Mine } from './search-contract.js'

/** A part of a divided search: which one, counted from 1, of how many. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** Which part of a divided search a path belongs to, by its first choices. */
export function belongsTo({ index, of }: Shard): Mine {
  return (choices) => {
    const first = choices.map(({ at, take }) => `${at} ${take}`)
    return hashString(first.join('\n')).a % of === index - 1
  }
}
