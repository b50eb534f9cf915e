import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonRequest } from '../../../twins/aws/index.js'
import type { JsonObject } from '../../../twins/kernel/index.js'
import { AwsWorld } from '../../support/aws-world.js'

const version = fc.constantFrom('1', '2', '3', '4').map((digit) => digit.repeat(32))
const label = fc.constantFrom('AWSCURRENT', 'AWSPENDING', 'custom')

const operation: fc.Arbitrary<readonly [string, JsonObject]> = fc.oneof(
  fc
    .tuple(version, fc.option(fc.uniqueArray(label, { minLength: 1 })))
    .map(([token, labels]): [string, JsonObject] => [
      'PutSecretValue',
      { ClientRequestToken: token, SecretString: 'v', ...(labels === null ? {} : { VersionStages: labels }) },
    ]),
  fc.tuple(label, fc.option(version), fc.option(version)).map(([stage, from, to]): [string, JsonObject] => [
    'UpdateSecretVersionStage',
    {
      VersionStage: stage,
      ...(from === null ? {} : { RemoveFromVersionId: from }),
      ...(to === null ? {} : { MoveToVersionId: to }),
    },
  ]),
  version.map((token): [string, JsonObject] => [
    'UpdateSecret',
    { ClientRequestToken: token, SecretString: 'v' },
  ]),
)

function send(aws: AwsWorld, name: string, input: JsonObject) {
  const answer = aws.send(jsonRequest('eu-west-1', `secretsmanager.${name}`, { SecretId: 'a', ...input }))
  return { status: answer.status, body: JSON.parse(answer.body) }
}

function labelsOf(aws: AwsWorld): readonly (readonly string[])[] {
  const { body } = send(aws, 'ListSecretVersionIds', { IncludeDeprecated: true })
  return body.Versions.map((each: { VersionStages?: string[] }) => each.VersionStages ?? [])
}

describe('staging labels, after any operations', () => {
  it('are on one version each, and exactly one version is current', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        const aws = new AwsWorld()
        send(aws, 'CreateSecret', { Name: 'a', ClientRequestToken: '1'.repeat(32), SecretString: 'v' })
        for (const [name, input] of operations) {
          send(aws, name, input)
          const labels = labelsOf(aws).flat()
          expect(new Set(labels).size).toBe(labels.length)
          expect(labels).toContain('AWSCURRENT')
          for (const each of labelsOf(aws)) {
            expect(each.includes('AWSCURRENT') && each.includes('AWSPREVIOUS')).toBe(false)
          }
        }
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('are left alone by a repeated request', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), version, (operations, token) => {
        const aws = new AwsWorld()
        send(aws, 'CreateSecret', { Name: 'a', ClientRequestToken: '1'.repeat(32), SecretString: 'v' })
        for (const [name, input] of operations) send(aws, name, input)
        const request = { ClientRequestToken: token, SecretString: 'v' }
        send(aws, 'PutSecretValue', request)
        const before = labelsOf(aws)
        const world = aws.world
        expect(send(aws, 'PutSecretValue', request).status).toBe(200)
        expect(labelsOf(aws)).toEqual(before)
        expect(aws.world.seq).toBe(world.seq)
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})
