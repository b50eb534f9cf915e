import type { JsonObject } from '../../../kernel/json.js'
import type { Operation } from '../../service.js'
import { checkInput, NOT_MODELLED, SECRET_BINARY, SECRET_ID, SECRET_STRING, TOKEN } from '../input.js'
import { valueMissing } from '../refusals.js'
import type { Secret, SecretVersion } from '../secret.js'
import { requireLiveSecret, saveSecret } from '../store.js'
import { newVersion, repeatedVersion, secretValueOf, tokenOf } from '../values.js'
import { AWSCURRENT, addVersion, versionWithId } from '../versions.js'

const MEMBERS = {
  SecretId: SECRET_ID,
  ClientRequestToken: TOKEN,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  VersionStages: { type: 'strings', min: 1, max: 20 },
  RotationToken: NOT_MODELLED,
} as const

/**
 * PutSecretValue: a new version with the given labels, by default AWSCURRENT. A repeated request with the same token and
 * value changes nothing, not even labels (botocore 1.43.107 PutSecretValue).
 */
export const putSecretValue: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const token = tokenOf(input)
  const value = secretValueOf(input)
  if (value === undefined) throw valueMissing()
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  const repeated = repeatedVersion(secret, token, value)
  if (repeated !== undefined) return answer(secret, repeated)
  const stages = input.texts('VersionStages') ?? [AWSCURRENT]
  const versions = addVersion(secret.versions, newVersion(token, value, call.tx.now), stages)
  const after = { ...secret, versions, changedMs: call.tx.now }
  saveSecret(call, secret, after)
  return answer(after, versionWithId(versions, token)!)
}

function answer(secret: Secret, version: SecretVersion): JsonObject {
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages }
}
