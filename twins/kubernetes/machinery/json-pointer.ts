import { isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'
import { ownValue } from './share-structure.js'

/** Where a JSON pointer leads: the last token inside its parent; `tokens` are canonical (list indices not negative). */
export interface Place {
  readonly parent: JsonObject | JsonArray
  /** The last token. */
  readonly key: string
  readonly tokens: readonly string[]
}

const INDEX = /^[+-]?\d+$/

/**
 * Finds the place a pointer names; undefined when there is none. `present`: list items must exist; `insert`: one past the
 * end and `-` are places too. Members of objects need not exist. The whole document is not a place.
 * Source: gopkg.in/evanphx/json-patch.v4 v4.13.0 patch.go (findObject, partialArray), RFC 6901.
 */
export function placeAt(root: Json, pointer: string, use: 'present' | 'insert'): Place | undefined {
  const [, ...raw] = pointer.split('/')
  if (raw.length === 0) return undefined
  const tokens: string[] = []
  let parent: Json | undefined = root
  for (const [position, token] of raw.entries()) {
    const last = position === raw.length - 1
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(parent)) {
      const index = listIndex(name, parent.length, last ? use : 'present')
      if (index === undefined) return undefined
      tokens.push(index)
      if (last) return { parent, key: index, tokens }
      parent = parent[Number(index)]
    } else if (isObject(parent)) {
      tokens.push(name)
      if (last) return { parent, key: name, tokens }
      parent = ownValue(parent, name)
    } else return undefined
  }
  return undefined
}

function listIndex(token: string, length: number, use: 'present' | 'insert'): string | undefined {
  if (token === '-') return use === 'insert' ? '-' : undefined
  if (!INDEX.test(token)) return undefined
  const places = use === 'insert' ? length + 1 : length
  const given = Number(token)
  const index = given < 0 ? given + places : given
  return index >= 0 && index < places ? String(index) : undefined
}

/** The pointer to a place, with list indices in canonical form. */
export function pointerTo({ tokens }: Place): string {
  return tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
