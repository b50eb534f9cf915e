import type { JsonObject } from '../../../kernel/json.js'
import type { Operation } from '../../service.js'
import { toEpochSeconds } from '../dates.js'
import { checkInput, SECRET_ID } from '../input.js'
import type { Secret } from '../secret.js'
import { requireSecret } from '../store.js'
import { stagesById } from '../versions.js'

/** DescribeSecret: metadata, also of a secret that is scheduled for deletion, which then has a DeletedDate. */
export const describeSecret: Operation = (call, body) => {
  const input = checkInput(body, { SecretId: SECRET_ID })
  return secretEntry(requireSecret(call, input.text('SecretId')!), 'VersionIdsToStages')
}

/**
 * A secret as DescribeSecret and ListSecrets show it, in the order of upstream's model; they name the labels differently.
 * DeletedDate is the end of the recovery window (botocore 1.43.107 DescribeSecretResponse). LastAccessedDate is not
 * modelled: it would make every read a write.
 */
export function secretEntry(
  secret: Secret,
  stagesMember: 'VersionIdsToStages' | 'SecretVersionsToStages',
): JsonObject {
  const stages = stagesById(secret)
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === null ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === null ? {} : { KmsKeyId: secret.kmsKeyId }),
    LastChangedDate: toEpochSeconds(secret.changedMs),
    ...(secret.deletionMs === null ? {} : { DeletedDate: toEpochSeconds(secret.deletionMs) }),
    ...(secret.tags === null ? {} : { Tags: secret.tags }),
    ...(Object.keys(stages).length === 0 ? {} : { [stagesMember]: stages }),
    CreatedDate: toEpochSeconds(secret.createdMs),
  }
}
