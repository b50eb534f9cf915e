import type { Json, JsonObject } from '../../../twins/kernel/json.js'
import type { KnownSecrets } from './known-secrets.js'
import { looksSecret } from './names.js'
import { setting, withoutKeys } from './setting.js'

/**
 * Values of a chart, attributes of a state: nested settings. What is secret by its name is replaced; below such a name everything is, unless
 * it says itself what it is (`auth.secretKeys.adminKey: password` names a key). Other texts are cleared of what is known.
 */
export function redactSettings(value: Json, known: KnownSecrets, name = ''): Json {
  if (typeof value === 'string') return setting(name, withoutKeys(value, known), known)
  if (typeof value === 'number' && looksSecret(name) && Math.abs(value) >= SMALL)
    return Number(known.leaf(String(value)))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redactSettings(item as Json, known, name))
  const object = value as JsonObject
  // `{ name, value }` is a setting like any other.
  const called = typeof object['name'] === 'string' ? object['name'] : undefined
  return Object.fromEntries(
    Object.entries(object).map(([key, member]) => [
      key,
      redactSettings(member, known, key === 'value' && called !== undefined ? called : key),
    ]),
  )
}

/** Ports, sizes and counts are no secrets. */
const SMALL = 100_000
