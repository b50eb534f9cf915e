import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { PatchType } from '../../client/api.js'
import {
  badRequest,
  requestEntityTooLarge,
  type StatusError,
  unsupportedMediaType,
} from '../../status-error.js'
import { goJsonProblem } from '../../tools/kubectl/go-json-syntax.js'
import { parseYaml } from '../../yaml/parse-yaml.js'
import { YamlError } from '../../yaml/yaml-error.js'
import type { HttpRequest } from '../contract.js'
import { decodeProtobuf } from '../protobuf/decode-protobuf.js'

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

/**
 * The object in a body. `protobuf`: whether the resource takes it, which custom ones do not.
 * Throws 400 for what cannot be read, 413 for too much of it, 415 for another format.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/{create,rest}.go (limitedReadBodyWithRecordMetric).
 */
export function readBody(request: HttpRequest, protobuf: boolean): JsonObject {
  checkSize(request)
  switch (mediaTypeOf(request)) {
    case JSON_TYPE:
      return objectIn(readJson(textOf(request)))
    case YAML_TYPE:
    case 'application/x-yaml':
    case 'text/yaml':
      return objectIn(readYaml(textOf(request)))
    case PROTOBUF_TYPE:
      if (protobuf) return decodeProtobuf(request.body) ?? refuse(false)
      return refuse(protobuf)
    default:
      return refuse(protobuf)
  }
}

function refuse(protobuf: boolean): never {
  throw unsupportedMediaType([JSON_TYPE, YAML_TYPE, ...(protobuf ? [PROTOBUF_TYPE] : [])])
}

/** The patch in a body: what it says, and how it is meant; undefined for a media type that is no patch. */
export function readPatch(request: HttpRequest): { type: PatchType; body: JsonObject | Json[] } | undefined {
  checkSize(request)
  const type = PATCH_TYPES[mediaTypeOf(request)]
  if (type === undefined) return undefined
  const text = textOf(request)
  if (type === 'apply') return { type, body: objectIn(readYaml(text)) }
  return { type, body: readJson(text) as JsonObject | Json[] }
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

function readJson(text: string): Json {
  try {
    const value = JSON.parse(text) as Json
    refuseInexact(text)
    return value
  } catch (error) {
    if (error instanceof NotModelled) throw error
    throw unreadable(text === '' ? 'unexpected end of JSON input' : (goJsonProblem(text) ?? 'invalid JSON'))
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

/** YAML, which JSON is part of: the usual case costs one JSON parse. */
function readYaml(text: string): Json {
  if (text.trimStart().startsWith('{') && !LONG_NUMBER.test(text)) {
    try {
      return JSON.parse(text) as Json
    } catch {
      // Flow style that is not JSON: read as YAML below.
    }
  }
  try {
    return parseYaml(text)
  } catch (error) {
    throw error instanceof YamlError ? badRequest(`error decoding YAML: ${error.message}`) : error
  }
}

function objectIn(value: Json): JsonObject {
  if (isObject(value)) return value
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  throw unreadable(
    `json: cannot unmarshal ${kind} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  )
}

/** Source: kubernetes/apimachinery v0.36.3 pkg/runtime/serializer/json/meta.go (Interpret). */
function unreadable(why: string): StatusError {
  return badRequest(`couldn't get version/kind; json parse error: ${why}`)
}
