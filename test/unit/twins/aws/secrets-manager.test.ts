import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { beforeEach, describe, expect, it } from 'vitest'
import { AwsWorld, DAY_MS } from '../../../support/aws-world.js'

const TOKEN = (digit: number) => String(digit).repeat(32)
const NAME = 'tracecat/prod/postgres'

let aws: AwsWorld
let client: ReturnType<AwsWorld['client']>

beforeEach(() => {
  aws = new AwsWorld()
  client = aws.client()
})

async function create(secretString = 'v1', token = TOKEN(1), name = NAME) {
  return client.send(
    new CreateSecretCommand({ Name: name, SecretString: secretString, ClientRequestToken: token }),
  )
}

async function put(secretString: string, token: string, stages?: string[]) {
  return client.send(
    new PutSecretValueCommand({
      SecretId: NAME,
      SecretString: secretString,
      ClientRequestToken: token,
      ...(stages === undefined ? {} : { VersionStages: stages }),
    }),
  )
}

async function stages(includeDeprecated = false) {
  const { Versions: versions = [] } = await client.send(
    new ListSecretVersionIdsCommand({ SecretId: NAME, IncludeDeprecated: includeDeprecated }),
  )
  return Object.fromEntries(versions.map((version) => [version.VersionId, version.VersionStages ?? []]))
}

describe('CreateSecret and GetSecretValue', () => {
  it('gives the secret an ARN with six more characters and the token as its version', async () => {
    const created = await create()
    expect(created.ARN).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:tracecat\/prod\/postgres-[A-Za-z0-9]{6}$/,
    )
    expect(created).toMatchObject({ Name: NAME, VersionId: TOKEN(1) })
    expect(created.$metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.any(String) })
  })

  it('answers the value with its version, labels and date', async () => {
    aws.elapse(1500)
    await create()
    const got = await client.send(new GetSecretValueCommand({ SecretId: NAME }))
    expect(got).toMatchObject({ SecretString: 'v1', VersionId: TOKEN(1), VersionStages: ['AWSCURRENT'] })
    expect(got.CreatedDate).toEqual(new Date('2026-01-01T00:00:01.500Z'))
  })

  it('keeps bytes', async () => {
    await client.send(new CreateSecretCommand({ Name: NAME, SecretBinary: new Uint8Array([0, 255, 7]) }))
    const got = await client.send(new GetSecretValueCommand({ SecretId: NAME }))
    expect([...(got.SecretBinary ?? [])]).toEqual([0, 255, 7])
    expect(got.SecretString).toBeUndefined()
  })

  it('makes no version without a value', async () => {
    const created = await client.send(new CreateSecretCommand({ Name: NAME }))
    expect(created.VersionId).toBeUndefined()
    const described = await client.send(new DescribeSecretCommand({ SecretId: NAME }))
    expect(described.VersionIdsToStages).toBeUndefined()
  })

  it('finds a secret by name, ARN and partial ARN, and none by another suffix or region', async () => {
    const { ARN: arn = '' } = await create()
    const ids = [NAME, arn, arn.slice(0, -7)]
    for (const id of ids) {
      const got = await client.send(new GetSecretValueCommand({ SecretId: id }))
      expect(got.SecretString, id).toBe('v1')
    }
    for (const id of [`${arn.slice(0, -6)}AAAAA0`, arn.replace('eu-west-1', 'us-east-1')]) {
      const refused = client.send(new GetSecretValueCommand({ SecretId: id }))
      await expect(refused, id).rejects.toThrow("Secrets Manager can't find the specified secret.")
    }
  })

  it('keeps regions apart', async () => {
    await create()
    const elsewhere = aws.client('us-east-1').send(new GetSecretValueCommand({ SecretId: NAME }))
    await expect(elsewhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('gives a name that is used again another ARN', async () => {
    const first = await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME, ForceDeleteWithoutRecovery: true }))
    expect((await create()).ARN).not.toBe(first.ARN)
  })
})

