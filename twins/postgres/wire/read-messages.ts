import { Buffer } from 'node:buffer'

/** A message of a client: its type byte, and what it holds without the length. */
export interface FrontendMessage {
  readonly type: string
  readonly body: Buffer
}

/** The first packet of a connection, which has no type: what it asks for. */
export interface StartupPacket {
  /** Protocol number or request code. PostgreSQL 17 src/include/libpq/pqcomm.h. */
  readonly code: number
  readonly body: Buffer
}

/** PostgreSQL 17 src/include/libpq/pqcomm.h (MAX_STARTUP_PACKET_LENGTH). */
const MAX_STARTUP = 10_000
/** src/include/libpq/libpq.h (PQ_LARGE_MESSAGE_LIMIT) is 1 GB; a world has smaller statements. */
const MAX_MESSAGE = 64 * 1024 * 1024

/** Cuts what a client sends into messages. Documentation of PostgreSQL 17, 53.7 (Message Formats). */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0)

  add(bytes: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
  }

  /** The next startup packet; undefined: more bytes are needed, 'invalid': it is none. */
  startup(): StartupPacket | 'invalid' | undefined {
    if (this.#rest.length < 8) return undefined
    const length = this.#rest.readInt32BE(0)
    if (length < 8 || length > MAX_STARTUP) return 'invalid'
    const packet = this.#take(length)
    return packet && { code: packet.readInt32BE(4), body: packet.subarray(8) }
  }

  /** The next message; undefined: more bytes are needed, 'invalid': it is none. */
  message(): FrontendMessage | 'invalid' | undefined {
    if (this.#rest.length < 5) return undefined
    const length = this.#rest.readInt32BE(1)
    if (length < 4 || length > MAX_MESSAGE) return 'invalid'
    const packet = this.#take(length + 1)
    return packet && { type: String.fromCharCode(packet[0] ?? 0), body: packet.subarray(5) }
  }

  #take(length: number): Buffer | undefined {
    if (this.#rest.length < length) return undefined
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }
}

/** Reads the fields of a message, one after the other. */
export class Fields {
  readonly #body: Buffer
  #at = 0

  constructor(body: Buffer) {
    this.#body = body
  }

  text(): string {
    const end = this.#body.indexOf(0, this.#at)
    const text = this.#body.toString('utf8', this.#at, end < 0 ? this.#body.length : end)
    this.#at = end < 0 ? this.#body.length : end + 1
    return text
  }

  int16(): number {
    this.#at += 2
    return this.#body.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#body.readInt32BE(this.#at - 4)
  }

  byte(): string {
    this.#at += 1
    return String.fromCharCode(this.#body[this.#at - 1] ?? 0)
  }

  /** A value with its length in front; null is SQL's NULL. */
  value(): Buffer | null {
    const length = this.int32()
    if (length < 0) return null
    this.#at += length
    return this.#body.subarray(this.#at - length, this.#at)
  }

  get done(): boolean {
    return this.#at >= this.#body.length
  }
}
