import {
  CreateSecretCommand,
  DescribeSecretCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import { describe, expect, it } from 'vitest'
import { type AwsRequest, type AwsResponse, jsonRequest, seedSecrets } from '../../../../twins/aws/index.js'
import { canonicalRows, type JsonObject } from '../../../../twins/kernel/index.js'
import { AwsWorld, DAY_MS } from '../../../support/aws-world.js'

const REGION = 'eu-west-1'
const TOKEN = '1'.repeat(32)

function request(operation: string, input: JsonObject, region = REGION): AwsRequest {
  return jsonRequest(region, `secretsmanager.${operation}`, input)
}

function withHeaders(headers: Record<string, string>, body = '{}'): AwsRequest {
  return { method: 'POST', path: '/', headers, body }
}

describe('routing', () => {
  const scope = (service: string, region = REGION) => ({
    Authorization: `AWS4-HMAC-SHA256 Credential=AK/20260101/${region}/${service}/aws4_request, SignedHeaders=host`,
  })
  const target = { 'X-Amz-Target': 'secretsmanager.ListSecrets' }

  it.each<[string, Record<string, string>]>([
    ['credential scope', { ...scope('secretsmanager'), ...target, host: 'localhost:4566' }],
    ['X-Amz-Target', { ...target }],
    ['host', { ...target, host: 'secretsmanager.us-east-1.amazonaws.com' }],
  ])('by %s', (_, headers) => {
    const answer = new AwsWorld().send(withHeaders(headers))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { SecretList: [] }])
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.1')
  })

  it('takes the region from the scope before the host', () => {
    const aws = new AwsWorld()
    aws.send(request('CreateSecret', { Name: 'a', ClientRequestToken: TOKEN }, 'us-west-2'))
    const headers = {
      ...scope('secretsmanager', 'us-west-2'),
      ...target,
      host: 'secretsmanager.eu-west-1.amazonaws.com',
    }
    expect(JSON.parse(aws.send(withHeaders(headers)).body).SecretList).toHaveLength(1)
  })

  it.each<[string, Record<string, string>, string]>([
    ['dynamodb', { 'content-type': 'application/x-amz-json-1.0' }, '{"__type":"UnknownOperationException"'],
    ['s3', {}, '<Error><Code>UnknownOperationException</Code>'],
    ['rds', { 'content-type': 'application/x-www-form-urlencoded' }, '<ErrorResponse><Error><Type>Sender'],
    [
      'ec2',
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      '<Response><Errors><Error>',
    ],
  ])('refuses %s in its protocol, naming it', (service, headers, start) => {
    const answer = new AwsWorld().send(withHeaders({ ...scope(service), ...headers }, ''))
    expect(answer.status).toBe(400)
    expect(answer.body.startsWith(start)).toBe(true)
    expect(answer.body).toContain(`not modelled: AWS service ${service}.`)
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each(['', 'Nonsense', 'constructor'])('refuses operation %j', (operation) => {
    const answer = new AwsWorld().send(request(operation, {}))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      { __type: 'UnknownOperationException', message: '' },
    ])
  })

  it.each(['{', '[]', '"a"'])('refuses body %s', (body) => {
    const answer = new AwsWorld().send({ ...request('ListSecrets', {}), body })
    expect(JSON.parse(answer.body).__type).toBe('SerializationException')
  })
})