describe('ClientRequestToken', () => {
  it('ignores a repeated request with the same value', async () => {
    const created = await create()
    const before = aws.world
    expect(await create()).toMatchObject({ ARN: created.ARN, VersionId: TOKEN(1) })
    expect(await put('v1', TOKEN(1))).toMatchObject({ VersionId: TOKEN(1), VersionStages: ['AWSCURRENT'] })
    await client.send(
      new UpdateSecretCommand({ SecretId: NAME, SecretString: 'v1', ClientRequestToken: TOKEN(1) }),
    )
    expect(aws.world.table('aws.secretsmanager').hash).toEqual(before.table('aws.secretsmanager').hash)
    expect(aws.world.seq).toBe(before.seq)
  })

  it('refuses another value under a known token', async () => {
    const { ARN: arn } = await create()
    const refusal = {
      name: 'ResourceExistsException',
      message: `You can't use ClientRequestToken ${TOKEN(1)} because that value is already in use for a version of secret ${arn}.`,
    }
    await expect(create('v2')).rejects.toMatchObject(refusal)
    await expect(put('v2', TOKEN(1))).rejects.toMatchObject(refusal)
  })
})

describe('versions and labels', () => {
  it('PutSecretValue moves AWSCURRENT and AWSPREVIOUS and deprecates the rest', async () => {
    await create()
    await put('v2', TOKEN(2))
    expect(await stages()).toEqual({ [TOKEN(1)]: ['AWSPREVIOUS'], [TOKEN(2)]: ['AWSCURRENT'] })
    await put('v3', TOKEN(3))
    expect(await stages()).toEqual({ [TOKEN(2)]: ['AWSPREVIOUS'], [TOKEN(3)]: ['AWSCURRENT'] })
    expect(Object.keys(await stages(true))).toEqual([TOKEN(1), TOKEN(2), TOKEN(3)])
    const described = await client.send(new DescribeSecretCommand({ SecretId: NAME }))
    expect(Object.keys(described.VersionIdsToStages ?? {})).toEqual([TOKEN(2), TOKEN(3)])
  })

  it('the first version is current whatever labels it gets', async () => {
    await client.send(new CreateSecretCommand({ Name: NAME }))
    expect((await put('v1', TOKEN(1), ['AWSPENDING'])).VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING'])
  })

  it('custom labels leave AWSCURRENT alone and move between versions', async () => {
    await create()
    await put('v2', TOKEN(2), ['one', 'two', 'three'])
    await put('v3', TOKEN(3), ['one', 'two', 'four'])
    expect(await stages()).toEqual({
      [TOKEN(1)]: ['AWSCURRENT'],
      [TOKEN(2)]: ['three'],
      [TOKEN(3)]: ['four', 'one', 'two'],
    })
  })

  it('a rotation: pending becomes current, and loses AWSPENDING to the next value', async () => {
    await create()
    await put('v2', TOKEN(2), ['AWSPENDING'])
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: NAME,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: TOKEN(1),
        MoveToVersionId: TOKEN(2),
      }),
    )
    expect(await stages()).toEqual({
      [TOKEN(1)]: ['AWSPREVIOUS'],
      [TOKEN(2)]: ['AWSCURRENT', 'AWSPENDING'],
    })
    await put('v3', TOKEN(3))
    expect(await stages()).toEqual({ [TOKEN(2)]: ['AWSPREVIOUS'], [TOKEN(3)]: ['AWSCURRENT'] })
  })

  it('moving AWSCURRENT back swaps the two labels', async () => {
    await create()
    await put('v2', TOKEN(2))
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: NAME,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: TOKEN(2),
        MoveToVersionId: TOKEN(1),
      }),
    )
    expect(await stages()).toEqual({ [TOKEN(1)]: ['AWSCURRENT'], [TOKEN(2)]: ['AWSPREVIOUS'] })
    expect((await client.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString).toBe('v1')
  })

  it('UpdateSecret makes a version only for a value', async () => {
    await create()
    const described = await client.send(new UpdateSecretCommand({ SecretId: NAME, Description: 'new' }))
    expect(described.VersionId).toBeUndefined()
    const valued = await client.send(
      new UpdateSecretCommand({ SecretId: NAME, SecretString: 'v2', ClientRequestToken: TOKEN(2) }),
    )
    expect(valued.VersionId).toBe(TOKEN(2))
    expect(await client.send(new DescribeSecretCommand({ SecretId: NAME }))).toMatchObject({
      Description: 'new',
      VersionIdsToStages: { [TOKEN(1)]: ['AWSPREVIOUS'], [TOKEN(2)]: ['AWSCURRENT'] },
    })
  })
})

