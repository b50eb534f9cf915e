import { describe, expect, it } from 'vitest'
import { readSnapshot } from '../../../../harness/scenario/snapshot.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import { toGoYaml } from '../../../../twins/kubernetes/index.js'

const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

function read(files: Readonly<Record<string, string>>) {
  return readSnapshot(memoryFiles(files), Object.keys(files), 'fixtures/x').map((item) => item.object)
}

describe('readSnapshot', () => {
  const [a, b, c] = [object('a'), object('b'), object('c')]

  it.each([
    ['a single object', JSON.stringify(a), [a]],
    ['several documents', `${toGoYaml(a)}---\n${toGoYaml(b)}`, [a, b]],
    ['documents of which one is empty', `---\n---\n${toGoYaml(a)}`, [a]],
    ['a List as kubectl prints it', toGoYaml({ apiVersion: 'v1', kind: 'List', items: [a, b] }), [a, b]],
    ['a List as JSON', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [a, b] }), [a, b]],
    [
      'a List of Lists',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [{ apiVersion: 'v1', kind: 'List', items: [a] }, b],
      }),
      [a, b],
    ],
    [
      'a typed list, whose items need not say what they are',
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items: [{ metadata: { name: 'a' } }, c] }),
      [a, c],
    ],
    ['JSON with a Windows line end', `${JSON.stringify(a)}\r\n`, [a]],
    ['an empty file', '', []],
  ])('reads %s', (_what, text, expected) => {
    expect(read({ 'dump.yaml': text })).toEqual(expected)
  })

  it('reads scalars as kubectl does', () => {
    const data = read({
      'dump.yaml': 'apiVersion: v1\nkind: ConfigMap\ndata: {a: yes, b: 0o7, c: 2026-01-01}\n',
    })
    expect(data).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', data: { a: true, b: 7, c: '2026-01-01' } }])
  })

  it('keeps the order of files, documents and items', () => {
    expect(read({ '2.yaml': toGoYaml(b), '1.json': JSON.stringify(a) })).toEqual([b, a])
  })

  it.each([
    [
      'a file that is not there',
      () => readSnapshot(memoryFiles({}), ['a.yaml'], 'fixtures/x'),
      'fixtures/x/a.yaml: no such file',
    ],
    ['broken YAML', () => read({ 'a.yaml': 'kind: A\nb: [1\n' }), /^fixtures\/x\/a\.yaml:3: Flow sequence/],
    [
      'broken YAML after a document',
      () => read({ 'a.yaml': `${toGoYaml(object('a'))}---\nkind: A\n  b: c\n` }),
      /^fixtures\/x\/a\.yaml:\d: mapping values are not allowed/,
    ],
    ['broken JSON', () => read({ 'a.json': '{"kind": "A",\n "b": [1}' }), /^fixtures\/x\/a\.json:2: /],
    [
      'no object',
      () => read({ 'a.yaml': 'just text\n' }),
      'fixtures/x/a.yaml:1: an object needs apiVersion and kind',
    ],
    [
      'an item without a kind',
      () =>
        read({
          'a.yaml':
            'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n  - metadata: {}\n',
        }),
      'fixtures/x/a.yaml:6: an object needs apiVersion and kind',
    ],
    [
      'an item of a second document',
      () => read({ 'a.yaml': `${toGoYaml(object('a'))}---\napiVersion: v1\nkind: List\nitems:\n- 7\n` }),
      'fixtures/x/a.yaml:9: an object needs apiVersion and kind',
    ],
    [
      'an integer beyond 2^53',
      () => read({ 'a.yaml': 'apiVersion: v1\nkind: A\nb: 9007199254740993\n' }),
      /a\.yaml:1: not modelled: the integer/,
    ],
  ])('names file and line of %s', (_what, reading, message) => {
    expect(reading).toThrow(message)
  })
})
