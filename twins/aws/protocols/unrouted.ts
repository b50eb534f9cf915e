import { AwsError } from '../errors.js'
import { type AwsRequest, type AwsResponse, headerOf } from '../wire.js'
import { jsonError } from './json.js'

/**
 * The answer to a request for a service the twin does not have: an error in the protocol of the request that names the
 * service. Never HTML, which SDKs report as a parse error, and never 5xx, which they repeat.
 */
export function unrouted(request: AwsRequest, service: string, requestId: string): AwsResponse {
  const subject = service === '' ? `${request.method} ${request.path}` : service
  const error = new AwsError(
    'UnknownOperationException',
    `not modelled: AWS service ${subject}. Use a real AWS endpoint for this service.`,
  )
  if (!speaksXml(request, service)) {
    const response = jsonError(error, requestId)
    // REST-JSON clients take the error's name from this header.
    return { ...response, headers: { ...response.headers, 'x-amzn-errortype': error.shape } }
  }
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: xmlError(service, error, requestId),
  }
}

/** S3 speaks REST-XML; services of the Query protocols send forms. */
function speaksXml(request: AwsRequest, service: string): boolean {
  const form = headerOf(request, 'content-type').startsWith('application/x-www-form-urlencoded')
  return form || service === 's3'
}

/** The three error envelopes: S3, EC2 and all other Query services. */
function xmlError(service: string, error: AwsError, requestId: string): string {
  const inner = `<Code>${error.shape}</Code><Message>${escapeXml(error.message)}</Message>`
  if (service === 's3') return `<Error>${inner}<RequestId>${requestId}</RequestId></Error>`
  if (service === 'ec2') {
    return `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
  }
  return `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
