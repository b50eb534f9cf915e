import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RestoreSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { beforeEach, describe, expect, it } from 'vitest'
import { jsonRequest } from '../../../../twins/aws/index.js'
import { AwsWorld } from '../../../support/aws-world.js'

const V1 = '1'.repeat(32)
const V2 = '2'.repeat(32)
const UNKNOWN = '9'.repeat(32)
const NOT_FOUND = "Secrets Manager can't find the specified secret."
const MARKED = "You can't perform this operation on the secret because it was marked for deletion."
const BAD_NAME =
  'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!'

/** `live`: versions 1 (AWSPREVIOUS) and 2 (AWSCURRENT); `scheduled`; `empty`: no value. */
let aws: AwsWorld
let client: SecretsManagerClient

beforeEach(async () => {
  aws = new AwsWorld()
  client = aws.client()
  for (const name of ['live', 'scheduled']) {
    await client.send(new CreateSecretCommand({ Name: name, SecretString: 'a', ClientRequestToken: V1 }))
  }
  await client.send(new CreateSecretCommand({ Name: 'empty' }))
  await client.send(
    new PutSecretValueCommand({ SecretId: 'live', SecretString: 'b', ClientRequestToken: V2 }),
  )
  await client.send(new DeleteSecretCommand({ SecretId: 'scheduled' }))
})

type Send = (client: SecretsManagerClient) => Promise<unknown>
const createSecret = (name: string) => new CreateSecretCommand({ Name: name, SecretString: 'x' })
const putSecretValue = (id: string) => new PutSecretValueCommand({ SecretId: id, SecretString: 'x' })
const tag = (id: string) => new TagResourceCommand({ SecretId: id, Tags: [{ Key: 'a', Value: 'b' }] })
const untag = (id: string) => new UntagResourceCommand({ SecretId: id, TagKeys: ['a'] })
const update = (id: string) => new UpdateSecretCommand({ SecretId: id, Description: 'x' })
const get = (id: string) => new GetSecretValueCommand({ SecretId: id })
const versions = (id: string) => new ListSecretVersionIdsCommand({ SecretId: id })
const policy = (id: string) => new GetResourcePolicyCommand({ SecretId: id })
const remove = (id: string) => new DeleteSecretCommand({ SecretId: id })
const stage = (id: string) =>
  new UpdateSecretVersionStageCommand({ SecretId: id, VersionStage: 'x', MoveToVersionId: V1 })

/** What a send ends in: every error of the service has status 400. */
async function refusalOf(send: Send): Promise<readonly [string, string]> {
  try {
    await send(client)
  } catch (error) {
    expect(error).toBeInstanceOf(SecretsManagerServiceException)
    const refused = error as SecretsManagerServiceException
    expect(refused.$metadata.httpStatusCode).toBe(400)
    expect(refused.$metadata.attempts).toBe(1)
    return [refused.name, refused.message]
  }
  throw new TypeError('it was not refused')
}

