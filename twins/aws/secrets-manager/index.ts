import type { JsonObject } from '../../kernel/json.js'
import type { JsonService } from '../service.js'
import { batchGetSecretValue } from './operations/batch-get-secret-value.js'
import { createSecret } from './operations/create-secret.js'
import { deleteSecret } from './operations/delete-secret.js'
import { describeSecret } from './operations/describe-secret.js'
import { getResourcePolicy } from './operations/get-resource-policy.js'
import { getSecretValue } from './operations/get-secret-value.js'
import { listSecretVersionIds } from './operations/list-secret-version-ids.js'
import { listSecrets } from './operations/list-secrets.js'
import { putSecretValue } from './operations/put-secret-value.js'
import { restoreSecret } from './operations/restore-secret.js'
import { tagResource, untagResource } from './operations/tag-resource.js'
import { updateSecret } from './operations/update-secret.js'
import { updateSecretVersionStage } from './operations/update-secret-version-stage.js'

export { secretsTable } from './secret.js'

/** AWS Secrets Manager, API version 2017-10-17 (botocore 1.43.107 secretsmanager service-2.json). */
export const secretsManager: JsonService = {
  name: 'secretsmanager',
  targetPrefix: 'secretsmanager',
  operations: {
    BatchGetSecretValue: batchGetSecretValue,
    CreateSecret: createSecret,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
  },
  notModelled: [
    'CancelRotateSecret',
    'DeleteResourcePolicy',
    'GetRandomPassword',
    'PutResourcePolicy',
    'RemoveRegionsFromReplication',
    'ReplicateSecretToRegions',
    'RotateSecret',
    'StopReplicationToReplica',
    'ValidateResourcePolicy',
  ],
  subjectOf,
}

/** The secret or secrets an input is about; '' for lists. */
function subjectOf(input: JsonObject): string {
  const ids = input['SecretIdList']
  if (Array.isArray(ids)) return ids.map(String).join(', ')
  const id = input['SecretId'] ?? input['Name']
  return typeof id === 'string' ? id : ''
}
