import type { Operation, ServiceCall } from '../../service.js'
import {
  checkInput,
  DESCRIPTION,
  type Input,
  KMS_KEY_ID,
  NOT_MODELLED,
  SECRET_BINARY,
  SECRET_ID,
  SECRET_STRING,
  TOKEN,
} from '../input.js'
import type { Secret } from '../secret.js'
import { requireLiveSecret, saveSecret } from '../store.js'
import { newVersion, repeatedVersion, type SecretValue, secretValueOf, tokenOf } from '../values.js'
import { AWSCURRENT, addVersion } from '../versions.js'

const MEMBERS = {
  SecretId: SECRET_ID,
  ClientRequestToken: TOKEN,
  Description: DESCRIPTION,
  KmsKeyId: KMS_KEY_ID,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  Type: NOT_MODELLED,
} as const

/**
 * UpdateSecret: metadata, and a new current version when a value is given; only then does the answer have a VersionId
 * (LocalStack 8b9a79f, test_update_secret_description). An empty KmsKeyId goes back to the managed key.
 */
export const updateSecret: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const token = tokenOf(input)
  const value = secretValueOf(input)
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  const named = withMetadata(secret, input)
  const after = value === undefined ? named : withValue(call, named, token, value)
  saveSecret(call, secret, after === secret ? secret : { ...after, changedMs: call.tx.now })
  return { ARN: secret.arn, Name: secret.name, ...(value === undefined ? {} : { VersionId: token }) }
}

/** The same secret when nothing changes. */
function withMetadata(secret: Secret, input: Input): Secret {
  const description = input.has('Description') ? input.text('Description') || null : secret.description
  const kmsKeyId = input.has('KmsKeyId') ? input.text('KmsKeyId') || null : secret.kmsKeyId
  if (description === secret.description && kmsKeyId === secret.kmsKeyId) return secret
  return { ...secret, description, kmsKeyId }
}

function withValue(call: ServiceCall, secret: Secret, token: string, value: SecretValue): Secret {
  if (repeatedVersion(secret, token, value) !== undefined) return secret
  const version = newVersion(token, value, call.tx.now)
  return { ...secret, versions: addVersion(secret.versions, version, [AWSCURRENT]) }
}
