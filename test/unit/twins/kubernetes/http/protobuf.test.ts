import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { messageType } from '../../../../../twins/kubernetes/http/protobuf/decode-message.js'
import { decodeProtobuf, messageName } from '../../../../../twins/kubernetes/http/protobuf/decode-protobuf.js'
import { builtinKinds } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import { structNamed } from '../../../../../twins/kubernetes/schema/builtin/types/index.js'
import { ROOT } from '../../../../support/sources.js'

interface Recorded {
  readonly apiVersion: string
  readonly kind: string
  /** Base64 of the body. */
  readonly protobuf: string
  readonly json: JsonObject
}

/** Objects with every field set, encoded both ways by k8s.io/api v0.36.3. */
const recorded = JSON.parse(
  readFileSync(join(ROOT, 'test/golden/kubernetes-protobuf/bodies.json'), 'utf8'),
) as readonly Recorded[]

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

describe('a protobuf body', () => {
  it.each(recorded.map((one) => [`${one.apiVersion} ${one.kind}`, one] as const))(
    'of %s says what its JSON says',
    (_name, { apiVersion, kind, protobuf, json }) => {
      expect(decodeProtobuf(bytesOf(protobuf))).toEqual({ apiVersion, kind, ...json })
    },
  )

  it('without the magic is refused', () => {
    expect(() => decodeProtobuf(new TextEncoder().encode('{"kind":"Secret"}'))).toThrow(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  })

  it('that ends early is refused', () => {
    const [secret] = recorded
    expect(() => decodeProtobuf(bytesOf(secret!.protobuf).subarray(0, 60))).toThrow('unexpected EOF')
  })

  it('of a kind without a table is undefined', () => {
    const body = Buffer.from('k8s\0\x0a\x0d\x0a\x05a.b/c\x12\x04Nope\x12\x00', 'latin1')
    expect(decodeProtobuf(new Uint8Array(body))).toBeUndefined()
  })

  it('may hold fields of a newer version, which are skipped', () => {
    const known = recorded.find((one) => one.kind === 'ConfigMap')!
    const raw = Buffer.from([
      0x0a, 0x05, 0x0a, 0x03, 0x63, 0x66, 0x67, 0xfa, 0x07, 0x01, 0x41, 0xf0, 0x07, 0x05,
    ])
    const typeMeta = Buffer.from('\x0a\x02v1\x12\x09ConfigMap', 'latin1')
    const unknown = [0x0a, typeMeta.length, ...typeMeta, 0x12, raw.length, ...raw]
    expect(decodeProtobuf(new Uint8Array([0x6b, 0x38, 0x73, 0, ...unknown]))).toEqual({
      apiVersion: known.apiVersion,
      kind: 'ConfigMap',
      metadata: { name: 'cfg' },
    })
  })
})

/** Kinds that no typed client sends: their definitions hold schemas of any shape. */
const WITHOUT_TABLE = new Set(['CustomResourceDefinition'])

describe('the tables', () => {
  const served = builtinKinds.filter(({ kind }) => !WITHOUT_TABLE.has(kind))

  it.each(served.map((kind) => [kind.kind, kind] as const))('have the fields of %s', (_name, kind) => {
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
    const fields = [...messageType(messageName(apiVersion, kind.kind)).values()].map(({ name }) => name)
    const members = [...structNamed(kind.kind).fields.keys()]
    expect(
      members.filter((name) => !fields.includes(name) && name !== 'kind' && name !== 'apiVersion'),
    ).toEqual([])
  })
})
