import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEY_FILE, readOrMakeKey } from '../../../../harness/import/disk/key-file.js'
import { requireRoom, writeWorld } from '../../../../harness/import/disk/write-world.js'
import { findWorld } from '../../../../harness/import/world-folder.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-world-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (count: number) => new Uint8Array(count).fill(7)

describe('a world folder', () => {
  it('is the only scenario in it', () => {
    writeWorld(folder, { 'shop.scenario.ts': '', 'fixtures/shop/README.md': '' })
    expect(findWorld(folder)).toBe(join(folder, 'shop.scenario.ts'))
  })

  it.each([
    ['no folder', () => join(folder, 'none'), 'there is no folder'],
    ['no scenario', () => folder, 'holds no *.scenario.ts'],
  ])('refuses %s', (_name, path, message) => {
    expect(() => findWorld(path())).toThrow(
      expect.objectContaining({ code: 'world-unknown', message: expect.stringContaining(message) }),
    )
  })

  it('names all of several', () => {
    writeWorld(folder, { 'a.scenario.ts': '', 'b.scenario.ts': '' })
    expect(() => findWorld(folder)).toThrow('holds several: a.scenario.ts, b.scenario.ts')
  })

  it('is never written over', () => {
    writeWorld(folder, { 'shop.scenario.ts': '' })
    expect(() => requireRoom(folder, 'shop')).toThrow(expect.objectContaining({ code: 'world-exists' }))
    expect(() => requireRoom(folder, 'other')).not.toThrow()
  })
})

describe('the key of a world', () => {
  it('is made once, for its owner alone, and kept out of Git', () => {
    writeFileSync(join(folder, '.gitignore'), 'dist')
    const path = join(folder, KEY_FILE)
    const key = readOrMakeKey(path, bytes)
    expect(Buffer.from(readOrMakeKey(path, () => new Uint8Array())).equals(key)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('dist\n.rehearse-key\n')
  })

  it('is refused when the file holds something else', () => {
    writeFileSync(join(folder, KEY_FILE), 'hello')
    expect(() => readOrMakeKey(join(folder, KEY_FILE), bytes)).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    )
  })
})
