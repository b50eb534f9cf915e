import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { selfSigned } from '../../../../harness/serve/certificate.js'

describe('selfSigned', () => {
  const now = Date.UTC(2026, 0, 2)
  const { key, cert } = selfSigned(now)
  const certificate = new X509Certificate(cert)

  it('is signed by its own key', () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkIssued(certificate)).toBe(true)
    expect(key).toContain('BEGIN PRIVATE KEY')
  })

  it('speaks for this machine alone', () => {
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkHost('example.com')).toBeUndefined()
  })

  it('is valid from now on for 30 days', () => {
    expect(new Date(certificate.validFrom).getTime()).toBe(now - 60_000)
    expect(new Date(certificate.validTo).getTime()).toBe(now + 30 * 24 * 3_600_000)
  })

  it('is another one each time', () => {
    expect(selfSigned(now).key).not.toBe(key)
  })
})
