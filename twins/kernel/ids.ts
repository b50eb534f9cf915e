import { hashString, hashToHex, mixHash } from './hash.js'

/** What an id depends on. Never drawn from a stream, so that independent transitions commute. */
export interface IdSource {
  readonly seed: number
  readonly actor: string
  readonly purpose: string
  readonly subject: string
  readonly incarnation: number
}

/** 32 hexadecimal digits. */
export function mintId(source: IdSource): string {
  const who = mixHash(hashString(source.actor), hashString(source.purpose))
  const what = mixHash(hashString(source.subject), hashString(`${source.seed}/${source.incarnation}`))
  return hashToHex(mixHash(who, what))
}

/** A version 4, variant 1 UUID from 32 hexadecimal digits. */
export function toUuid(id: string): string {
  const variant = ((Number.parseInt(id[16]!, 16) & 0x3) | 0x8).toString(16)
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-${variant}${id.slice(17, 20)}-${id.slice(20, 32)}`
}

/** The alphabet of generated names: no vowels, no look-alikes. apimachinery v0.36.3 pkg/util/rand. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** `length` (at most 8) characters of {@link NAME_ALPHABET} from 32 hexadecimal digits. */
export function toNameSuffix(id: string, length = 5): string {
  let suffix = ''
  for (let index = 0; index < length; index++) {
    const part = Number.parseInt(id.slice(index * 4, index * 4 + 4), 16)
    suffix += NAME_ALPHABET[part % NAME_ALPHABET.length]
  }
  return suffix
}
