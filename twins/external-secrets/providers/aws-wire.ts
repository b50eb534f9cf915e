import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'
import { textAt } from '../../kubernetes/index.js'
import { SyncError } from '../sync-error.js'

/** The port that answers AWS requests. */
const AWS_PORT = 'aws'

/** An answer of AWS that is not an error. */
export type AwsOutput = JsonObject

/** An error answer of AWS: `code` is the exception's name, `requestId` that of the answer. */
export class AwsError extends SyncError {
  readonly exception: string
  readonly awsMessage: string

  constructor(operation: string, sdk: 1 | 2, answer: AwsFailure) {
    super('other', sdk === 2 ? textOfSdk2(operation, answer) : textOfSdk1(answer))
    this.exception = answer.exception
    this.awsMessage = answer.message
  }
}

interface AwsFailure {
  readonly status: number
  readonly requestId: string
  readonly exception: string
  readonly message: string
}

/** Where and how to ask. */
export interface AwsEndpoint {
  readonly region: string
  readonly sdk: 1 | 2
}

/**
 * One Secrets Manager operation over AWS JSON 1.1. The signature is not checked by anyone, so it is a placeholder;
 * the credential scope routes the request.
 */
export function* secretsManager(
  endpoint: AwsEndpoint,
  operation: string,
  input: JsonObject,
): Proc<AwsOutput> {
  const scope = `20260101/${endpoint.region}/secretsmanager/aws4_request`
  const response = (yield* call(AWS_PORT, {
    method: 'POST',
    path: '/',
    headers: {
      host: `secretsmanager.${endpoint.region}.amazonaws.com`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=EXTERNALSECRETS/${scope}, SignedHeaders=host;x-amz-target, Signature=unsigned`,
    },
    body: JSON.stringify(input),
  })) as JsonObject
  const status = Number(response['status'])
  const body = parse(response['body'])
  if (status < 400) return body
  throw new AwsError(operation, endpoint.sdk, {
    status,
    requestId: requestIdOf(response['headers']),
    exception: exceptionOf(body),
    message: textAt(body, 'message') || textAt(body, 'Message'),
  })
}

function parse(body: Json | undefined): JsonObject {
  const parsed = typeof body === 'string' && body !== '' ? (JSON.parse(body) as Json) : {}
  return isObject(parsed) ? parsed : {}
}

function exceptionOf(body: JsonObject): string {
  const type = textAt(body, '__type') || textAt(body, 'code')
  return type.slice(type.lastIndexOf('#') + 1)
}

function requestIdOf(headers: Json | undefined): string {
  const all = isObject(headers) ? Object.entries(headers) : []
  const found = all.find(([name]) => name.toLowerCase() === 'x-amzn-requestid')
  return found === undefined ? '' : String(found[1])
}

/** aws-sdk-go-v2: smithy OperationError around a ResponseError around the API error. */
function textOfSdk2(operation: string, { status, requestId, exception, message }: AwsFailure): string {
  return `operation error Secrets Manager: ${operation}, https response error StatusCode: ${status}, RequestID: ${requestId}, ${exception}: ${message}`
}

/** aws-sdk-go v1 awserr.RequestFailure, after SanitizeErr has cut the request id. */
function textOfSdk1({ status, exception, message }: AwsFailure): string {
  return `${exception}: ${message}\n\tstatus code: ${status}, `
}
