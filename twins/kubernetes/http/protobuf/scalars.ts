import type { Buffer } from 'node:buffer'
import { NotModelled } from '../../../kernel/errors.js'
import type { Json } from '../../../kernel/json.js'
import { badRequest } from '../../status-error.js'
import { VARINT, WireReader } from './wire-reader.js'

/** A value that is not a message with fields, in the form JSON has for it. */
export function decodeScalar(type: string, reader: WireReader, wireType: number): Json {
  switch (type) {
    case 'string':
      return reader.delimited().toString('utf8')
    case 'bytes':
      return reader.delimited().toString('base64')
    case 'bool':
      return reader.varint() !== 0n
    case 'int32':
    case 'int64':
      return exactNumber(reader.varint())
    case 'double':
      return reader.double()
    case 'time':
      return timestamp(reader.delimited(), 0)
    case 'microtime':
      return timestamp(reader.delimited(), 6)
    case 'intstr':
      return intOrString(reader.delimited())
    case 'quantity':
      return partsOf(reader.delimited()).get(1)?.toString() ?? '0'
    case 'raw':
      return rawJson(reader.delimited())
    default:
      reader.skip(wireType)
      throw new NotModelled(`protobuf scalar ${type}`, 'Send JSON.')
  }
}

function exactNumber(value: bigint): number {
  const number = Number(value)
  if (BigInt(number) === value) return number
  throw new NotModelled(`an integer of ${value}`, 'Use integers up to 2^53.')
}

/** The fields of a small message: varints as numbers, the rest as text or bytes. */
function partsOf(bytes: Buffer): ReadonlyMap<number, number | Buffer> {
  const reader = new WireReader(bytes)
  const parts = new Map<number, number | Buffer>()
  while (!reader.done) {
    const { number, wireType } = reader.field()
    parts.set(number, wireType === VARINT ? exactNumber(reader.varint()) : reader.delimited())
  }
  return parts
}

/** Time and MicroTime: seconds 1, nanoseconds 2; an empty message is the zero time, null in JSON. */
function timestamp(bytes: Buffer, digits: 0 | 6): Json {
  if (bytes.length === 0) return null
  const parts = partsOf(bytes)
  const seconds = Number(parts.get(1) ?? 0)
  const time = new Date(seconds * 1000).toISOString().slice(0, 19)
  const fraction = String(Number(parts.get(2) ?? 0)).padStart(9, '0')
  return digits === 0 ? `${time}Z` : `${time}.${fraction.slice(0, digits)}Z`
}

/** IntOrString: type 1 (0: integer), integer 2, string 3. */
function intOrString(bytes: Buffer): Json {
  const parts = partsOf(bytes)
  if (Number(parts.get(1) ?? 0) === 0) return Number(parts.get(2) ?? 0)
  return parts.get(3)?.toString() ?? ''
}

/** RawExtension and FieldsV1: JSON as bytes in field 1. */
function rawJson(bytes: Buffer): Json {
  const text = partsOf(bytes).get(1)?.toString() ?? 'null'
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest('the embedded object is not JSON')
  }
}
