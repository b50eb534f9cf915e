import { Buffer } from 'node:buffer'
import type { View } from '../kernel/world.js'
import { listObjects, objectAt } from './client/objects.js'

/** Where Helm keeps its releases: helm v3.21.4 pkg/storage/driver/secrets.go. */
const RELEASE_TYPE = 'helm.sh/release.v1'

/** What stands beside the password in a Secret for a login, and also stands everywhere else: names and places. */
const PUBLIC: ReadonlySet<string> = new Set(['username', 'user', 'dbname', 'host', 'port'])
const LOGIN_TYPE = 'kubernetes.io/basic-auth'

/**
 * Values of all Secrets, as the API has them (base64) and as they mean. A release of Helm is one opaque text, shown by
 * nothing but the Secret itself. Of a Secret of type kubernetes.io/basic-auth the name of the user and of the database are not secret.
 */
export function secretValues(view: View): readonly string[] {
  return listObjects(view, '', 'secrets').flatMap((secret) =>
    Object.entries(objectAt(secret, 'data')).flatMap(([key, value]) => {
      if (secret['type'] === LOGIN_TYPE && PUBLIC.has(key)) return []
      const encoded = String(value)
      if (secret['type'] === RELEASE_TYPE) return [encoded]
      return [encoded, Buffer.from(encoded, 'base64').toString('utf8')]
    }),
  )
}
