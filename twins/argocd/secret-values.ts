import { Buffer } from 'node:buffer'
import type { JsonObject } from '../kernel/json.js'
import type { View } from '../kernel/world.js'
import { groupOf, objectAt, textAt } from '../kubernetes/index.js'
import { MANIFESTS } from './port.js'
import type { Generated } from './source/types.js'

export function isSecret(object: JsonObject): boolean {
  return textAt(object, 'kind') === 'Secret' && groupOf(object) === ''
}

/** Values of the Secrets that Git holds, deployed or not, in the forms they are written in. */
export function secretValues(view: View): readonly string[] {
  return view
    .list<Generated>(MANIFESTS)
    .flatMap(({ value }) => (value.kind === 'manifests' ? value.objects : []))
    .filter(isSecret)
    .flatMap((secret) => {
      const encoded = Object.values(objectAt(secret, 'data')).map(String)
      const plain = Object.values(objectAt(secret, 'stringData')).map(String)
      return [
        ...encoded.flatMap((value) => [value, Buffer.from(value, 'base64').toString('utf8')]),
        ...plain.flatMap((value) => [value, Buffer.from(value, 'utf8').toString('base64')]),
      ]
    })
}
