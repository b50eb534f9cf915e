import { isObject, type Json } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { SECRETS, type Secret } from './secret.js'

/** Every secret text of every version; of JSON texts also the strings inside. */
export function secretValues(view: View): readonly string[] {
  return view
    .list<Secret>(SECRETS)
    .flatMap((row) => row.value.versions)
    .flatMap((version) => [...textsOf(version.secretString), ...textsOf(version.secretBinary)])
}

function textsOf(text: string | null): readonly string[] {
  if (text === null) return []
  try {
    return [text, ...stringsOf(JSON.parse(text) as Json)]
  } catch {
    // Not JSON: the text is the secret.
    return [text]
  }
}

function stringsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item as Json))
  return isObject(value) ? Object.values(value).flatMap(stringsOf) : []
}
