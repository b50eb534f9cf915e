import type { Json, JsonObject } from '../../../twins/kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../../twins/kubernetes/index.js'

/**
 * Words that a dump shows by their nature: names of objects and of what is in them, labels, images, keys. A secret that equals one of them is
 * replaced in its Secret, and nowhere else: replacing it elsewhere would break references and hide nothing.
 */
export function vocabularyOf(objects: readonly JsonObject[]): ReadonlySet<string> {
  const words = new Set<string>()
  for (const object of objects) {
    const metadata = metadataOf(object)
    words.add(textAt(object, 'kind')).add(textAt(metadata, 'name')).add(textAt(metadata, 'namespace'))
    for (const value of Object.values(objectAt(metadata, 'labels'))) words.add(String(value))
    const secretive = object['kind'] === 'Secret' || object['kind'] === 'ConfigMap'
    if (secretive) {
      for (const member of ['data', 'stringData', 'binaryData'])
        for (const key of Object.keys(objectAt(object, member))) words.add(key)
    } else collect(object['spec'] ?? null, words)
  }
  words.delete('')
  return words
}

/** Members whose value names something: `name`, `secretName`, `key`, ... */
const NAMING = /^(name|key|image|namespace|property|host|hostname|region|\w+Name)$/
/** How Kubernetes spells names (RFC 1123), keys and images. */
const A_NAME = /^[a-z0-9]([-a-z0-9._:/@]*[a-z0-9])?$|^[A-Z][A-Z0-9_]*$/

function collect(value: Json, words: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) collect(item as Json, words)
    return
  }
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'string') collect(member as Json, words)
    else if (NAMING.test(name) && A_NAME.test(member)) words.add(member)
  }
}
