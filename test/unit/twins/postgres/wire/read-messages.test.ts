import { describe, expect, it } from 'vitest'
import { MessageReader } from '../../../../../twins/postgres/wire/read-messages.js'

/** `Q` with a statement. */
const query = (text: string) => {
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(text.length + 5, 1)
  return Buffer.concat([head, Buffer.from(`${text}\0`)])
}

describe('MessageReader', () => {
  it.each([1, 2, 3, 5, 100])('gives the same messages in pieces of %i bytes', (size) => {
    const bytes = Buffer.concat([query('SELECT 1'), query('SELECT 2')])
    const reader = new MessageReader()
    const seen: string[] = []
    for (let at = 0; at < bytes.length; at += size) {
      reader.add(bytes.subarray(at, at + size))
      for (let message = reader.message(); message !== undefined; message = reader.message())
        if (message !== 'invalid') seen.push(`${message.type} ${message.body.toString()}`)
    }
    expect(seen).toEqual(['Q SELECT 1\0', 'Q SELECT 2\0'])
  })

  it('tells what is no message', () => {
    const reader = new MessageReader()
    reader.add(Buffer.from([81, 0, 0, 0, 1]))
    expect(reader.message()).toBe('invalid')
  })

  it('tells what is no startup packet', () => {
    const reader = new MessageReader()
    reader.add(Buffer.from('GET / HTTP/1.1'))
    expect(reader.startup()).toBe('invalid')
  })
})
