import { describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../../harness/scenario/errors.js'
import { readManifest } from '../../../../harness/scenario/manifests.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'

const HEAD = 'apiVersion: v1\nkind: ConfigMap\n'

function read(text: string) {
  return readManifest(memoryFiles({ 'a.yaml': text }), 'a.yaml')
}

function refusal(text: string): ScenarioError {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError)
    return error as ScenarioError
  }
  throw new Error('the manifest was accepted')
}

describe('readManifest', () => {
  it('tells the line of each object', () => {
    const items = read(`# a comment\n${HEAD}---\n# another\n---\n\n${HEAD}data: {}\n`)
    expect(items.map((item) => item.line)).toEqual([2, 8])
    expect(items.map((item) => item.path)).toEqual(['a.yaml', 'a.yaml'])
    expect(items[1]!.object).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', data: {} })
  })

  it('is empty for an empty file', () => {
    expect(read('')).toEqual([])
    expect(read('---\n# nothing\n---\n')).toEqual([])
  })

  it.each([
    ['yes', true],
    ['off', false],
    ['0777', 511],
    ['0x1f', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['1.5e3', 1500],
    ['~', null],
    ['"yes"', 'yes'],
    ['2026-02-24', '2026-02-24'],
    ['2026-02-24T10:00:00Z', '2026-02-24T10:00:00Z'],
    ['12:30:45', '12:30:45'],
    ['12:30:45.5', '12:30:45.5'],
    ['1.2.3', '1.2.3'],
  ])('reads the scalar %s as kubectl does', (text, value) => {
    expect(read(`${HEAD}data: ${text}\n`)[0]!.object['data']).toEqual(value)
  })

  it('resolves merges and anchors', () => {
    const [item] = read(`${HEAD}a: &a {x: 1}\nb: {<<: *a, z: 2}\n`)
    expect(item!.object['b']).toEqual({ x: 1, z: 2 })
  })

  it.each([
    ['a tab', `${HEAD}data:\n\ta: 1\n`, 'a.yaml:4: '],
    ['an unclosed bracket', `${HEAD}data: [1, 2\n\n`, 'a.yaml:3: '],
    ['the same key twice', `${HEAD}kind: Secret\n`, 'a.yaml:3: Map keys must be unique'],
    ['an unknown anchor', `${HEAD}data: *nowhere\n`, "a.yaml:1: yaml: unknown anchor 'nowhere' referenced"],
    [
      'an object without kind',
      `${HEAD}---\napiVersion: v1\n`,
      'a.yaml:4: an object needs apiVersion and kind',
    ],
    ['a list instead of an object', '- a\n', 'a.yaml:1: an object needs apiVersion and kind'],
    ['a text instead of an object', 'hello\n', 'a.yaml:1: an object needs apiVersion and kind'],
  ])('names file and line of %s', (_what, text, message) => {
    const error = refusal(text)
    expect(error.message.slice(0, message.length)).toBe(message)
    expect(error.message).not.toContain('\n')
    expect(error.code).toBe('manifest-syntax')
  })

  it('says which file is missing, with its folder', () => {
    expect(() => readManifest(memoryFiles({}), 'b.yaml', 'fixtures/x')).toThrow(
      'fixtures/x/b.yaml: no such file',
    )
  })

  it('puts the folder before the path in messages', () => {
    const files = memoryFiles({ 'a.yaml': 'hello\n' })
    expect(() => readManifest(files, 'a.yaml', 'fixtures/x')).toThrow('fixtures/x/a.yaml:1: an object')
  })
})
