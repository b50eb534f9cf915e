import { compareKeys, isObject, type Json, type JsonObject, stableStringify } from '../../kernel/json.js'
import type { PatchType } from '../client/api.js'
import { invalidValue } from '../schema/field-error.js'
import { invalid, StatusError } from '../status-error.js'
import { isBadRequest } from '../status-predicates.js'
import { strictError } from './decode-body.js'
import { conversionError } from './go-conversion.js'
import type { RequestContext } from './request-context.js'

type DocumentPatch = Exclude<PatchType, 'apply'>

/**
 * A patched document as an object of the resource, defaults filled in. Where it does not fit the type, or has unknown
 * fields under `fieldValidation=Strict`, the error is 422 without a kind: ` "" is invalid: patch: Invalid value: …`.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (jsonPatcher, smpPatcher: applyPatchToObject).
 */
export function decodePatched(
  context: RequestContext,
  type: DocumentPatch,
  patched: JsonObject,
  stored: JsonObject,
): JsonObject {
  const decoded = decode(context, type, patched, stored)
  const strict = strictError(context, decoded.unknownFields)
  if (strict !== undefined) throw unfit(context, type, patched, strict)
  return context.resource.type.default(decoded.object)
}

function decode(context: RequestContext, type: DocumentPatch, patched: JsonObject, stored: JsonObject) {
  try {
    return context.resource.type.decode(patched, stored)
  } catch (error) {
    if (context.resource.custom || !(error instanceof StatusError) || !isBadRequest(error)) throw error
    const why = decoderText(error.message)
    throw unfit(context, type, patched, type === 'strategic' ? conversionError(why) : why)
  }
}

/** The decoder's own words in `Deployment in version "v1" cannot be handled as a Deployment: …`. */
function decoderText(message: string): string {
  return message.replace(/^.*? cannot be handled as a \w+: /, '')
}

function unfit(
  { request }: RequestContext,
  type: DocumentPatch,
  patched: JsonObject,
  why: string,
): StatusError {
  const shown = type === 'strategic' ? goMap(request.body as Json) : stableStringify(patched)
  return invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown, why)])
}

/** A JSON value as Go's `%+v` prints it: `map[a:1 b:[x y]]`. */
function goMap(value: Json): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return `[${value.map((item) => goMap(item as Json)).join(' ')}]`
  if (!isObject(value)) return String(value)
  const members = Object.keys(value)
    .sort(compareKeys)
    .map((key) => `${key}:${goMap(value[key] as Json)}`)
  return `map[${members.join(' ')}]`
}
