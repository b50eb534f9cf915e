import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { textAt } from '../../kubernetes/index.js'
import { absent, find } from '../kube.js'
import { PASSWORD } from '../names.js'
import type { SecretData } from '../secret-data.js'
import { SyncError } from '../sync-error.js'
import { generatePasswords } from './password.js'

/**
 * Ask a generator for values: a new one at every call, nothing is remembered. Only kind Password is modelled.
 * external-secrets v2.9.0 externalsecret_controller_secret.go (handleGenerateSecrets).
 */
export function* generate(namespace: string, esName: string, generatorRef: JsonObject): Proc<SecretData> {
  const kind = textAt(generatorRef, 'kind')
  if (kind !== PASSWORD.kind)
    throw new NotModelled(`the generator ${kind}`, 'Use a Password generator, or a value from a store.')
  const ref = { kind: PASSWORD, version: 'v1alpha1', namespace, name: textAt(generatorRef, 'name') }
  const generator = yield* find(ref)
  if (generator === undefined) throw new SyncError('other', `unable to get generator: ${absent(ref).message}`)
  return yield* generatePasswords(generator, `${namespace}/${esName}`)
}
