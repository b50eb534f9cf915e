import { generateKeyPairSync, sign } from 'node:crypto'
import { bits, der, generalizedTime, oid } from './der.js'

/** Key and certificate as PEM texts. */
export interface TlsPair {
  readonly key: string
  readonly cert: string
}

const VALID_MS = 30 * 24 * 3_600_000

/** ecdsa-with-SHA256, RFC 5758. */
const ALGORITHM = der('sequence', oid('1.2.840.10045.4.3.2'))
const NAME = der(
  'sequence',
  der('set', der('sequence', oid('2.5.4.3'), der('utf8', Buffer.from('rehearse')))),
)

/**
 * A self-signed certificate for 127.0.0.1 and localhost with a key of its own (P-256), valid for 30 days. `now` in ms
 * since 1970. Source: RFC 5280, sections 4.1 and 4.2.
 */
export function selfSigned(now: number): TlsPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = der(
    'sequence',
    der(0xa0, der('integer', Buffer.from([2]))),
    der('integer', Buffer.from([1])),
    ALGORITHM,
    NAME,
    der('sequence', generalizedTime(now - 60_000), generalizedTime(now + VALID_MS)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der('sequence', basicConstraints(), subjectNames())),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = der('sequence', body, ALGORITHM, bits(signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate
      .toString('base64')
      .replace(/(.{64})/g, '$1\n')
      .trimEnd()}\n-----END CERTIFICATE-----\n`,
  }
}

/** It vouches for itself: clients may be given it as an authority. */
function basicConstraints(): Buffer {
  const yes = der('boolean', Buffer.from([0xff]))
  return der('sequence', oid('2.5.29.19'), yes, der('octetString', der('sequence', yes)))
}

function subjectNames(): Buffer {
  const address = der(0x87, Buffer.from([127, 0, 0, 1]))
  const name = der(0x82, Buffer.from('localhost'))
  return der('sequence', oid('2.5.29.17'), der('octetString', der('sequence', address, name)))
}
