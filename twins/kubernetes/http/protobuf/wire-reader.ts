import { Buffer } from 'node:buffer'
import { badRequest } from '../../status-error.js'

/** Wire types that occur. Source: protobuf.dev, "Encoding". */
export const VARINT = 0
export const FIXED64 = 1
export const LENGTH_DELIMITED = 2
export const FIXED32 = 5

export interface WireField {
  readonly number: number
  readonly wireType: number
}

/** Reads the protobuf wire format from the front. Throws 400 for bytes that end early or make no sense. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The tag of the next field. */
  field(): WireField {
    const tag = Number(this.varint())
    return { number: Math.floor(tag / 8), wireType: tag % 8 }
  }

  /** An integer, signed as int64. */
  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw badRequest('unexpected EOF')
      this.#at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, value)
    }
    throw badRequest('proto: integer overflow')
  }

  double(): number {
    return this.#take(8).readDoubleLE(0)
  }

  /** A string, bytes or message: its content. */
  delimited(): Buffer {
    return this.#take(Number(this.varint()))
  }

  skip(wireType: number): void {
    if (wireType === VARINT) this.varint()
    else if (wireType === FIXED64) this.#take(8)
    else if (wireType === LENGTH_DELIMITED) this.delimited()
    else if (wireType === FIXED32) this.#take(4)
    else throw badRequest(`proto: illegal wireType ${wireType}`)
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (length < 0 || end > this.#bytes.length) throw badRequest('unexpected EOF')
    const part = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return part
  }
}
