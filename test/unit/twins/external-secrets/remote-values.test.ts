import { describe, expect, it } from 'vitest'
import {
  convertKeys,
  decodeMap,
  decodeValue,
  refuseNullBytes,
  rewriteKeys,
  validateKeys,
} from '../../../../twins/external-secrets/remote-values.js'
import { decodeText, encodeText } from '../../../../twins/external-secrets/secret-data.js'
import { NotModelled } from '../../../../twins/kernel/errors.js'

describe('decodeValue', () => {
  it.each([
    ['None', 'aGk=', 'aGk='],
    ['', 'aGk=', 'aGk='],
    ['Base64', 'aGk=', 'hi'],
    ['Base64URL', '_-8=', '\ufffd\ufffd'],
    ['Auto', 'aGk=', 'hi'],
    ['Auto', 'not base64!', 'not base64!'],
  ])('%s of %s', (strategy, text, decoded) => {
    expect(decodeText(decodeValue(strategy, encodeText(text)))).toBe(decoded)
  })

  it('says where base64 is broken', () => {
    expect(() => decodeValue('Base64', encodeText('ab!d'))).toThrow('illegal base64 data at input byte 2')
    expect(() => decodeMap('Base64', { k: encodeText('ab!d') })).toThrow(
      'failure decoding key k: illegal base64',
    )
  })
})

describe('keys', () => {
  it.each([
    ['Default', 'a/b c', 'a_b_c'],
    ['', 'a/b', 'a_b'],
    ['Unicode', 'a/b', 'a_U002f_b'],
  ])('strategy %j converts %s', (strategy, key, converted) => {
    expect(Object.keys(convertKeys(strategy, { [key]: '' }))).toEqual([converted])
  })

  it('are rewritten by regular expressions in order', () => {
    const rewrites = [
      { regexp: { source: '^db/(.*)$', target: '$1' } },
      { regexp: { source: '(?P<word>[a-z]+)', target: 'x-$word' } },
    ]
    expect(rewriteKeys(rewrites, { 'db/user': 'v' })).toEqual({ 'x-user': 'v' })
  })

  it('are rewritten by nothing else', () => {
    expect(() => rewriteKeys([{ transform: { template: '{{ .value }}' } }], { a: '' })).toThrow(NotModelled)
  })

  it('must fit into a Secret', () => {
    expect(() => validateKeys({ 'a/b': '' })).toThrow(
      "key has invalid character /, only alphanumeric, '-', '.' and '_' are allowed: a/b",
    )
    expect(() => validateKeys({ ['k'.repeat(254)]: '' })).toThrow('key has length 254 but max is 253')
    expect(validateKeys({ '': 'x', a: 'y' })).toEqual({ a: 'y' })
  })

  it('may hold null bytes unless the policy forbids it', () => {
    const data = { k: Buffer.from([1, 0]).toString('base64') }
    expect(() => refuseNullBytes('', data)).not.toThrow()
    expect(() => refuseNullBytes('Fail', data)).toThrow(
      'fetched secret value for key "k" contains null bytes',
    )
  })
})