describe('deletion', () => {
  it.each([
    [undefined, 30],
    [7, 7],
    [30, 30],
  ])('a window of %s days ends after %s days', async (days, expected) => {
    await create()
    aws.elapse(1000)
    const deleted = await client.send(
      new DeleteSecretCommand({
        SecretId: NAME,
        ...(days === undefined ? {} : { RecoveryWindowInDays: days }),
      }),
    )
    const end = new Date(Date.parse('2026-01-01T00:00:01Z') + expected * DAY_MS)
    expect(deleted.DeletionDate).toEqual(end)
    const described = await client.send(new DescribeSecretCommand({ SecretId: NAME }))
    expect(described.DeletedDate).toEqual(end)
  })

  it('a secret is there until its window is over, and then the name is free', async () => {
    await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME, RecoveryWindowInDays: 7 }))
    aws.elapse(7 * DAY_MS - 1)
    await expect(create('v2', TOKEN(2))).rejects.toMatchObject({ name: 'InvalidRequestException' })
    aws.elapse(1)
    const gone = client.send(new DescribeSecretCommand({ SecretId: NAME }))
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect((await create('v2', TOKEN(2))).VersionId).toBe(TOKEN(2))
    expect(await stages(true)).toEqual({ [TOKEN(2)]: ['AWSCURRENT'] })
  })

  it('RestoreSecret takes it back', async () => {
    await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    await client.send(new RestoreSecretCommand({ SecretId: NAME }))
    aws.elapse(31 * DAY_MS)
    expect((await client.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString).toBe('v1')
    const described = await client.send(new DescribeSecretCommand({ SecretId: NAME }))
    expect(described.DeletedDate).toBeUndefined()
  })

  it('force deletes a live, a scheduled and an unknown secret', async () => {
    const force = new DeleteSecretCommand({ SecretId: NAME, ForceDeleteWithoutRecovery: true })
    const { ARN: arn } = await create()
    expect((await client.send(force)).ARN).toBe(arn)
    await create()
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    await client.send(force)
    const unknown = await client.send(force)
    expect(unknown).toMatchObject({ Name: NAME, DeletionDate: new Date('2026-01-01T00:00:00Z') })
    expect(unknown.ARN).toMatch(/-[A-Za-z0-9]{6}$/)
    await expect(client.send(new DescribeSecretCommand({ SecretId: NAME }))).rejects.toThrow()
  })
})

describe('tags', () => {
  it('are absent until the first, and an empty list after the last', async () => {
    await create()
    const tags = async () => (await client.send(new DescribeSecretCommand({ SecretId: NAME }))).Tags
    expect(await tags()).toBeUndefined()
    const added = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    await client.send(new TagResourceCommand({ SecretId: NAME, Tags: added }))
    await client.send(new TagResourceCommand({ SecretId: NAME, Tags: [{ Key: 'a', Value: '3' }] }))
    expect(await tags()).toEqual([
      { Key: 'a', Value: '3' },
      { Key: 'b', Value: '2' },
    ])
    await client.send(new UntagResourceCommand({ SecretId: NAME, TagKeys: ['a', 'b', 'unknown'] }))
    expect(await tags()).toEqual([])
  })
})
