import { Buffer } from 'node:buffer'
import type { View } from '../kernel/world.js'
import { listObjects, objectAt } from './client/objects.js'

/** Values of all Secrets, as the API has them (base64) and as they mean. */
export function secretValues(view: View): readonly string[] {
  return listObjects(view, '', 'secrets').flatMap((secret) =>
    Object.values(objectAt(secret, 'data')).flatMap((value) => {
      const encoded = String(value)
      return [encoded, Buffer.from(encoded, 'base64').toString('utf8')]
    }),
  )
}
