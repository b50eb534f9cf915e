import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'

/** Bytes that follow from a text and a key nobody else has: equal texts give equal bytes. */
export type Keyed = (text: string, length: number) => Uint8Array

/** Told each piece that was replaced, and by what. */
export type Note = (secret: string, replacement: string) => void

/** Replaces a text that is secret as a whole. */
export type Replace = (secret: string) => string

/** HMAC-SHA256 in counter mode (RFC 2104; expanded as in RFC 5869, 2.3). `key` is that of one import. */
export function keyedWith(key: Uint8Array): Keyed {
  return (text, length) => {
    const blocks: Uint8Array[] = []
    for (let counter = 0; counter * BLOCK_BYTES < length; counter++)
      blocks.push(createHmac('sha256', key).update(`${counter}\u0000${text}`, 'utf8').digest())
    return Buffer.concat(blocks).subarray(0, length)
  }
}

const BLOCK_BYTES = 32
