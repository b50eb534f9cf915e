import { describe, expect, it } from 'vitest'
import { parseIgnore } from '../../../../twins/helm/ignore.js'
import { helmMessage } from './golden.js'

describe('.helmignore', () => {
  it.each<[string, string, boolean, boolean]>([
    ['*.tmp', 'a.tmp', false, true],
    ['*.tmp', 'deep/below/a.tmp', false, true],
    ['*.tmp', 'a.tmp.txt', false, false],
    ['docs/', 'docs', true, true],
    ['docs/', 'docs', false, false],
    ['/a.txt', 'a.txt', false, true],
    ['/a.txt', 'sub/a.txt', false, false],
    ['sub/*.txt', 'sub/a.txt', false, true],
    ['sub/*.txt', 'sub/deep/a.txt', false, false],
    ['?.txt', 'a.txt', false, true],
    ['[a-c].txt', 'b.txt', false, true],
    ['[^a-c].txt', 'b.txt', false, false],
    ['!keep.txt', 'other.txt', false, true],
    ['!keep.txt', 'keep.txt', false, false],
    ['# *.txt', 'a.txt', false, false],
    ['\\#a', '#a', false, true],
    ['', 'templates/.swp', false, true],
    ['', 'templates/a.yaml', false, false],
  ])('%j and %s (folder: %s) -> %s', (rules, path, isFolder, ignored) => {
    expect(parseIgnore(rules)(path, isFolder)).toBe(ignored)
  })

  it('refuses double stars', () => {
    expect(helmMessage(() => parseIgnore('a/**'))).toBe('double-star (**) syntax is not supported')
  })

  it('refuses an open bracket', () => {
    expect(helmMessage(() => parseIgnore('[a'))).toBe('syntax error in pattern')
  })
})
