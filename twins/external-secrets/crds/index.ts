import type { JsonObject } from '../../kernel/json.js'
import { atLeast, versionOf } from '../versions.js'
import { externalSecretCrd } from './external-secret.js'
import { passwordCrd } from './password.js'
import { clusterSecretStoreCrd, secretStoreCrd } from './secret-store.js'

/** The CRDs of the release that a profile names. Generators exist from v0.7.0 on. */
export function customResourceDefinitions(profile: Readonly<Record<string, string>>): readonly JsonObject[] {
  const version = versionOf(profile)
  return [
    secretStoreCrd(version),
    clusterSecretStoreCrd(version),
    externalSecretCrd(version),
    ...(atLeast(version, 0, 7, 0) ? [passwordCrd()] : []),
  ]
}