describe('Secrets Manager refuses', () => {
  it.each<[string, Send, string, string]>([
    [
      'to create a live name',
      (sm) => sm.send(createSecret('live')),
      'ResourceExistsException',
      'The operation failed because the secret live already exists.',
    ],
    [
      'to create a scheduled name',
      (sm) => sm.send(createSecret('scheduled')),
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ],
    [
      'to delete a scheduled secret again',
      (sm) => sm.send(remove('scheduled')),
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was already scheduled for deletion.",
    ],
    ...(
      [
        ['put', putSecretValue],
        ['update', update],
        ['get', get],
        ['list versions of', versions],
        ['tag', tag],
        ['untag', untag],
        ['label a version of', stage],
        ['get the policy of', policy],
      ] as const
    ).map(([what, command]): [string, Send, string, string] => [
      `to ${what} a scheduled secret`,
      (sm) => sm.send(command('scheduled') as GetSecretValueCommand),
      'InvalidRequestException',
      MARKED,
    ]),
    ...(
      [
        ['put', putSecretValue],
        ['update', update],
        ['get', get],
        ['list versions of', versions],
        ['tag', tag],
        ['untag', untag],
        ['label a version of', stage],
        ['get the policy of', policy],
        ['delete', remove],
        ['restore', (id: string) => new RestoreSecretCommand({ SecretId: id })],
        ['describe', (id: string) => new DescribeSecretCommand({ SecretId: id })],
      ] as const
    ).map(([what, command]): [string, Send, string, string] => [
      `to ${what} an unknown secret`,
      (sm) => sm.send(command('unknown') as GetSecretValueCommand),
      'ResourceNotFoundException',
      NOT_FOUND,
    ]),
    [
      'a value that was never put',
      (sm) => sm.send(get('empty')),
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      'an unknown label',
      (sm) => sm.send(new GetSecretValueCommand({ SecretId: 'live', VersionStage: 'AWSPENDING' })),
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    ],
    [
      'an unknown version',
      (sm) => sm.send(new GetSecretValueCommand({ SecretId: 'live', VersionId: UNKNOWN })),
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${UNKNOWN}`,
    ],
    [
      'a label that is not on the version',
      (sm) =>
        sm.send(new GetSecretValueCommand({ SecretId: 'live', VersionId: V1, VersionStage: 'AWSCURRENT' })),
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    ],
    ['a bad name', (sm) => sm.send(createSecret('Inv Name')), 'ValidationException', BAD_NAME],
    ['a bad id', (sm) => sm.send(get(' Inv*Name? ')), 'ValidationException', BAD_NAME],
    [
      'a window of 6 days',
      (sm) => sm.send(new DeleteSecretCommand({ SecretId: 'live', RecoveryWindowInDays: 6 })),
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'a window of 31 days',
      (sm) => sm.send(new DeleteSecretCommand({ SecretId: 'live', RecoveryWindowInDays: 31 })),
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'a window of 0 days even with force',
      (sm) =>
        sm.send(
          new DeleteSecretCommand({
            SecretId: 'live',
            RecoveryWindowInDays: 0,
            ForceDeleteWithoutRecovery: true,
          }),
        ),
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'a window with force',
      (sm) =>
        sm.send(
          new DeleteSecretCommand({
            SecretId: 'live',
            RecoveryWindowInDays: 7,
            ForceDeleteWithoutRecovery: true,
          }),
        ),
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    ],
    [
      'to put nothing',
      (sm) => sm.send(new PutSecretValueCommand({ SecretId: 'live' })),
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    ],
    [
      'to put an empty text',
      (sm) => sm.send(new PutSecretValueCommand({ SecretId: 'live', SecretString: '' })),
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    ],
    [
      'two values',
      (sm) =>
        sm.send(
          new CreateSecretCommand({ Name: 'two', SecretString: 'a', SecretBinary: new Uint8Array([1]) }),
        ),
      'InvalidParameterException',
      'You must provide either SecretString or SecretBinary, but not both.',
    ],
    [
      'a short token',
      (sm) => sm.send(new CreateSecretCommand({ Name: 'short', ClientRequestToken: 'abc' })),
      'ValidationException',
      "1 validation error detected: Value 'abc' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
    ],
    [
      'a long value, without quoting it',
      (sm) => sm.send(new CreateSecretCommand({ Name: 'long', SecretString: 'x'.repeat(65_537) })),
      'ValidationException',
      "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    ],
    [
      'pages that are too long',
      (sm) => sm.send(new ListSecretsCommand({ MaxResults: 101 })),
      'ValidationException',
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'an unknown filter',
      (sm) => sm.send(new ListSecretsCommand({ Filters: [{ Key: 'kind' as never, Values: ['x'] }] })),
      'ValidationException',
      "1 validation error detected: Value 'kind' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]",
    ],
    [
      'a page token it did not give',
      (sm) => sm.send(new ListSecretsCommand({ NextToken: 'abc' })),
      'InvalidNextTokenException',
      'The NextToken value is invalid.',
    ],
    [
      'a batch of nothing',
      (sm) => sm.send(new BatchGetSecretValueCommand({})),
      'InvalidParameterException',
      "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
    ],
    [
      'a batch by id with pages',
      (sm) => sm.send(new BatchGetSecretValueCommand({ SecretIdList: ['live'], MaxResults: 1 })),
      'InvalidParameterException',
      "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
    ],
  ])('%s', async (_, send, name, message) => {
    const before = aws.world
    expect(await refusalOf(send)).toEqual([name, message])
    expect(aws.world.table('aws.secretsmanager').hash).toEqual(before.table('aws.secretsmanager').hash)
  })

  it.each<[string, string | undefined, string | undefined, string, string]>([
    [
      'AWSCURRENT',
      undefined,
      V1,
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${V2}, so you must explicitly reference that version in RemoveFromVersionId.`,
    ],
    [
      'AWSCURRENT',
      V2,
      undefined,
      'InvalidParameterException',
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    ],
    [
      'AWSCURRENT',
      V1,
      V2,
      'InvalidParameterException',
      `Version stage AWSCURRENT not found in version ${V1}`,
    ],
    ['x', undefined, UNKNOWN, 'InvalidParameterException', `Not a valid version: ${UNKNOWN}`],
  ])('to move label %s from %s to %s', async (label, from, to, name, message) => {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: 'live',
      VersionStage: label,
      ...(from === undefined ? {} : { RemoveFromVersionId: from }),
      ...(to === undefined ? {} : { MoveToVersionId: to }),
    })
    expect(await refusalOf((sm) => sm.send(command))).toEqual([name, message])
  })

  it.each(['CreateSecret', 'PutSecretValue', 'UpdateSecret'])('%s without a token', (operation) => {
    const input = { Name: 'raw', SecretId: 'live', SecretString: 'x' }
    const answer = aws.send(jsonRequest('eu-west-1', `secretsmanager.${operation}`, input))
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'InvalidRequestException',
      Message: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    })
  })

  it('a request without its members, with all of them in one message', () => {
    const answer = aws.send(jsonRequest('eu-west-1', 'secretsmanager.UpdateSecretVersionStage', {}))
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null; Value null at 'versionStage' failed to satisfy constraint: Member must not be null",
    })
  })
})

describe('the SDK sees', () => {
  it("the service's classes", async () => {
    await expect(client.send(get('unknown'))).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  it.each<[string, Send]>([
    ['secretsmanager GetRandomPassword', (sm) => sm.send(new GetRandomPasswordCommand({}))],
    ['secretsmanager RotateSecret', (sm) => sm.send(new RotateSecretCommand({ SecretId: 'live' }))],
    [
      'secretsmanager parameter AddReplicaRegions',
      (sm) => sm.send(new CreateSecretCommand({ Name: 'n', AddReplicaRegions: [{ Region: 'us-east-1' }] })),
    ],
    [
      'secretsmanager SortBy last-accessed-date',
      (sm) => sm.send(new ListSecretsCommand({ SortBy: 'last-accessed-date' })),
    ],
  ])('that %s is not modelled, at the first attempt', async (what, send) => {
    const [name, message] = await refusalOf(send)
    expect(name).toBe('UnknownOperationException')
    expect(message).toContain(`not modelled: ${what}.`)
  })
})
