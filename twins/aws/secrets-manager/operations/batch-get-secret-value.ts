import type { JsonObject } from '../../../kernel/json.js'
import { AwsError } from '../../errors.js'
import type { Operation, ServiceCall } from '../../service.js'
import { filterOf } from '../filters.js'
import { checkInput, type Input, NEXT_TOKEN } from '../input.js'
import { pageOf } from '../pages.js'
import { listOrFilters, maxResultsWithoutFilters } from '../refusals.js'
import { allSecrets, requireLiveSecret } from '../store.js'
import { secretValueEntry, selectVersion } from './get-secret-value.js'

const PAGE_SIZE = 20

const MEMBERS = {
  SecretIdList: { type: 'strings', min: 1, max: 20 },
  Filters: { type: 'objects', max: 10 },
  MaxResults: { type: 'integer', min: 1, max: PAGE_SIZE },
  NextToken: NEXT_TOKEN,
} as const

/**
 * BatchGetSecretValue: current values of up to 20 secrets, by id or by filter. What cannot be read is listed in `Errors`
 * and fails nothing (botocore 1.43.107 BatchGetSecretValue). Filters see no secret that is scheduled for deletion.
 */
export const batchGetSecretValue: Operation = (call, body) => {
  const input = checkInput(body, MEMBERS)
  if (input.has('SecretIdList') === input.has('Filters')) throw listOrFilters()
  if (input.has('MaxResults') && !input.has('Filters')) throw maxResultsWithoutFilters()
  const page = idsOf(call, input)
  const results = page.items.map((id) => readOne(call, id))
  return {
    SecretValues: results.flatMap((result) => (result.value === undefined ? [] : [result.value])),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    Errors: results.flatMap((result) => (result.error === undefined ? [] : [result.error])),
  }
}

function idsOf(call: ServiceCall, input: Input) {
  const listed = input.texts('SecretIdList')
  if (listed !== undefined) return { items: listed, nextToken: undefined }
  const names = allSecrets(call)
    .filter((secret) => secret.deletionMs === null)
    .filter(filterOf(input))
    .map((secret) => secret.name)
  return pageOf(names, (name) => name, input.number('MaxResults') ?? PAGE_SIZE, input.text('NextToken'))
}

interface Result {
  readonly value?: JsonObject
  readonly error?: JsonObject
}

function readOne(call: ServiceCall, secretId: string): Result {
  try {
    const secret = requireLiveSecret(call, secretId)
    return { value: secretValueEntry(secret, selectVersion(secret, undefined, undefined)) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { error: { SecretId: secretId, ErrorCode: error.shape, Message: error.message } }
  }
}
