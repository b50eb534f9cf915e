import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type DigestedInput, digestInput } from '../../../../harness/outcomes/inputs.js'
import { OutcomeStore } from '../../../../harness/outcomes/outcome-store.js'
import { MIXED } from '../../../support/outcomes.js'

const homes: string[] = []
let home: string
let folder: string
let input: DigestedInput

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rehearse-outcomes-'))
  homes.push(home)
  folder = join(home, 'cache', 'outcomes')
  writeFileSync(join(home, 'values.yaml'), 'replicas: 1\n')
  input = digestInput({ kind: 'file', path: join(home, 'values.yaml') }, 0)
})
afterAll(() => {
  for (const each of homes) rmSync(each, { recursive: true })
})

const REQUEST = 'a'.repeat(64)
const entry = (ending: string): string => {
  const name = readdirSync(folder).find((each) => each.endsWith(ending))
  if (name === undefined) throw new TypeError(`there is no ${ending} in ${folder}`)
  return join(folder, name)
}

describe('what was written', () => {
  it('is read as it was, by whoever asks for the same with the same inputs', () => {
    new OutcomeStore(folder).write(REQUEST, [input], MIXED)
    expect(new OutcomeStore(folder).read(REQUEST, 0)?.outcome).toEqual(MIXED)
  })

  it('is not read for another request', () => {
    new OutcomeStore(folder).write(REQUEST, [input], MIXED)
    expect(new OutcomeStore(folder).read('b'.repeat(64), 0)).toBeUndefined()
  })

  it('is not read when an input has changed, and is again when it is back', () => {
    const store = new OutcomeStore(folder)
    store.write(REQUEST, [input], MIXED)
    writeFileSync(input.path, 'replicas: 2\n')
    expect(store.read(REQUEST, 0)).toBeUndefined()
    store.write(REQUEST, [digestInput(input, 0)], { ...MIXED, title: 'of two' })
    expect(store.read(REQUEST, 0)?.outcome.title).toBe('of two')
    writeFileSync(input.path, 'replicas: 1\n')
    expect(store.read(REQUEST, 0)?.outcome).toEqual(MIXED)
  })

  it('is of nobody else', () => {
    new OutcomeStore(folder).write(REQUEST, [input], MIXED)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })
})

describe('an entry that is not what was written', () => {
  it.each<readonly [string, () => void]>([
    ['cut short', () => truncateSync(entry('.outcome'), 40)],
    ['empty', () => truncateSync(entry('.outcome'), 0)],
    [
      'damaged',
      () => {
        const bytes = readFileSync(entry('.outcome'))
        bytes[20]! ^= 1
        writeFileSync(entry('.outcome'), bytes)
      },
    ],
    ['of another format', () => writeFileSync(entry('.outcome'), gzipSync('{"version":2}'))],
    ['without its inputs', () => rmSync(entry('.inputs'))],
    ['with inputs cut short', () => truncateSync(entry('.inputs'), 10)],
    ['with inputs of another format', () => writeFileSync(entry('.inputs'), '{"version":2}')],
    ['with fewer inputs', () => writeFileSync(entry('.inputs'), '[]')],
  ])('%s is as if it were not there, and written anew', (_what, damage) => {
    const store = new OutcomeStore(folder)
    store.write(REQUEST, [input], MIXED)
    damage()
    expect(store.read(REQUEST, 0)).toBeUndefined()
    store.write(REQUEST, [input], MIXED)
    expect(store.read(REQUEST, 0)?.outcome).toEqual(MIXED)
  })
})

describe('the folder', () => {
  it('has room for so much; what was not used for longest goes first', () => {
    const store = new OutcomeStore(folder)
    store.write(REQUEST, [input], MIXED)
    const size = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1)
    const small = new OutcomeStore(folder, 2.5 * size)
    small.write('b'.repeat(64), [input], MIXED)
    expect(small.read(REQUEST, 0)).toBeDefined()
    for (const name of readdirSync(folder)) if (!name.startsWith('a')) utimesSync(join(folder, name), 2, 2)
    small.write('c'.repeat(64), [input], MIXED)
    expect(small.read('c'.repeat(64), 0)).toBeDefined()
    expect(small.read('b'.repeat(64), 0)).toBeUndefined()
  })

  it('may be one that nobody can write to: the writer is told, a reader reads', () => {
    writeFileSync(join(home, 'cache'), 'a file')
    expect(() => new OutcomeStore(folder).write(REQUEST, [input], MIXED)).toThrow(/ENOTDIR|EEXIST/)
    expect(new OutcomeStore(folder).read(REQUEST, 0)).toBeUndefined()
  })

  it('leaves nothing behind of a write that failed', () => {
    mkdirSync(folder, { recursive: true })
    const store = new OutcomeStore(folder)
    mkdirSync(join(folder, `${REQUEST}.inputs`))
    expect(() => store.write(REQUEST, [input], MIXED)).toThrow(/EISDIR|ENOTDIR|EPERM|ENOTEMPTY|EEXIST/)
    expect(readdirSync(folder).filter((name) => /\.\d+$/.test(name))).toEqual([])
  })
})
