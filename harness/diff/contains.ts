import { isObject, type Json, jsonEqual } from '../../twins/kernel/json.js'

/**
 * Where `live` lacks or contradicts what `declared` says; empty when it has all of it. Members that only `live` has
 * (defaults, status, what others own) are no difference, and `null` is the same as absent. Lists must be equal.
 */
export function contains(live: Json | undefined, declared: Json, path = ''): readonly string[] {
  if (isObject(declared) && isObject(live)) {
    return Object.keys(declared).flatMap((key) =>
      contains(live[key], declared[key] as Json, `${path}.${key}`),
    )
  }
  if (Array.isArray(declared) && Array.isArray(live) && declared.length === live.length) {
    return declared.flatMap((item, index) => contains(live[index] as Json, item as Json, `${path}[${index}]`))
  }
  if (jsonEqual(live, declared) || (live === undefined && declared === null)) return []
  return [`${path === '' ? 'the value' : path.slice(1)} is ${show(live)} instead of ${show(declared)}`]
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
