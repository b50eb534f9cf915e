import type { JsonObject } from '../../../kernel/json.js'
import type { Operation, ServiceCall } from '../../service.js'
import {
  checkInput,
  DESCRIPTION,
  type Input,
  KMS_KEY_ID,
  NOT_MODELLED,
  SECRET_BINARY,
  SECRET_STRING,
  TOKEN,
} from '../input.js'
import { alreadyExists, createWhileScheduled } from '../refusals.js'
import type { Secret } from '../secret.js'
import { checkName, findSecret, mintArn, saveSecret } from '../store.js'
import { mergeTags, tagsOf } from '../tags.js'
import { newVersion, repeatedVersion, secretValueOf, tokenOf } from '../values.js'
import { AWSCURRENT, addVersion } from '../versions.js'

const MEMBERS = {
  Name: { type: 'string', required: true, min: 1, max: 512 },
  ClientRequestToken: TOKEN,
  Description: DESCRIPTION,
  KmsKeyId: KMS_KEY_ID,
  SecretBinary: SECRET_BINARY,
  SecretString: SECRET_STRING,
  Tags: { type: 'objects' },
  AddReplicaRegions: NOT_MODELLED,
  ForceOverwriteReplicaSecret: NOT_MODELLED,
  Type: NOT_MODELLED,
} as const

/**
 * CreateSecret. Without a value the secret has no version. A repeated request with the same token and value is ignored
 * (botocore 1.43.107 CreateSecret); a scheduled name is an InvalidRequestException (LocalStack 8b9a79f,
 * test_exp_raised_on_creation_of_secret_scheduled_for_deletion).
 */
export const createSecret: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const token = tokenOf(input)
  const name = input.text('Name')!
  checkName(name)
  const existing = findSecret(call, name)
  if (existing !== undefined) return repeat(existing, token, input)
  const secret = newSecret(call, name, token, input)
  saveSecret(call, undefined, secret)
  return answer(secret, secret.versions[0]?.id)
}

function repeat(existing: Secret, token: string, input: Input): JsonObject {
  if (existing.deletionMs !== null) throw createWhileScheduled()
  const version = repeatedVersion(existing, token, secretValueOf(input))
  if (version === undefined) throw alreadyExists(existing.name)
  return answer(existing, version.id)
}

function newSecret(call: ServiceCall, name: string, token: string, input: Input): Secret {
  const value = secretValueOf(input)
  const tags = tagsOf(input)
  const now = call.tx.now
  return {
    arn: mintArn(call, name),
    name,
    description: input.text('Description') || null,
    kmsKeyId: input.text('KmsKeyId') || null,
    tags: tags === undefined ? null : mergeTags(null, tags),
    versions: value === undefined ? [] : addVersion([], newVersion(token, value, now), [AWSCURRENT]),
    createdMs: now,
    changedMs: now,
    deletionMs: null,
  }
}

function answer(secret: Secret, versionId: string | undefined): JsonObject {
  return { ARN: secret.arn, Name: secret.name, ...(versionId === undefined ? {} : { VersionId: versionId }) }
}
