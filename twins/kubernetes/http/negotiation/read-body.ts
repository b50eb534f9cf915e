import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { PatchType } from '../../client/api.js'
import { badRequest, requestEntityTooLarge, StatusError, unsupportedMediaType } from '../../status-error.js'
import { goJsonProblem } from '../../tools/kubectl/go-json-syntax.js'
import { parseYaml } from '../../yaml/parse-yaml.js'
import { YamlError } from '../../yaml/yaml-error.js'
import type { HttpRequest } from '../contract.js'
import { decodeProtobuf } from '../protobuf/decode-protobuf.js'
import { findTooDeep, MAX_DEPTH } from './json-depth.js'

/** Source: kubernetes/apiserver v0.36.3 pkg/server/config.go (MaxRequestBodyBytes). */
const MAX_BODY_BYTES = 3 * 1024 * 1024

const JSON_TYPE = 'application/json'
const YAML_TYPE = 'application/yaml'
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf'

/** The media type of a body: lower case, without parameters; JSON when nothing is said. */
export function mediaTypeOf({ headers }: HttpRequest): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  return type.trim() === '' ? JSON_TYPE : type.trim().toLowerCase()
}

export interface BodyOptions {
  /** Whether the resource takes protobuf, which custom ones do not. */
  readonly protobuf: boolean
  /** Kind of the object that must be in the body; without it a refusal does not say. */
  readonly kind?: string
}

/**
 * The object in a body. Throws 400 for what cannot be read, 413 for too much of it, 415 for another format.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/{create,rest}.go (limitedReadBodyWithRecordMetric,
 * transformDecodeError).
 */
export function readBody(request: HttpRequest, { protobuf, kind }: BodyOptions): JsonObject {
  checkSize(request)
  const type = mediaTypeOf(request)
  if (type === PROTOBUF_TYPE && protobuf) return decodeProtobuf(request.body) ?? refuse(false)
  const read = READERS[type]
  if (read === undefined) return refuse(protobuf)
  try {
    return objectIn(read(textOf(request)))
  } catch (error) {
    if (!(error instanceof StatusError) || kind === undefined) throw error
    const summary = summaryOf(request.body)
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${error.message} (${summary})`,
    )
  }
}

const READERS: Readonly<Record<string, (text: string) => Json>> = {
  [JSON_TYPE]: (text) => readJson(text, NO_KIND),
  [YAML_TYPE]: (text) => readYaml(text, ''),
  'application/x-yaml': (text) => readYaml(text, ''),
  'text/yaml': (text) => readYaml(text, ''),
}

const SUMMARY_BYTES = 30

/** The beginning of a body: as it is when it may be JSON, in hexadecimal digits otherwise. Source: as above (summarizeData). */
function summaryOf(body: Uint8Array): string {
  if (body.length === 0) return '<empty>'
  const begin = Buffer.from(body.subarray(0, SUMMARY_BYTES))
  const text = body[0] === 0x7b ? begin.toString() : begin.toString('hex')
  return body.length > SUMMARY_BYTES ? `${text} ...` : text
}

function refuse(protobuf: boolean): never {
  throw unsupportedMediaType([JSON_TYPE, YAML_TYPE, ...(protobuf ? [PROTOBUF_TYPE] : [])])
}

/**
 * The patch in a body: what it says, and how it is meant; undefined for a media type that is no patch. Throws 400, 413.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyJSPatch, strategicPatchObject, applyPatcher).
 */
export function readPatch(request: HttpRequest): { type: PatchType; body: JsonObject | Json[] } | undefined {
  checkSize(request)
  const type = PATCH_TYPES[mediaTypeOf(request)]
  if (type === undefined) return undefined
  const text = textOf(request)
  if (type === 'apply') return { type, body: mapIn(readYaml(text, APPLY_AS_JSON)) }
  const before = type === 'merge' ? 'error decoding patch: ' : ''
  return { type, body: readJson(text, before) as JsonObject | Json[] }
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

function checkSize({ body }: HttpRequest): void {
  if (body.length > MAX_BODY_BYTES) throw requestEntityTooLarge(MAX_BODY_BYTES)
}

function textOf({ body }: HttpRequest): string {
  return new TextDecoder().decode(body)
}

/**
 * What stands before a problem: of an object whose kind cannot be read, and of an apply.
 * Source: kubernetes/apimachinery v0.36.3 pkg/runtime/serializer/json/meta.go (Interpret).
 */
const NO_KIND = "couldn't get version/kind; json parse error: "
const APPLY = 'error decoding YAML: '
const APPLY_AS_JSON = `${APPLY}error converting YAML to JSON: `

/** Throws 400, with `before` put before the problem. */
function readJson(text: string, before: string): Json {
  const tooDeep = findTooDeep(text)
  if (tooDeep !== undefined) {
    throw badRequest(`${before}invalid character '${tooDeep.bracket}' exceeded max depth`)
  }
  try {
    const value = JSON.parse(text) as Json
    refuseInexact(text)
    return value
  } catch (error) {
    if (error instanceof NotModelled) throw error
    const why = text === '' ? 'unexpected end of JSON input' : (goJsonProblem(text) ?? 'invalid JSON')
    throw badRequest(before + why)
  }
}

const LONG_NUMBER = /\d{16}/
const STRINGS = /"(?:[^"\\]|\\.)*"/g
const INTEGERS = /-?\d{16,}(?![\d.eE])/g

/** API objects have integers of 64 bits, of which JavaScript holds only those up to 2^53. Throws `NotModelled`. */
function refuseInexact(text: string): void {
  if (!LONG_NUMBER.test(text)) return
  const inexact = (text.replace(STRINGS, '""').match(INTEGERS) ?? []).find(
    (digits) => !Number.isSafeInteger(Number(digits)),
  )
  if (inexact !== undefined) throw new NotModelled(`the integer ${inexact}`, 'Use integers up to 2^53.')
}

/** YAML, which JSON is part of: the usual case costs one JSON parse. Throws 400, with `before` put before the problem. */
function readYaml(text: string, before: string): Json {
  if (text.trimStart().startsWith('{') && !LONG_NUMBER.test(text)) {
    const tooDeep = findTooDeep(text)
    if (tooDeep !== undefined) {
      const line = tooDeep.line === 0 ? '' : `line ${tooDeep.line + 1}: `
      throw badRequest(`${before}yaml: ${line}exceeded max depth of ${MAX_DEPTH}`)
    }
    try {
      return JSON.parse(text) as Json
    } catch {
      // Flow style that is not JSON: read as YAML below.
    }
  }
  try {
    return parseYaml(text)
  } catch (error) {
    throw error instanceof YamlError ? badRequest(before + error.message) : error
  }
}

function objectIn(value: Json): JsonObject {
  if (isObject(value)) return value
  throw badRequest(`${NO_KIND}json: cannot unmarshal ${goKindOf(value)} into Go value of type ${TYPE_META}`)
}

const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** The object an apply says. */
function mapIn(value: Json): JsonObject {
  if (isObject(value)) return value
  const why = `json: cannot unmarshal ${goKindOf(value)} into Go value of type map[string]interface {}`
  throw badRequest(`${APPLY}error unmarshaling JSON: while decoding JSON: ${why}`)
}

function goKindOf(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? 'array' : typeof value
}
