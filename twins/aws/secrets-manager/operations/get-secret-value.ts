import type { JsonObject } from '../../../kernel/json.js'
import type { Operation } from '../../service.js'
import { toEpochSeconds } from '../dates.js'
import { checkInput, SECRET_ID, VERSION_ID } from '../input.js'
import { stageMismatch, valueNotFound } from '../refusals.js'
import type { Secret, SecretVersion } from '../secret.js'
import { requireLiveSecret } from '../store.js'
import { AWSCURRENT, versionWithId, versionWithStage } from '../versions.js'

const MEMBERS = {
  SecretId: SECRET_ID,
  VersionId: VERSION_ID,
  VersionStage: { type: 'string', min: 1, max: 256 },
} as const

/** GetSecretValue: by version, by label, or by both, which must then agree; by default AWSCURRENT. */
export const getSecretValue: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  const secret = requireLiveSecret(call, input.text('SecretId')!)
  return secretValueEntry(secret, selectVersion(secret, input.text('VersionId'), input.text('VersionStage')))
}

/** Throws ResourceNotFoundException or InvalidRequestException (LocalStack 8b9a79f, test_secret_version_not_found). */
export function selectVersion(
  secret: Secret,
  versionId: string | undefined,
  stage: string | undefined,
): SecretVersion {
  if (versionId === undefined) {
    const wanted = stage ?? AWSCURRENT
    const labelled = versionWithStage(secret.versions, wanted)
    if (labelled === undefined) throw valueNotFound(`staging label: ${wanted}`)
    return labelled
  }
  const version = versionWithId(secret.versions, versionId)
  if (version === undefined) throw valueNotFound(`VersionId: ${versionId}`)
  if (stage !== undefined && !version.stages.includes(stage)) throw stageMismatch()
  return version
}

/** A value as GetSecretValue and BatchGetSecretValue show it, in the order of upstream's model. */
export function secretValueEntry(secret: Secret, version: SecretVersion): JsonObject {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.secretBinary === null ? {} : { SecretBinary: version.secretBinary }),
    ...(version.secretString === null ? {} : { SecretString: version.secretString }),
    VersionStages: version.stages,
    CreatedDate: toEpochSeconds(version.createdMs),
  }
}
