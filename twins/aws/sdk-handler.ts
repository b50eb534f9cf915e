import { NotModelled } from '../kernel/errors.js'
import { type AwsRequest, type AwsResponse, headerOf } from './wire.js'

/** The parts of an SDK request that matter here (`HttpRequest` of smithy-typescript 4). */
interface SdkRequest {
  readonly method: string
  readonly hostname: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** What the option `requestHandler` of an AWS SDK v3 client accepts; structural, no SDK package is needed. */
export interface SdkRequestHandler {
  readonly handle: (request: SdkRequest) => Promise<{ response: SdkResponse }>
  readonly updateHttpClientConfig: (key: never, value: never) => void
  readonly httpHandlerConfigs: () => Record<string, never>
}

/**
 * A request handler that hands the requests of a real AWS SDK v3 client to `send` instead of the network. Throws
 * `NotModelled` for streamed bodies.
 */
export function createSdkRequestHandler(
  send: (request: AwsRequest) => AwsResponse | Promise<AwsResponse>,
): SdkRequestHandler {
  return {
    handle: async (request) => {
      const answer = await send(fromSdkRequest(request))
      return {
        response: {
          statusCode: answer.status,
          headers: { ...answer.headers },
          body: new TextEncoder().encode(answer.body),
        },
      }
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
}

function fromSdkRequest(request: SdkRequest): AwsRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const { method, path } = request
  const sent = { method, path: path + queryText(request.query ?? {}), headers, body: bodyText(request.body) }
  return headerOf(sent, 'host') === '' ? { ...sent, headers: { ...headers, host: request.hostname } } : sent
}

function queryText(query: Readonly<Record<string, string | string[] | null>>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => {
    const values = Array.isArray(value) ? value : [value]
    return values.map((each) => {
      return each === null
        ? encodeURIComponent(key)
        : `${encodeURIComponent(key)}=${encodeURIComponent(each)}`
    })
  })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  throw new NotModelled('streamed request bodies', 'Give the client a text or bytes instead of a stream.')
}
