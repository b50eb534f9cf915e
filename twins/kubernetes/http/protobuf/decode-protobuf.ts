import { isObject, type JsonObject } from '../../../kernel/json.js'
import { badRequest } from '../../status-error.js'
import { decodeMessage, isMessage } from './decode-message.js'
import { packageOf } from './message-type.js'
import { LENGTH_DELIMITED, WireReader } from './wire-reader.js'

/** `k8s` and a zero byte: how every protobuf body begins. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00]

/**
 * A protobuf body as JSON: magic, then runtime.Unknown with the type and the message itself. Undefined for a kind that
 * has no table. Throws 400 for what is no such body.
 * Source: kubernetes/apimachinery v0.36.3 pkg/runtime/serializer/protobuf/protobuf.go (Decode), pkg/runtime/generated.proto.
 */
export function decodeProtobuf(body: Uint8Array): JsonObject | undefined {
  if (MAGIC.some((byte, index) => body[index] !== byte)) {
    throw badRequest(
      `provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`,
    )
  }
  const { apiVersion, kind, raw } = readUnknown(body.subarray(MAGIC.length))
  const message = messageName(apiVersion, kind)
  if (!isMessage(message)) return undefined
  const object = decodeMessage(message, raw)
  return { kind, apiVersion, ...withoutNullMetadata(object) }
}

interface Unknown {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

/** runtime.Unknown: typeMeta 1 (apiVersion 1, kind 2), raw 2. */
function readUnknown(bytes: Uint8Array): Unknown {
  const fields = delimitedFields(bytes)
  const typeMeta = delimitedFields(fields.get(1) ?? new Uint8Array())
  const text = (number: number): string => new TextDecoder().decode(typeMeta.get(number) ?? new Uint8Array())
  return { apiVersion: text(1), kind: text(2), raw: fields.get(2) ?? new Uint8Array() }
}

function delimitedFields(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new WireReader(bytes)
  const fields = new Map<number, Uint8Array>()
  while (!reader.done) {
    const { number, wireType } = reader.field()
    if (wireType === LENGTH_DELIMITED) fields.set(number, reader.delimited())
    else reader.skip(wireType)
  }
  return fields
}

/** Kinds of the meta package, which every group version serves. */
const META_KINDS: ReadonlySet<string> = new Set(['DeleteOptions', 'PartialObjectMetadata'])

/** `apps.Deployment`, `core.Pod`, `autoscaling.v2.HorizontalPodAutoscaler`: how the tables name a kind. */
export function messageName(apiVersion: string, kind: string): string {
  if (META_KINDS.has(kind)) return `meta.${kind}`
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return `${packageOf(group, apiVersion.slice(slash + 1))}.${kind}`
}

/** A typed client sends `creationTimestamp: null`, which says nothing. */
function withoutNullMetadata(object: JsonObject): JsonObject {
  const { metadata } = object
  if (!isObject(metadata) || metadata['creationTimestamp'] !== null) return object
  const { creationTimestamp: _zero, ...rest } = metadata
  return { ...object, metadata: rest }
}
