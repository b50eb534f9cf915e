import { compareKeys } from '../kernel/json.js'

/** Keys and values of a Secret; values are base64, as in `Secret.data`. */
export type SecretData = Readonly<Record<string, string>>

/** Base64 of a text's UTF-8 bytes. */
export function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** The text behind base64; bytes that are not UTF-8 become U+FFFD, as Go's string printing shows them. */
export function decodeText(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8')
}

/** Apply a function to every key; of keys that collide the last in key order wins. */
export function mapKeys(data: SecretData, toKey: (key: string) => string): SecretData {
  const mapped: Record<string, string> = {}
  for (const key of Object.keys(data).sort(compareKeys)) mapped[toKey(key)] = data[key]!
  return mapped
}
