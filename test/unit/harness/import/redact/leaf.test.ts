import { describe, expect, it } from 'vitest'
import { keyedWith } from '../../../../../harness/import/redact/keyed.js'
import { redactLeaf } from '../../../../../harness/import/redact/leaf.js'

const keyed = keyedWith(Buffer.from('a key of this test'))
const redacted = (text: string) => redactLeaf(text, keyed)
const PASSWORD = 'hunter2-not-real'

describe('a secret leaf', () => {
  it.each([
    [
      'JSON keeps its keys and small numbers',
      '{"user":"x","port":5432,"on":true}',
      /^\{"user":"[a-z0-9]{8}","port":5432,"on":true\}$/,
    ],
    ['JSON over lines stays over lines', '{\n "a": "b"\n}', /^\{\n {2}"a": "[a-z0-9]{8}"\n\}$/],
    ['long numbers in JSON go', '{"pin":123456789}', /^\{"pin":(?!123456789)\d{9}\}$/],
    [
      'a DSN keeps its place',
      `postgres://app:${PASSWORD}@db.example.com:5432/shop?sslmode=require`,
      /^postgres:\/\/[a-z0-9]{8}:[a-z0-9]{16}@db\.example\.com:5432\/shop\?sslmode=require$/,
    ],
    [
      'a password alone is a login too',
      `redis://:${PASSWORD}@cache:6379/0`,
      /^redis:\/\/:[a-z0-9]{16}@cache:6379\/0$/,
    ],
    [
      'a slash in a password hides nothing',
      'postgres://app:a/b@c@db/shop',
      /^postgres:\/\/[a-z0-9]{8}:[a-z0-9]{8}@db\/shop$/,
    ],
    [
      'parameters of JDBC',
      `jdbc:postgresql://db/shop?user=app&password=${PASSWORD}`,
      /^jdbc:postgresql:\/\/db\/shop\?user=[a-z0-9]{8}&password=[a-z0-9]{16}$/,
    ],
    [
      'keywords of libpq',
      `host=db user=app password='${PASSWORD}'`,
      /^host=db user=[a-z0-9]{8} password='[a-z0-9]{16}'$/,
    ],
    [
      'the path of a web hook is its secret',
      'https://hooks.example.com/services/T00000000/XXXXXXXXXXXX',
      /^https:\/\/hooks\.example\.com\/[a-z0-9]{8}\/[a-z0-9]{16}\/[a-z0-9]{16}$/,
    ],
    [
      'settings keep their names, comments go',
      `# for ${PASSWORD}\nexport A="x"\nB: y\n`,
      /^#\nexport A="[a-z0-9]{8}"\nB: [a-z0-9]{8}\n$/,
    ],
    [
      'PEM keeps its armour and length',
      '-----BEGIN PRIVATE KEY-----\nMIIBVAIBADAN\nBgkq\n-----END PRIVATE KEY-----\n',
      /^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=]{12}\n[A-Za-z0-9+/=]{4}\n-----END PRIVATE KEY-----\n$/,
    ],
    [
      'a token has three parts',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
      /^[\w-]{20}\.[\w-]{15}\.[\w-]{12}$/,
    ],
    ['digits stay digits', '31415926', /^[1-9]\d{7}$/],
    ['hexadecimal digits', 'deadbeef00112233', /^[0-9a-f]{16}$/],
    ['a UUID', '123e4567-e89b-12d3-a456-426614174000', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ['base64 of bytes', Buffer.from([0, 255, 1, 254, 2, 253, 3]).toString('base64'), /^[A-Za-z0-9+/]{10}==$/],
  ])('%s', (_name, text, shape) => {
    expect(redacted(text)).toMatch(shape)
    expect(redacted(text)).not.toBe(text)
  })

  it.each(['', ' \n', 'true', 'false'])('%j tells nothing and stays', (text) => {
    expect(redacted(text)).toBe(text)
  })

  it.each([
    ['in a DSN', `postgres://app:${PASSWORD}@db/x`],
    ['percent-encoded in a DSN', `postgres://app:${PASSWORD.replaceAll('-', '%2D')}@db/x`],
    ['in JSON', `{"password":"${PASSWORD}"}`],
    ['in settings', `USER=app\nPASSWORD=${PASSWORD}\n`],
    ['with a line break behind', `${PASSWORD}\n`],
  ])('the same password is the same %s', (_name, text) => {
    expect(redacted(text)).toContain(redacted(PASSWORD))
  })

  it('the same password is the same in the login of a registry', () => {
    const auth = Buffer.from(`bot:${PASSWORD}`).toString('base64')
    const config = JSON.parse(
      redacted(`{"auths":{"ghcr.io":{"username":"bot","password":"${PASSWORD}","auth":"${auth}"}}}`),
    )
    const { username, password, auth: login } = config.auths['ghcr.io']
    expect(Buffer.from(login, 'base64').toString()).toBe(`${username}:${password}`)
  })

  it('tells values with and without a line break apart', () => {
    expect(redacted('x\n')).not.toBe(redacted('x'))
  })

  it('is another one with another key', () => {
    expect(redactLeaf(PASSWORD, keyedWith(Buffer.from('another')))).not.toBe(redacted(PASSWORD))
  })
})
