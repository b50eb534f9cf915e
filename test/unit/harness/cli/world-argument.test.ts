import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withWorld } from '../../../../harness/cli/world-argument.js'

const folder = mkdtempSync(join(tmpdir(), 'rehearse-world-'))
const path = join(folder, 'shop.scenario.ts')
writeFileSync(path, '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('--world', () => {
  it.each([
    [
      ['run', '--world', folder],
      ['run', path],
    ],
    [
      ['run', '--verbose', `--world=${folder}`, '--fix', 'a'],
      ['run', path, '--verbose', '--fix', 'a'],
    ],
    [
      ['explore', '--fix', 'a', '--world', folder],
      ['explore', path, '--fix', 'a'],
    ],
    [
      ['what-if', '--world', folder, '--', 'kubectl'],
      ['what-if', '--world', folder, '--', 'kubectl'],
    ],
    [
      ['run', 'shop', '--', '--world', folder],
      ['run', 'shop', '--', '--world', folder],
    ],
    [
      ['run', '--world'],
      ['run', '--world'],
    ],
    [['list'], ['list']],
  ])('%j is %j', (typed, meant) => {
    expect(withWorld(typed)).toEqual(meant)
  })
})
