import { isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import type { KnownSecrets } from './known-secrets.js'
import { redactSettings } from './redact-settings.js'

/**
 * What `terraform show -json` printed, without secret values: attributes that are marked in `sensitive_values`, outputs that are `sensitive`, and
 * whatever is secret by its name. Terraform v1.9 internals/json-format (State Representation, Values Representation).
 */
export function redactState(value: Json, known: KnownSecrets): Json {
  if (Array.isArray(value)) return value.map((item) => redactState(item as Json, known))
  if (!isObject(value)) return value
  if (isObject(value['values']) && 'sensitive_values' in value)
    return { ...value, values: masked(value['values'], value['sensitive_values'] ?? false, known, '') }
  if (value['sensitive'] === true && 'value' in value)
    return { ...value, value: everything(value['value']!, known) }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'string' ? redactSettings(member, known, name) : redactState(member, known),
    ]),
  )
}

/** `mask` has the form of the value, with `true` where it is sensitive. */
function masked(value: Json, mask: Json, known: KnownSecrets, name: string): Json {
  if (mask === true) return everything(value, known)
  if (Array.isArray(value)) {
    const masks = Array.isArray(mask) ? (mask as readonly Json[]) : []
    return value.map((item, at) => masked(item as Json, masks[at] ?? false, known, name))
  }
  if (!isObject(value)) return redactSettings(value, known, name)
  const masks: JsonObject = isObject(mask) ? mask : {}
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, masked(member, masks[key] ?? false, known, key)]),
  )
}

function everything(value: Json, known: KnownSecrets): Json {
  if (typeof value === 'string') return known.leaf(value)
  if (typeof value === 'number') return Number(known.leaf(String(Math.trunc(Math.abs(value)))))
  if (Array.isArray(value)) return value.map((item) => everything(item as Json, known))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everything(member, known)]))
}
