import type { JsonObject } from '../../../kernel/json.js'
import type { Operation } from '../../service.js'
import { toEpochSeconds } from '../dates.js'
import { checkInput, NEXT_TOKEN, SECRET_ID } from '../input.js'
import { pageOf } from '../pages.js'
import type { Secret, SecretVersion } from '../secret.js'
import { requireLiveSecret } from '../store.js'

const PAGE_SIZE = 100

const MEMBERS = {
  SecretId: SECRET_ID,
  MaxResults: { type: 'integer', min: 1, max: PAGE_SIZE },
  NextToken: NEXT_TOKEN,
  IncludeDeprecated: { type: 'boolean' },
} as const

/**
 * ListSecretVersionIds: labelled versions in the order of creation, deprecated ones only when asked (LocalStack 8b9a79f,
 * test_deprecated_secret_version_stage).
 */
export const listSecretVersionIds: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  const versions = secret.versions.filter(
    (version) => input.on('IncludeDeprecated') || version.stages.length > 0,
  )
  const maxResults = input.number('MaxResults') ?? PAGE_SIZE
  const page = pageOf(versions, (version) => version.id, maxResults, input.text('NextToken'))
  return {
    Versions: page.items.map((version) => versionEntry(secret, version)),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    ARN: secret.arn,
    Name: secret.name,
  }
}

function versionEntry(secret: Secret, version: SecretVersion): JsonObject {
  return {
    VersionId: version.id,
    ...(version.stages.length === 0 ? {} : { VersionStages: version.stages }),
    CreatedDate: toEpochSeconds(version.createdMs),
    KmsKeyIds: [secret.kmsKeyId ?? 'DefaultEncryptionKey'],
  }
}
