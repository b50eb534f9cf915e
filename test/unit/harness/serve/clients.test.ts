import { describe, expect, it } from 'vitest'
import { accessKeyId, bearerToken, Clients } from '../../../../harness/serve/clients.js'

describe('Clients', () => {
  it('knows a client by its secret, and by nothing else', () => {
    const clients = new Clients()
    const operator = { actor: 'operator', cause: 0 }
    clients.add('secret', operator)
    expect(clients.find('secret')).toBe(operator)
    for (const wrong of ['', 'secre', 'secrets', 'SECRET']) expect(clients.find(wrong)).toBeUndefined()
    clients.remove('secret')
    expect(clients.find('secret')).toBeUndefined()
  })
})

describe('the secret of a request', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Basic abc', ''],
    [undefined, ''],
    ['Bearer', ''],
  ])('of Authorization %j is %j', (header, token) => {
    expect(bearerToken(header)).toBe(token)
  })

  it('of a signed AWS request is its access key id', () => {
    const header = 'AWS4-HMAC-SHA256 Credential=ASIA1/20260101/us-west-2/sts/aws4_request, SignedHeaders=host'
    expect(accessKeyId(header)).toBe('ASIA1')
    expect(accessKeyId(undefined)).toBe('')
  })
})
