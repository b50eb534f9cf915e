import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { beforeEach, describe, expect, it } from 'vitest'
import { AwsWorld } from '../../../support/aws-world.js'

const NAME = 'tracecat/prod/postgres'
const V1 = '1'.repeat(32)
const V2 = '2'.repeat(32)

let aws: AwsWorld
let client: SecretsManagerClient

beforeEach(() => {
  aws = new AwsWorld()
  client = aws.client()
})

async function create(name: string) {
  await client.send(new CreateSecretCommand({ Name: name, SecretString: 'v1', ClientRequestToken: V1 }))
}

describe('lists', () => {
  const names = async (input: ListSecretsCommandInput) =>
    ((await client.send(new ListSecretsCommand(input))).SecretList ?? []).map((secret) => secret.Name)

  async function createAll() {
    const all = [
      { Name: 'testing1/one', Description: 'a secret', Tags: [{ Key: 'team', Value: 'data' }] },
      { Name: '/testing2/two', Description: 'an secret', Tags: [{ Key: 'Team', Value: 'web' }] },
      { Name: 'testing3/three', Description: 'asecret' },
      { Name: '/testing4/four', Description: 'thesecret' },
    ]
    for (const [index, input] of all.entries()) {
      await client.send(new CreateSecretCommand({ ...input, SecretString: `value ${index + 1}` }))
      aws.elapse(1)
    }
  }

  it.each([
    ['name', '/', ['/testing2/two', '/testing4/four']],
    ['name', '!/', ['testing1/one', 'testing3/three']],
    ['name', 'testing1 one', []],
    ['description', 'a', ['testing1/one', '/testing2/two', 'testing3/three']],
    ['description', '!a', ['/testing4/four']],
    ['description', 'a secret', ['testing1/one', '/testing2/two']],
    ['tag-key', 'te', ['testing1/one']],
    ['tag-value', 'web', ['/testing2/two']],
    ['all', 'TEAM', ['testing1/one', '/testing2/two']],
    ['all', 'three', ['testing3/three']],
    ['owning-service', 'rds', []],
  ] as const)('ListSecrets filters by %s %s', async (key, value, expected) => {
    await createAll()
    expect(await names({ Filters: [{ Key: key, Values: [value] }] })).toEqual(expected)
  })

  it('ListSecrets needs every filter and any value', async () => {
    await createAll()
    const byName = { Key: 'name' as const, Values: ['testing1', 'testing3'] }
    expect(await names({ Filters: [byName] })).toEqual(['testing1/one', 'testing3/three'])
    const byTag = { Key: 'tag-key' as const, Values: ['team'] }
    expect(await names({ Filters: [byName, byTag] })).toEqual(['testing1/one'])
  })

  it('ListSecrets pages through all of them, by date or name', async () => {
    await createAll()
    const first = await client.send(new ListSecretsCommand({ MaxResults: 3 }))
    expect(first.SecretList?.map((secret) => secret.Name)).toEqual([
      'testing1/one',
      '/testing2/two',
      'testing3/three',
    ])
    const second = await client.send(new ListSecretsCommand({ MaxResults: 3, NextToken: first.NextToken }))
    expect(second.SecretList?.map((secret) => secret.Name)).toEqual(['/testing4/four'])
    expect(second.NextToken).toBeUndefined()
    expect(await names({ SortBy: 'name', SortOrder: 'desc' })).toEqual([
      'testing3/three',
      'testing1/one',
      '/testing4/four',
      '/testing2/two',
    ])
  })

  it('ListSecrets hides scheduled secrets unless asked', async () => {
    await create(NAME)
    await client.send(new DeleteSecretCommand({ SecretId: NAME }))
    expect(await names({})).toEqual([])
    expect(await names({ IncludePlannedDeletion: true })).toEqual([NAME])
  })

  it('ListSecretVersionIds names the default key and pages', async () => {
    await create(NAME)
    await client.send(
      new PutSecretValueCommand({ SecretId: NAME, SecretString: 'v2', ClientRequestToken: V2 }),
    )
    const page = await client.send(new ListSecretVersionIdsCommand({ SecretId: NAME, MaxResults: 1 }))
    expect(page.Versions).toMatchObject([{ VersionId: V1, KmsKeyIds: ['DefaultEncryptionKey'] }])
    const rest = await client.send(
      new ListSecretVersionIdsCommand({ SecretId: NAME, NextToken: page.NextToken }),
    )
    expect(rest.Versions?.map((version) => version.VersionId)).toEqual([V2])
  })

  it('BatchGetSecretValue gives values and errors', async () => {
    await createAll()
    await client.send(new DeleteSecretCommand({ SecretId: '/testing4/four' }))
    const batch = await client.send(
      new BatchGetSecretValueCommand({ SecretIdList: ['testing1/one', 'missing', '/testing4/four'] }),
    )
    expect(batch.SecretValues?.map((value) => value.SecretString)).toEqual(['value 1'])
    expect(batch.Errors).toEqual([
      {
        SecretId: 'missing',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
      {
        SecretId: '/testing4/four',
        ErrorCode: 'InvalidRequestException',
        Message: "You can't perform this operation on the secret because it was marked for deletion.",
      },
    ])
    const filtered = await client.send(
      new BatchGetSecretValueCommand({ Filters: [{ Key: 'name', Values: ['/testing'] }] }),
    )
    expect(filtered.SecretValues?.map((value) => value.Name)).toEqual(['/testing2/two'])
  })

  it('GetResourcePolicy has none', async () => {
    await create(NAME)
    const policy = await client.send(new GetResourcePolicyCommand({ SecretId: NAME }))
    expect(policy).toMatchObject({ Name: NAME })
    expect(policy.ResourcePolicy).toBeUndefined()
  })
})
