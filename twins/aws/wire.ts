import type { JsonObject } from '../kernel/json.js'

/** An HTTP request to AWS as data: the payload of the port `aws`. */
export interface AwsRequest extends JsonObject {
  readonly method: string
  /** Path with query, e.g. `/`. */
  readonly path: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>
  /** Text; '' for none. */
  readonly body: string
}

/** An HTTP response of AWS as data: the answer of the port `aws`. Header names are in lower case. */
export interface AwsResponse extends JsonObject {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The port's name. */
export const AWS_PORT = 'aws'

/** The one account of the twin. */
export const ACCOUNT_ID = '123456789012'

/** The region of requests that name none. */
export const DEFAULT_REGION = 'us-east-1'

/** The value of a header, whatever the case of its name; '' when it is missing. */
export function headerOf(request: AwsRequest, name: string): string {
  const direct = request.headers[name]
  if (direct !== undefined) return direct
  for (const [key, value] of Object.entries(request.headers)) {
    if (key.toLowerCase() === name) return value
  }
  return ''
}

/**
 * A request of an AWS JSON 1.1 service, signed by nobody: the credential scope names service and region, and signatures
 * are not checked. `target` is e.g. `secretsmanager.GetSecretValue`.
 */
export function jsonRequest(region: string, target: string, input: JsonObject): AwsRequest {
  const service = target.slice(0, target.indexOf('.'))
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      host: `${service}.${region}.amazonaws.com`,
      authorization: `AWS4-HMAC-SHA256 Credential=TWIN/20260101/${region}/${service}/aws4_request`,
    },
    body: JSON.stringify(input),
  }
}
