import { describe, expect, it } from 'vitest'
import { diffObject, MOST_CHARACTERS, MOST_FIELDS } from '../../../../harness/runner/object-diff.js'
import { redactor } from '../../../../harness/runner/redact.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

const plain = (text: string) => text
const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'test', uid: 'u1', resourceVersion: '7' },
  spec: { containers: [{ name: 'app', image: 'web:1', args: ['-v', '2'] }], hostNetwork: false },
}
const withSpec = (spec: JsonObject): JsonObject => ({ ...pod, spec })

/** `path: before -> after` of each change. */
const told = (before: JsonObject | null, after: JsonObject | null, redact = plain) =>
  diffObject(before, after, redact).changes.map(
    (change) => `${change.path}: ${change.before} -> ${change.after}`,
  )

describe('diffObject', () => {
  it('tells nothing of an object that is as it was', () => {
    expect(diffObject(pod, pod, plain)).toEqual({ kind: 'changed', changes: [], more: 0 })
  })

  it('tells every field of a new object, and none of one that is gone', () => {
    expect(told(null, pod)).toEqual([
      'spec.containers[app].args: null -> ["-v","2"]',
      'spec.containers[app].image: null -> web:1',
      'spec.hostNetwork: null -> false',
      'metadata.uid: null -> u1',
    ])
    expect(diffObject(pod, null, plain)).toEqual({ kind: 'deleted', changes: [], more: 0 })
  })

  it('names items of a list by what tells them apart, whatever their order', () => {
    const [a, b] = [
      { name: 'a', image: '1' },
      { name: 'b', image: '2' },
    ]
    expect(
      told(withSpec({ containers: [a, b] }), withSpec({ containers: [b, { ...a, image: '3' }] })),
    ).toEqual(['spec.containers[a].image: "1" -> "3"'])
  })

  it('names them by their place where nothing does', () => {
    const same = { name: 'x', v: 1 }
    expect(told(withSpec({ list: [same, same] }), withSpec({ list: [same, { ...same, v: 2 }] }))).toEqual([
      'spec.list[1].v: 1 -> 2',
    ])
  })

  it.each([
    ['a text that would be something else', 'true', '"true"'],
    ['an empty text', '', '""'],
    ['a date', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['nothing', null, 'null'],
    ['an empty object', {}, '{}'],
  ] as const)('writes %s as YAML does', (_what, value, text) => {
    expect(told(withSpec({}), withSpec({ x: value }))).toContain(`spec.x: null -> ${text}`)
  })

  it('leaves out managed fields, resource version and the applied copy', () => {
    const noise = {
      ...(pod['metadata'] as JsonObject),
      resourceVersion: '8',
      managedFields: [{ manager: 'kubectl' }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"c2VjcmV0"}}' },
    }
    expect(told(pod, { ...pod, metadata: noise })).toEqual([])
  })

  it('puts what an object has become first, and times last', () => {
    const after = {
      ...pod,
      status: { phase: 'Running', startTime: 'now' },
      spec: {},
      metadata: { name: 'web' },
    }
    expect(told(pod, after).map((text) => text.split(':')[0])).toEqual([
      'status.phase',
      'spec',
      'spec.containers[app].args',
      'spec.containers[app].image',
      'spec.hostNetwork',
      'metadata.uid',
      'status.startTime',
    ])
  })

  it('tells so many fields, and how many more there are', () => {
    const many = Object.fromEntries(
      Array.from({ length: MOST_FIELDS + 5 }, (_, index) => [`f${index}`, index]),
    )
    const { changes, more } = diffObject(withSpec({}), withSpec(many), plain)
    // `spec: {}` is gone, too.
    expect([changes.length, more]).toEqual([MOST_FIELDS, 6])
  })
})

describe('secrets', () => {
  const CANARY = 'canary-3f9a-password'
  const encoded = Buffer.from(CANARY).toString('base64')
  const secret = (data: JsonObject): JsonObject => ({ kind: 'Secret', metadata: { name: 'db' }, data })
  const redact = redactor([encoded, CANARY], 'key')

  it('are named as everywhere else in the report', () => {
    const [change] = diffObject(secret({}), secret({ password: encoded }), redact).changes.slice(1)
    expect(change).toEqual({ path: 'data.password', before: null, after: redact(CANARY) })
  })

  it('are hidden even when the redactor does not know them, or finds them too short', () => {
    const text = JSON.stringify([
      diffObject(null, { ...secret({ a: encoded, b: 'YWI=' }), stringData: { c: CANARY } }, plain),
      diffObject(secret({ a: encoded }), secret({ a: 'YWI=' }), plain),
    ])
    expect(text).toContain('<secret>')
    expect(text).not.toMatch(new RegExp(`${CANARY}|${encoded}|YWI=`))
  })

  it('are redacted before a value is cut, so that no part is left', () => {
    for (let before = MOST_CHARACTERS - 30; before <= MOST_CHARACTERS; before++) {
      const value = `${'x'.repeat(before)}${CANARY}${'y'.repeat(50)}`
      const text = JSON.stringify(diffObject(withSpec({}), withSpec({ value }), redact))
      expect(text).not.toContain('canary')
    }
  })
})
