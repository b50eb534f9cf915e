import type { JsonObject } from '../../kernel/json.js'
import { textAt } from '../client/objects.js'
import { goQuote } from '../schema/go-text.js'
import { badRequest, cannotBeHandled } from '../status-error.js'
import type { RequestContext } from './request-context.js'

/**
 * A request body as an object of the resource: type checked, unknown fields dropped (with warnings, or refused under
 * `fieldValidation=Strict`), defaults filled in. `stored` is the object it is to replace.
 * Throws 400. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/create.go, rest.go (transformDecodeError).
 */
export function decodeBody(context: RequestContext, body: JsonObject, stored?: JsonObject): JsonObject {
  const { kind, version, type } = context.resource
  const { object, unknownFields } = type.decode(withType(context, body), stored)
  const strict = strictError(context, unknownFields)
  if (strict !== undefined) throw cannotBeHandled(kind, version, strict)
  return type.default(object)
}

/** Kind and apiVersion may be left out; others than the endpoint's are refused. */
function withType(context: RequestContext, body: JsonObject): JsonObject {
  const { apiVersion, kind, version } = context.resource
  const ownVersion = textAt(body, 'apiVersion') || apiVersion
  if (ownVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${ownVersion}) does not match the expected API version (${apiVersion})`,
    )
  }
  const ownKind = textAt(body, 'kind') || kind
  if (ownKind !== kind) {
    const why = 'the kind in the data does not match the kind of the endpoint'
    throw badRequest(`${ownKind} in version ${goQuote(version)} cannot be handled as a ${kind}: ${why}`)
  }
  return body['kind'] === kind && body['apiVersion'] === apiVersion ? body : { ...body, kind, apiVersion }
}

/**
 * What `fieldValidation` makes of unknown fields: nothing, warnings (the default), or the text of a strict decoding error.
 * Source: kubernetes/apimachinery v0.36.3 pkg/runtime/error.go (strictDecodingError).
 */
export function strictError(context: RequestContext, unknownFields: readonly string[]): string | undefined {
  if (unknownFields.length === 0) return undefined
  const directive = context.request.fieldValidation ?? 'Warn'
  const texts = unknownFields.map((field) => `unknown field ${goQuote(field)}`)
  if (directive === 'Strict') return `strict decoding error: ${texts.join(', ')}`
  if (directive === 'Warn') context.warnings.push(...texts)
  return undefined
}