describe('what can be read from outside', () => {
  const CANARY = 'c4n4ry-Pa55word'

  it('labels name operation and secret', () => {
    const port = new AwsWorld().system.ports.get('aws')!
    const name = 'tracecat/prod/postgres'
    const describeIt = (operation: string, input: JsonObject) => port.describe(request(operation, input))
    expect(describeIt('GetSecretValue', { SecretId: name })).toBe(`secretsmanager.GetSecretValue ${name}`)
    expect(describeIt('CreateSecret', { Name: name })).toBe(`secretsmanager.CreateSecret ${name}`)
    expect(describeIt('ListSecrets', {})).toBe('secretsmanager.ListSecrets')
    expect(describeIt('BatchGetSecretValue', { SecretIdList: ['a', 'b'] })).toBe(
      'secretsmanager.BatchGetSecretValue a, b',
    )
  })

  it('no label, log entry or canonical row has a secret value', async () => {
    const aws = new AwsWorld()
    const port = aws.system.ports.get('aws')!
    const requests = [
      request('CreateSecret', { Name: 'a', ClientRequestToken: TOKEN, SecretString: CANARY }),
      request('CreateSecret', { Name: 'a', ClientRequestToken: TOKEN, SecretString: `${CANARY}!` }),
      request('PutSecretValue', { SecretId: 'a', ClientRequestToken: '2'.repeat(32), SecretString: CANARY }),
      request('PutSecretValue', { SecretId: 'a', ClientRequestToken: '3'.repeat(32), SecretBinary: CANARY }),
      request('UpdateSecret', { SecretId: 'a', ClientRequestToken: 'x', SecretString: CANARY }),
      request('PutSecretValue', { SecretId: 'a', SecretString: CANARY.repeat(9000) }),
      request('GetSecretValue', { SecretId: 'a' }),
      request('RotateSecret', { SecretId: 'a', SecretString: CANARY }),
      request('DeleteSecret', { SecretId: 'a', ForceDeleteWithoutRecovery: true }),
      { ...request('CreateSecret', {}), body: `{"SecretString":"${CANARY}` },
    ]
    const canonical: string[] = []
    for (const each of requests) {
      expect(port.describe(each)).not.toContain(CANARY)
      aws.send(each)
      canonical.push(JSON.stringify(canonicalRows(aws.world)))
    }
    expect(aws.logText()).toContain('"verb":"PutSecretValue"')
    expect(aws.logText()).toContain('"kind":"refused"')
    expect(aws.logText()).not.toContain(CANARY)
    expect(canonical.join()).not.toContain(CANARY)
  })

  it('a refusal is logged with the text of AWS', () => {
    const aws = new AwsWorld()
    aws.send(request('GetSecretValue', { SecretId: 'a' }))
    expect(aws.logText()).toContain(
      "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    )
  })
})

describe('fingerprints', () => {
  const created = (aws: AwsWorld) => {
    aws.send(request('CreateSecret', { Name: 'a/b', ClientRequestToken: TOKEN, SecretString: 'v' }))
    return aws
  }
  const exact = (aws: AwsWorld) => aws.world.table('aws.secretsmanager').hash

  it('reads leave nothing behind', () => {
    const aws = created(new AwsWorld())
    const before = aws.world
    aws.send(request('GetSecretValue', { SecretId: 'a/b' }))
    aws.send(request('DescribeSecret', { SecretId: 'a/b' }))
    for (const [name, table] of aws.world.tables) {
      expect(table.hash, name).toEqual(before.table(name).hash)
    }
    expect(aws.world.seq).toBe(before.seq)
  })

  it('times make no difference, a scheduled deletion and a value do', () => {
    const early = created(new AwsWorld())
    const late = new AwsWorld()
    late.elapse(DAY_MS)
    created(late)
    expect(exact(late)).toEqual(exact(early))
    const live = exact(early)
    early.send(request('DeleteSecret', { SecretId: 'a/b', RecoveryWindowInDays: 7 }))
    late.send(request('DeleteSecret', { SecretId: 'a/b', RecoveryWindowInDays: 30 }))
    expect(exact(early)).toEqual(exact(late))
    expect(exact(early)).not.toEqual(live)
  })

  it.each(['a/b', 'plain', 'dotted.name', 'ends/with/', 'under_', '-'])(
    'worlds of two seeds and a re-created secret %s have the same canonical rows',
    (name) => {
      const rows = (seed: number, times: number) => {
        const aws = new AwsWorld({ seed })
        for (let count = 0; count < times; count++) {
          aws.send(request('DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true }))
          aws.send(request('CreateSecret', { Name: name, ClientRequestToken: TOKEN, SecretString: 'v' }))
        }
        return canonicalRows(aws.world).filter((row) => row.table === 'aws.secretsmanager')
      }
      expect(rows(1, 1)).toHaveLength(1)
      expect(rows(2, 3)).toEqual(rows(1, 1))
    },
  )

  it('answers that differ only in times and request ids have the same digest', () => {
    const port = new AwsWorld().system.ports.get('aws')!
    const answer = (aws: AwsWorld, actor: string): AwsResponse =>
      created(aws).send(request('DescribeSecret', { SecretId: 'a/b' }), actor)
    const early = new AwsWorld()
    const late = new AwsWorld()
    late.elapse(DAY_MS)
    const [one, other] = [answer(early, 'one'), answer(late, 'other')]
    expect(one).not.toEqual(other)
    expect(port.digest!(one)).toEqual(port.digest!(other))
    const missing = early.send(request('DescribeSecret', { SecretId: 'none' }))
    expect(port.digest!(missing)).not.toEqual(port.digest!(one))
  })

  it('the same calls give the same world', async () => {
    const build = () => {
      const aws = new AwsWorld({ seed: 7 })
      for (const call of seedSecrets([{ name: 'x', secretString: '1' }])) aws.send(call.payload as AwsRequest)
      aws.send(request('UpdateSecret', { SecretId: 'x', ClientRequestToken: TOKEN, SecretString: '2' }))
      return aws.logText()
    }
    expect(build()).toBe(build())
  })
})

describe('createSdkRequestHandler', () => {
  it('hands over requests with lower-case headers and text, and takes promises', async () => {
    const { createSdkRequestHandler } = await import('../../../../twins/aws/index.js')
    const seen: AwsRequest[] = []
    const handler = createSdkRequestHandler(async (each) => {
      seen.push(each)
      return { status: 418, headers: { a: 'b' }, body: 'ü' }
    })
    const { response } = await handler.handle({
      method: 'PUT',
      hostname: 'example.com',
      path: '/p',
      query: { 'x-id': 'Put Object', acl: null, tag: ['1', '2'] },
      headers: { 'Content-Type': 'text/plain' },
      body: new TextEncoder().encode('é'),
    })
    expect(seen).toEqual([
      {
        method: 'PUT',
        path: '/p?x-id=Put%20Object&acl&tag=1&tag=2',
        headers: { 'content-type': 'text/plain', host: 'example.com' },
        body: 'é',
      },
    ])
    expect(response).toMatchObject({ statusCode: 418, headers: { a: 'b' } })
    expect(new TextDecoder().decode(response.body)).toBe('ü')
  })

  it('refuses streams', async () => {
    const { createSdkRequestHandler } = await import('../../../../twins/aws/index.js')
    const handler = createSdkRequestHandler(() => ({ status: 200, headers: {}, body: '' }))
    const streamed = { method: 'PUT', hostname: 'h', path: '/', headers: {}, body: new ReadableStream() }
    await expect(handler.handle(streamed)).rejects.toMatchObject({ code: 'not-modelled' })
  })
})

describe('seedSecrets', () => {
  it('makes secrets on the wire with text, JSON and tags', async () => {
    const aws = new AwsWorld()
    const calls = seedSecrets(
      [
        { name: 'text', secretString: 's', tags: { team: 'data' } },
        { name: 'object', json: { username: 'u', password: 'p' }, description: 'd' },
      ],
      { region: REGION },
    )
    for (const call of calls) {
      expect(call.port).toBe('aws')
      expect(aws.send(call.payload as AwsRequest).status).toBe(200)
    }
    const described = await aws.client().send(new DescribeSecretCommand({ SecretId: 'text' }))
    expect(described.Tags).toEqual([{ Key: 'team', Value: 'data' }])
    const got = aws.send(request('GetSecretValue', { SecretId: 'object' }))
    expect(JSON.parse(got.body).SecretString).toBe('{"username":"u","password":"p"}')
  })

  it('the SDK can go on from a seed', async () => {
    const aws = new AwsWorld()
    for (const call of seedSecrets([{ name: 'x', secretString: '1' }], { region: REGION })) {
      aws.send(call.payload as AwsRequest)
    }
    const updated = await aws.client().send(new UpdateSecretCommand({ SecretId: 'x', SecretString: '2' }))
    expect(updated.VersionId).toMatch(/^[0-9a-f-]{36}$/)
    const again = aws.client().send(new CreateSecretCommand({ Name: 'x', SecretString: '3' }))
    await expect(again).rejects.toMatchObject({ name: 'ResourceExistsException' })
  })
})
