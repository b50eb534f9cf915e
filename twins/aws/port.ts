import { type Hash128, hashJsonWithout, hashString, mixHash } from '../kernel/hash.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Caller, Port } from '../kernel/port.js'
import type { Transaction } from '../kernel/transaction.js'
import { answerJson, operationOf, peekInput } from './protocols/json.js'
import { unrouted } from './protocols/unrouted.js'
import { requestIdOf } from './request-id.js'
import { routeOf } from './route.js'
import { secretsManager } from './secrets-manager/index.js'
import type { JsonService } from './service.js'
import { AWS_PORT, type AwsRequest, type AwsResponse } from './wire.js'

const SERVICES: readonly JsonService[] = [secretsManager]

/** Nominal round trip to a regional endpoint, in ms. */
const LATENCY_MS = 40

/** Members that carry absolute times: left out of the digest of an answer. */
const TIME_MEMBERS: ReadonlySet<string> = new Set([
  'CreatedDate',
  'DeletedDate',
  'DeletionDate',
  'LastChangedDate',
])

/**
 * AWS on the wire: payload {@link AwsRequest}, answer {@link AwsResponse}. Errors are answers with their HTTP status.
 * Refusals are logged with the operation and AWS's text, never with a value.
 */
export const awsPort: Port = {
  name: AWS_PORT,
  latencyMs: LATENCY_MS,
  handle: (tx, payload, caller) => handle(tx, payload as AwsRequest, caller),
  describe: (payload) => describe(payload as AwsRequest),
  digest: (answer) => digest(answer as AwsResponse),
}

function handle(tx: Transaction, request: AwsRequest, caller: Caller): AwsResponse {
  const route = routeOf(request)
  const summary = describe(request)
  const requestId = requestIdOf(tx, caller, summary)
  const service = SERVICES.find((each) => each.name === route.service)
  if (service === undefined) {
    tx.append({
      kind: 'refused',
      port: AWS_PORT,
      summary,
      message: `not modelled: AWS service ${route.service}`,
    })
    return unrouted(request, route.service, requestId)
  }
  const call = { tx, region: route.region, operation: operationOf(service, request) }
  const { response, refusal } = answerJson(service, call, request, requestId)
  if (refusal !== null) {
    tx.append({
      kind: 'refused',
      port: AWS_PORT,
      summary,
      message: `${refusal.shape}: ${refusal.message}`,
    })
  }
  return response
}

/** `secretsmanager.GetSecretValue tracecat/prod/postgres`, or method and path of a request for no known service. */
function describe(request: AwsRequest): string {
  const { service: name } = routeOf(request)
  const service = SERVICES.find((each) => each.name === name)
  if (service === undefined) return `${name} ${request.method} ${request.path.split('?', 1)[0]}`.trim()
  const subject = service.subjectOf(peekInput(request))
  return `${name}.${operationOf(service, request)} ${subject}`.trim()
}

/** Status and body, without times: equal for answers that mean the same. */
function digest(answer: AwsResponse): Hash128 {
  return mixHash(hashString(String(answer.status)), hashJsonWithout(bodyOf(answer), TIME_MEMBERS))
}

function bodyOf(answer: AwsResponse): Json {
  if (answer.headers['content-type']?.includes('json') !== true) return answer.body
  return JSON.parse(answer.body) as JsonObject
}
