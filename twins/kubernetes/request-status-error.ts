import { goQuote } from './schema/go-text.js'
import { detailsOf, type GroupResource, resourceText, StatusError } from './status.js'

/** 400 with the given text. */
export function badRequest(message: string): StatusError {
  return new StatusError({ httpCode: 400, reason: 'BadRequest', message })
}

/**
 * 400 for a body that is not the expected kind: `Deployment in version "v1" cannot be handled as a Deployment: <why>`.
 * `why` for strict decoding starts with `strict decoding error: `.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/rest.go (transformDecodeError).
 */
export function cannotBeHandled(kind: string, version: string, why: string): StatusError {
  return badRequest(`${kind} in version ${goQuote(version)} cannot be handled as a ${kind}: ${why}`)
}

/** 405 `<verb> is not supported on resources of kind "<resource>"`. */
export function methodNotAllowed(resource: GroupResource, verb: string): StatusError {
  return new StatusError({
    httpCode: 405,
    reason: 'MethodNotAllowed',
    message: `${verb} is not supported on resources of kind ${goQuote(resourceText(resource))}`,
    details: detailsOf({ group: resource.group, kind: resource.resource }),
  })
}

/** 406 for an Accept header nothing serves. */
export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`
  return new StatusError({ httpCode: 406, reason: 'NotAcceptable', message })
}

/** 415 for a body (or patch) in a format that is not accepted here. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new StatusError({ httpCode: 415, reason: 'UnsupportedMediaType', message })
}

/** 413 for a body above the limit (bytes, default 3 MiB). */
export function requestEntityTooLarge(limitBytes = 3_145_728): StatusError {
  const message = `Request entity too large: limit is ${limitBytes}`
  return new StatusError({ httpCode: 413, reason: 'RequestEntityTooLarge', message })
}

/** 429; retry after the given seconds. */
export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError({
    httpCode: 429,
    reason: 'TooManyRequests',
    message,
    details: detailsOf({ retryAfterSeconds }),
  })
}

/** 410 `Expired`: a resourceVersion or continue token that is too old. */
export function expired(message: string): StatusError {
  return new StatusError({ httpCode: 410, reason: 'Expired', message })
}

/** 504 `Timeout: Too large resource version: N, current: M` for a resourceVersion in the future. */
export function resourceVersionTooLarge(requested: number, current: number): StatusError {
  return new StatusError({
    httpCode: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${requested}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  })
}

/** 500 `Internal error occurred: <why>`. */
export function internalError(why: string): StatusError {
  return new StatusError({
    httpCode: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${why}`,
    details: { causes: [{ message: why }] },
  })
}

/**
 * 500 without a reason: a plain Go error inside a handler.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/responsewriters/status.go (ErrorToAPIStatus).
 */
export function untyped(message: string): StatusError {
  return new StatusError({ httpCode: 500, reason: '', message })
}
