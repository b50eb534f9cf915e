import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import { AwsError } from '../errors.js'
import type { JsonService, ServiceCall } from '../service.js'
import { type AwsRequest, type AwsResponse, headerOf } from '../wire.js'

const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** The operation a request names in `X-Amz-Target`; '' when it names none of this service. */
export function operationOf(service: JsonService, request: AwsRequest): string {
  const target = headerOf(request, 'x-amz-target')
  const prefix = `${service.targetPrefix}.`
  return target.startsWith(prefix) ? target.slice(prefix.length) : ''
}

/** The input of a request; `{}` for an empty or unreadable body. For labels and logs. */
export function peekInput(request: AwsRequest): JsonObject {
  try {
    return parseInput(request.body)
  } catch (error) {
    if (error instanceof AwsError) return {}
    throw error
  }
}

/**
 * Answer a request in AWS JSON 1.1: `POST /` with `X-Amz-Target: <prefix>.<Operation>`, JSON both ways, errors as
 * `{"__type": "<Shape>", "Message": "..."}`. Source: awslabs/smithy 1.0 aws-json-1_1 protocol; envelopes as recorded from
 * Secrets Manager by LocalStack 8b9a79f (tests/aws/services/secretsmanager, test_no_client_request_token).
 * An operation or parameter that the twin does not model is an `UnknownOperationException` whose text says so, with
 * status 400: clients repeat what ends in 5xx.
 */
export function answerJson(
  service: JsonService,
  call: ServiceCall,
  request: AwsRequest,
  requestId: string,
): { readonly response: AwsResponse; readonly refusal: AwsError | null } {
  try {
    const output = perform(service, call, request)
    return { response: jsonResponse(200, output, requestId), refusal: null }
  } catch (error) {
    const refusal = refusalOf(error)
    return { response: jsonError(refusal, requestId), refusal }
  }
}

/** An error as a JSON response. */
export function jsonError(error: AwsError, requestId: string): AwsResponse {
  const body = { __type: error.shape, [messageMember(error.shape)]: error.message }
  return jsonResponse(error.status, body, requestId)
}

function perform(service: JsonService, call: ServiceCall, request: AwsRequest): JsonObject {
  if (Object.hasOwn(service.operations, call.operation)) {
    return service.operations[call.operation]!(call, parseInput(request.body))
  }
  if (!service.notModelled.includes(call.operation)) throw new AwsError('UnknownOperationException', '')
  throw new NotModelled(
    `${service.name} ${call.operation}`,
    'Take this call out of the scenario, or use a real AWS endpoint for it.',
  )
}

function refusalOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  if (!(error instanceof NotModelled)) throw error
  return new AwsError('UnknownOperationException', `${error.message}. ${error.remedy ?? ''}`)
}

function parseInput(body: string): JsonObject {
  if (body === '') return {}
  let input: unknown
  try {
    input = JSON.parse(body)
  } catch {
    throw new AwsError('SerializationException', '')
  }
  if (!isObject(input)) throw new AwsError('SerializationException', '')
  return input
}

function jsonResponse(status: number, body: JsonObject, requestId: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  }
}

/** Errors of the service's model have `Message`, those of the framework before it `message`. */
function messageMember(shape: string): string {
  return FRAMEWORK_ERRORS.includes(shape) ? 'message' : 'Message'
}

const FRAMEWORK_ERRORS = ['ValidationException', 'UnknownOperationException', 'SerializationException']
