import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactor, redactValue } from '../../../../harness/runner/redact.js'

/** How a hidden value is shown. */
const NAME = /<secret [0-9a-f]{8}>/g

const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6)

describe('redactor', () => {
  it('lets no value of six characters or more through', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 5 }),
        fc.array(fc.string()),
        (values, noise) => {
          const text = values.map((value, index) => `${noise[index] ?? ' '}${value}`).join(' ')
          // What replaces a value may itself look like another one, e.g. the value `secret`.
          const rest = redactor(values, 'key')(text).replace(NAME, '\u0000')
          for (const value of values) expect(rest).not.toContain(value)
        },
      ),
    )
  })

  it('gives equal values equal names and different ones different names', () => {
    const trimmed = secret.map((text) => text.trim())
    fc.assert(
      fc.property(trimmed, trimmed, (one, two) => {
        const redact = redactor([one, two], 'key')
        expect(redact(`${one} ${one}`).split(' <')[0]).toBe(redact(one))
        expect(redact(one) === redact(two)).toBe(one === two)
      }),
    )
  })

  it('is stable: redacting twice changes nothing more', () => {
    const redact = redactor(['fake-password'], 'key')
    const once = redact('password=fake-password')
    expect(redact(once)).toBe(once)
  })

  it('tells nothing across reports with another key', () => {
    expect(redactor(['fake-password'], 'one')('fake-password')).not.toBe(
      redactor(['fake-password'], 'two')('fake-password'),
    )
  })

  it.each([
    ['a value', 'fake-password', 'x fake-password y'],
    ['without its last line break', 'fake-password\n', 'x fake-password y'],
    ['quoted in JSON', 'fake"pass\\word', '{"a":"fake\\"pass\\\\word"}'],
    [
      'a line of it, as in an indented block of YAML',
      'line-one-1\nline-two-2\n',
      'data: |\n  line-one-1\n  line-two-2\n',
    ],
    ['special characters of patterns', 'a.*b+(c)$', 'x a.*b+(c)$ y'],
  ])('hides %s', (_what, value, text) => {
    const hidden = redactor([value], 'key')(text)
    for (const line of value.trim().split('\n')) expect(hidden).not.toContain(line)
    expect(hidden).toMatch(NAME)
  })

  it('hides the longer of two values that contain each other', () => {
    const hidden = redactor(['fake-password', 'fake-password-2'], 'key')('a fake-password-2 b')
    expect(hidden).toMatch(/^a <secret [0-9a-f]{8}> b$/)
  })

  it.each(['', 'a', 'true', '5432', ' 12345 '])('leaves the short value %j alone', (value) => {
    expect(redactor([value], 'key')(`x ${value} y`)).toBe(`x ${value} y`)
  })
})

describe('redactValue', () => {
  it('redacts every text inside and leaves keys and other values', () => {
    const redact = redactor(['fake-password'], 'key')
    const hidden = redact('fake-password')
    const value = { 'fake-password': ['fake-password', { a: 'x fake-password' }, 1, null, true] }
    expect(redactValue(value, redact)).toEqual({
      'fake-password': [hidden, { a: `x ${hidden}` }, 1, null, true],
    })
  })
})
