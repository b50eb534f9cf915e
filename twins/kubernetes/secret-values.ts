import { Buffer } from 'node:buffer'
import type { View } from '../kernel/world.js'
import { listObjects, objectAt } from './client/objects.js'

/** Where Helm keeps its releases: helm v3.21.4 pkg/storage/driver/secrets.go. */
const RELEASE_TYPE = 'helm.sh/release.v1'

/**
 * Values of all Secrets, as the API has them (base64) and as they mean. A release of Helm is one opaque text, shown by
 * nothing but the Secret itself.
 */
export function secretValues(view: View): readonly string[] {
  return listObjects(view, '', 'secrets').flatMap((secret) =>
    Object.values(objectAt(secret, 'data')).flatMap((value) => {
      const encoded = String(value)
      if (secret['type'] === RELEASE_TYPE) return [encoded]
      return [encoded, Buffer.from(encoded, 'base64').toString('utf8')]
    }),
  )
}
