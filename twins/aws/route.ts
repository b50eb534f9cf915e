import { type AwsRequest, DEFAULT_REGION, headerOf } from './wire.js'

/** Which service and region a request is for. */
export interface Route {
  /** Signing name, or the best that can be said; '' when nothing names a service. */
  readonly service: string
  readonly region: string
}

const CREDENTIAL_SCOPE = /Credential=[^,\s]*\/\d+\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/
const HOST = /^(?:[^.]+\.)*?([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/

/**
 * Find service and region: by the credential scope of the signature, else by `X-Amz-Target`, else by `Host`.
 * One endpoint can so serve every service, as LocalStack and moto do. Signatures are not checked.
 */
export function routeOf(request: AwsRequest): Route {
  const scope = CREDENTIAL_SCOPE.exec(headerOf(request, 'authorization'))
  if (scope !== null) return { region: scope[1]!, service: scope[2]! }
  const host = HOST.exec(headerOf(request, 'host'))
  const region = host?.[2] ?? DEFAULT_REGION
  const target = headerOf(request, 'x-amz-target')
  if (target !== '') return { service: target.split('.', 1)[0]!, region }
  return { service: host?.[1]?.replace(/-fips$/, '') ?? '', region }
}
