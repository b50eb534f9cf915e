import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashOfData, hashOfOwner, resourceVersionOf } from '../../../../twins/external-secrets/object-hash.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const sha3 = (text: string) => createHash('sha3-224').update(text).digest('hex')

describe('hashes of Go values', () => {
  it('print data as a map of byte slices with sorted keys', () => {
    const data = { b: 'aGk=', a: '' }
    expect(hashOfData(data, { hash: 'md5' })).toBe(md5('map[a:[] b:[104 105]]'))
    expect(hashOfData(data, { hash: 'sha3-224' })).toBe(sha3('map[a:[] b:[104 105]]'))
  })

  it('print the owner as it is', () => {
    expect(hashOfOwner('app', 'db', { hash: 'md5' })).toBe(md5('app/db'))
  })

  it('join generation and the hash of annotations and labels', () => {
    const metadata = { generation: 3, labels: { z: '1', a: '2' } }
    expect(resourceVersionOf(metadata, { hash: 'md5' })).toBe(
      `3-${md5('{annotations:map[] labels:map[a:2 z:1]}')}`,
    )
  })

  it('do not depend on anything but generation, annotations and labels', () => {
    const metadata = { generation: 1, labels: {} }
    const other = { ...metadata, uid: 'x', finalizers: ['f'], resourceVersion: '7' }
    expect(resourceVersionOf(other, { hash: 'md5' })).toBe(resourceVersionOf(metadata, { hash: 'md5' }))
  })
})
