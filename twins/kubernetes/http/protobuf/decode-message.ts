import type { Buffer } from 'node:buffer'
import { NotModelled } from '../../../kernel/errors.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import { isScalar, type MessageField, type MessageType, parseMessageType } from './message-type.js'
import { decodeScalar } from './scalars.js'
import { coreMessages } from './tables/core.js'
import { metaMessages } from './tables/meta.js'
import { otherGroupMessages } from './tables/other-groups.js'
import { podMessages } from './tables/pod.js'
import { reviewMessages } from './tables/reviews.js'
import { volumeMessages } from './tables/volumes.js'
import { workloadMessages } from './tables/workloads.js'
import { LENGTH_DELIMITED, WireReader } from './wire-reader.js'

/** All messages, by `package.Name`; packages are named without `k8s.io.api.` and `.v1`. */
const NOTATION: ReadonlyMap<string, string> = new Map(
  [
    coreMessages,
    metaMessages,
    otherGroupMessages,
    podMessages,
    reviewMessages,
    volumeMessages,
    workloadMessages,
  ].flatMap((table) => Object.entries(table)),
)

/** Parsed when first met: a pure function of its name. */
const parsed = new Map<string, MessageType>()

/** Whether a message can be decoded. */
export function isMessage(name: string): boolean {
  return NOTATION.has(name)
}

/** The fields of a message. Throws `NotModelled` for a name without a table. */
export function messageType(name: string): MessageType {
  const known = parsed.get(name)
  if (known !== undefined) return known
  const notation = NOTATION.get(name)
  if (notation === undefined) throw new NotModelled(`protobuf message ${name}`, 'Send JSON.')
  const type = parseMessageType(name, notation)
  parsed.set(name, type)
  return type
}

/**
 * A message as the JSON object it stands for. Zero values are kept as they were sent; decoding the object into its kind
 * drops those that Go leaves out. Unknown fields are skipped. Throws 400 for bytes that cannot be read.
 */
export function decodeMessage(name: string, bytes: Uint8Array): JsonObject {
  const object: Record<string, Json> = {}
  decodeInto(object, messageType(name), bytes)
  return object
}

function decodeInto(object: Record<string, Json>, type: MessageType, bytes: Uint8Array): void {
  const reader = new WireReader(bytes)
  while (!reader.done) {
    const { number, wireType } = reader.field()
    const field = type.get(number)
    if (field === undefined) reader.skip(wireType)
    else readField(object, field, reader, wireType)
  }
}

function readField(
  object: Record<string, Json>,
  field: MessageField,
  reader: WireReader,
  wireType: number,
): void {
  const { name, type, repeated } = field
  if (name === '') {
    decodeInto(object, messageType(type), reader.delimited())
  } else if (repeated === 'map') {
    const { key, value } = readEntry(type, reader.delimited())
    object[name] = { ...(object[name] as JsonObject | undefined), [key]: value }
  } else if (repeated === 'list') {
    const list = (object[name] ?? []) as Json[]
    if (isPacked(type, wireType)) list.push(...readPacked(type, reader.delimited()))
    else list.push(readValue(type, reader, wireType))
    object[name] = list
  } else {
    object[name] = readValue(type, reader, wireType)
  }
}

/** Numbers in a list may come one by one or packed together. */
function isPacked(type: string, wireType: number): boolean {
  return wireType === LENGTH_DELIMITED && (type === 'int32' || type === 'int64')
}

function readPacked(type: string, bytes: Buffer): Json[] {
  const reader = new WireReader(bytes)
  const values: Json[] = []
  while (!reader.done) values.push(readValue(type, reader, 0))
  return values
}

function readValue(type: string, reader: WireReader, wireType: number): Json {
  if (isScalar(type)) return decodeScalar(type, reader, wireType)
  const message = messageType(type)
  const bytes = reader.delimited()
  return isWrappedList(message) ? wrappedList(message, bytes) : decodeFields(message, bytes)
}

function decodeFields(type: MessageType, bytes: Buffer): JsonObject {
  const object: Record<string, Json> = {}
  decodeInto(object, type, bytes)
  return object
}

/** A list as the value of a map is a message with one field `items`; JSON has the list itself (ExtraValue). */
function isWrappedList(type: MessageType): boolean {
  const [field, ...more] = type.values()
  return more.length === 0 && field?.name === 'items' && field.repeated === 'list' && isScalar(field.type)
}

function wrappedList(type: MessageType, bytes: Buffer): Json {
  return decodeFields(type, bytes)['items'] ?? []
}

/** An entry of a map: key 1, value 2; a missing value is the zero one. */
function readEntry(type: string, bytes: Buffer): { key: string; value: Json } {
  const reader = new WireReader(bytes)
  let key = ''
  let value: Json = isScalar(type) ? '' : {}
  while (!reader.done) {
    const { number, wireType } = reader.field()
    if (number === 1) key = reader.delimited().toString('utf8')
    else if (number === 2) value = readValue(type, reader, wireType)
    else reader.skip(wireType)
  }
  return { key, value }
}
