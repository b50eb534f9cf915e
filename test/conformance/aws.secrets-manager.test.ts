import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { beforeEach, describe, expect, it } from 'vitest'
import { AwsWorld, DAY_MS, type Send, secretsManagerClient } from '../support/aws-world.js'

/**
 * Where the body below runs: a name and how to reach a Secrets Manager that holds nothing. Nothing in the body waits or
 * moves a clock, and dates are compared with each other only, so that a backend may live in real time.
 */
const BACKENDS: readonly { readonly name: string; readonly open: () => Send }[] = [
  {
    name: 'embedded',
    open: () => {
      const world = new AwsWorld()
      return (request) => world.send(request)
    },
  },
]

const NAME = 'shop/prod/database'
const FIRST = '1'.repeat(32)
const SECOND = '2'.repeat(32)

const scheduled = {
  name: 'InvalidRequestException',
  message: "You can't perform this operation on the secret because it was marked for deletion.",
}

describe.each(BACKENDS)('Secrets Manager on the $name backend, through the AWS SDK', ({ open }) => {
  let client: SecretsManagerClient

  beforeEach(() => {
    client = secretsManagerClient(open())
  })

  const create = (name = NAME) =>
    client.send(new CreateSecretCommand({ Name: name, SecretString: 'v1', ClientRequestToken: FIRST }))
  const read = (more: { readonly VersionStage?: string; readonly VersionId?: string } = {}) =>
    client.send(new GetSecretValueCommand({ SecretId: NAME, ...more }))
  const describeSecret = () => client.send(new DescribeSecretCommand({ SecretId: NAME }))
  const put = (stages?: string[]) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: NAME,
        SecretString: 'v2',
        ClientRequestToken: SECOND,
        ...(stages === undefined ? {} : { VersionStages: stages }),
      }),
    )

  it('creates a secret and reads it by name and by ARN', async () => {
    const created = await create()
    expect(created).toMatchObject({ Name: NAME, VersionId: FIRST })
    expect(created.ARN).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:\d{12}:secret:shop\/prod\/database-[A-Za-z0-9]{6}$/,
    )
    expect(await read()).toMatchObject({
      ARN: created.ARN,
      SecretString: 'v1',
      VersionId: FIRST,
      VersionStages: ['AWSCURRENT'],
    })
    const byArn = await client.send(new GetSecretValueCommand({ SecretId: created.ARN }))
    expect(byArn.SecretString).toBe('v1')
  })

  it('refuses a second secret of that name', async () => {
    await create()
    const again = client.send(
      new CreateSecretCommand({ Name: NAME, SecretString: 'v2', ClientRequestToken: SECOND }),
    )
    await expect(again).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: `The operation failed because the secret ${NAME} already exists.`,
    })
  })

  it('finds no secret that is not there', async () => {
    await expect(read()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    })
  })

  it('keeps the value before the last as AWSPREVIOUS', async () => {
    await create()
    await put()
    expect(await read()).toMatchObject({ SecretString: 'v2', VersionId: SECOND })
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'v1',
      VersionId: FIRST,
    })
  })

  it('rotates: a pending value is read as current only after the label has moved', async () => {
    await create()
    await put(['AWSPENDING'])
    expect((await read()).SecretString).toBe('v1')
    expect((await read({ VersionStage: 'AWSPENDING' })).SecretString).toBe('v2')
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: NAME,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: FIRST,
        MoveToVersionId: SECOND,
      }),
    )
    expect((await read()).SecretString).toBe('v2')
    expect((await describeSecret()).VersionIdsToStages).toEqual({
      [FIRST]: ['AWSPREVIOUS'],
      [SECOND]: expect.arrayContaining(['AWSCURRENT']),
    })
  })

  it('changes description and tags without a new version', async () => {
    await create()
    await client.send(new UpdateSecretCommand({ SecretId: NAME, Description: 'the database' }))
    await client.send(new TagResourceCommand({ SecretId: NAME, Tags: [{ Key: 'team', Value: 'shop' }] }))
    expect(await describeSecret()).toMatchObject({
      Description: 'the database',
      Tags: [{ Key: 'team', Value: 'shop' }],
      VersionIdsToStages: { [FIRST]: ['AWSCURRENT'] },
    })
  })

  it('schedules a deletion: the value is out of reach, the description stays', async () => {
    await create()
    const deleted = await client.send(new DeleteSecretCommand({ SecretId: NAME, RecoveryWindowInDays: 7 }))
    await expect(read()).rejects.toMatchObject(scheduled)
    await expect(put()).rejects.toMatchObject({ name: 'InvalidRequestException' })
    const described = await describeSecret()
    expect(described.DeletedDate).toBeInstanceOf(Date)
    expect(deleted.DeletionDate!.getTime() - described.CreatedDate!.getTime()).toBeGreaterThanOrEqual(
      7 * DAY_MS,
    )
  })

  it('keeps the name of a scheduled secret taken', async () => {
    await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    await expect(create()).rejects.toMatchObject({ name: 'InvalidRequestException' })
  })

  it('restores a scheduled secret with its value', async () => {
    const { ARN: arn } = await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    await client.send(new RestoreSecretCommand({ SecretId: NAME }))
    expect(await read()).toMatchObject({ ARN: arn, SecretString: 'v1' })
    expect((await describeSecret()).DeletedDate).toBeUndefined()
  })

  it('lists secrets by the start of their names, page by page, without those scheduled', async () => {
    for (const name of ['shop/a', 'shop/b', 'shop/c', 'other']) await create(name)
    await client.send(new DeleteSecretCommand({ SecretId: 'shop/b' }))
    const listed: string[] = []
    let token: string | undefined
    do {
      const page = await client.send(
        new ListSecretsCommand({
          Filters: [{ Key: 'name', Values: ['shop/'] }],
          MaxResults: 1,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      )
      listed.push(...(page.SecretList ?? []).map((entry) => entry.Name ?? ''))
      token = page.NextToken
    } while (token !== undefined)
    expect(listed.sort()).toEqual(['shop/a', 'shop/c'])
  })

  it('lists scheduled secrets when asked', async () => {
    await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    const { SecretList: secrets = [] } = await client.send(
      new ListSecretsCommand({ IncludePlannedDeletion: true }),
    )
    expect(secrets.map((entry) => entry.Name)).toEqual([NAME])
  })
})
