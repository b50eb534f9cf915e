import type { KnownSecrets } from './known-secrets.js'
import { looksSecret } from './names.js'

/** The value of something that has a name. */
export function setting(name: string, value: string, known: KnownSecrets): string {
  return looksSecret(name) && !known.isPublic(value) ? known.leaf(value) : known.text(value)
}

/** Private keys within a text, whoever put them there. */
export function withoutKeys(text: string, known: KnownSecrets): string {
  return text.replace(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g, (key) =>
    known.leaf(key),
  )
}
