import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { type Arrivals, AWS_PORT, answerAws, latencyOf } from './arrivals.js'
import { accessKeyId, type Clients } from './clients.js'
import type { Clock } from './clock.js'
import { headersOf, readBody, sendWhole } from './http-body.js'

/** Most of what AWS takes at once in the protocols that are served: 10 MiB. */
const MAX_BYTES = 10 * 1024 * 1024

export interface AwsListenerOptions {
  readonly served: ServedWorld
  readonly clients: Clients
  readonly clock: Clock
  /** Told of every request; default: nobody is. */
  readonly arrivals?: Arrivals | undefined
}

/**
 * Answers requests to AWS: one address for all services and regions, as `--endpoint-url` wants it. Signatures are not
 * checked, but the access key id must be one that was given out: a page in a browser must not read a world.
 */
export async function handleAws(
  { served, clients, clock, arrivals }: AwsListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const client = clients.find(accessKeyId(request.headers.authorization))
  if (client === undefined) return refuse(request, response)
  const body = await readBody(request, MAX_BYTES)
  if (body === 'too-large') {
    sendWhole(response, 413, { 'content-type': 'text/plain' }, 'Request Entity Too Large')
    return
  }
  clock.takeRequest(latencyOf(served, AWS_PORT))
  const payload: JsonObject = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: headersOf(request),
    body: body.toString('utf8'),
  }
  arrivals?.add(client.actor, { kind: 'aws', payload })
  const answer = answerAws(served, client, payload)
  sendWhole(
    response,
    Number(answer['status']),
    answer['headers'] as unknown as Readonly<Record<string, string>>,
    String(answer['body']),
  )
}

const INVALID_TOKEN = 'The security token included in the request is invalid.'

/** In the protocol of the request. Source: "Common error types" of the AWS API references. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  const json = request.headers['x-amz-target'] !== undefined
  const body = json
    ? JSON.stringify({ __type: 'UnrecognizedClientException', message: INVALID_TOKEN })
    : `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>${INVALID_TOKEN}</Message></Error></ErrorResponse>`
  const type = json ? 'application/x-amz-json-1.1' : 'text/xml'
  sendWhole(response, 403, { 'content-type': type }, body)
}
