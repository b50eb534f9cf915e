import { isObject, type JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { arrayAt, findObject, objectAt, textAt } from '../client/objects.js'
import { decodeBase64 } from '../schema/base64.js'

export interface PullCredentials {
  readonly username: string
  readonly password: string
}

/**
 * Credentials for an image in the pull secrets of a pod. Secrets that are not there are left out, as upstream goes on without
 * them. `name` is the complete name of the image, with its registry.
 * Sources: kubernetes v1.36 pkg/credentialprovider/secrets/secrets.go (MakeDockerKeyring), keyring.go (Lookup).
 */
export function credentialsFor(
  view: View,
  namespace: string,
  pod: string,
  name: string,
): readonly PullCredentials[] {
  const object = findObject(view, '', 'pods', namespace, pod)
  return arrayAt(object, 'spec', 'imagePullSecrets').flatMap((reference) => {
    const secret = findObject(view, '', 'secrets', namespace, textAt(reference, 'name'))
    if (textAt(secret, 'type') !== 'kubernetes.io/dockerconfigjson') return []
    const config = jsonOf(decodeBase64(textAt(secret, 'data', '.dockerconfigjson')))
    const auths = objectAt(config, 'auths')
    return Object.keys(auths)
      .filter((key) => leadsTo(key, name))
      .map((key) => credentialsOf(objectAt(auths, key)))
  })
}

/** The API server lets nothing in that is no JSON object. */
function jsonOf(text: string): JsonObject {
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  return isObject(parsed) ? parsed : {}
}

function credentialsOf(entry: JsonObject): PullCredentials {
  const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(decodeBase64(textAt(entry, 'auth'))) ?? []
  return {
    username: textAt(entry, 'username') || username,
    password: textAt(entry, 'password') || password,
  }
}

/** Whether a key of `auths` is the registry of an image, or the beginning of its path there. */
function leadsTo(key: string, name: string): boolean {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '')
  const registry = bare === 'index.docker.io' ? 'docker.io' : bare
  return name === registry || name.startsWith(`${registry}/`)
}
