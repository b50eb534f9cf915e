import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedWith } from '../../harness/import/redact/keyed.js'
import { KnownSecrets } from '../../harness/import/redact/known-secrets.js'
import { redactLeaf } from '../../harness/import/redact/leaf.js'

const key = Buffer.from('a key of these laws')
const keyed = keyedWith(key)
/** Secrets as people make them: long enough to be looked for, and more than a word. */
const secret = fc
  .stringMatching(/^[A-Za-z0-9!#%&*+=?^_~-]{5,30}[0-9!]$/)
  .filter((text) => !/^\d+$/.test(text))
const text = fc.string({ maxLength: 40 })

describe('redaction', () => {
  it('keeps equality and loses values', () => {
    fc.assert(
      fc.property(secret, secret, (one, other) => {
        expect(redactLeaf(one, keyed) === redactLeaf(other, keyed)).toBe(one === other)
        expect(redactLeaf(one, keyed)).not.toContain(one)
      }),
    )
  })

  it.each([
    ['as it is', (value: string) => value],
    ['in base64', (value: string) => Buffer.from(value).toString('base64')],
    [
      'in base64 at any offset',
      (value: string) => Buffer.from(`user: x, pw: ${value}; and more`).toString('base64'),
    ],
    ['percent-encoded', encodeURIComponent],
    ['in hexadecimal digits', (value: string) => Buffer.from(value).toString('hex')],
    ['in JSON within a text', (value: string) => JSON.stringify({ value })],
  ])('clears any text of a known secret %s', (_name, written) => {
    fc.assert(
      fc.property(secret, text, text, (value, before, after) => {
        const known = new KnownSecrets(key, new Set())
        known.leaf(value)
        const cleared = known.text(`${before} ${written(value)} ${after}`)
        expect(cleared).not.toContain(written(value))
        // Decoding what looks like base64 must not bring it back.
        for (const run of cleared.match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? [])
          expect(Buffer.from(run, 'base64').toString('latin1')).not.toContain(value)
      }),
    )
  })

  it('leaves texts alone that hold nothing known', () => {
    fc.assert(
      fc.property(text, (plain) => {
        expect(new KnownSecrets(key, new Set()).text(plain)).toBe(plain)
      }),
    )
  })
})
