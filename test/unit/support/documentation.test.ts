import { describe, expect, it } from 'vitest'
import { firstDifference, readExamples, refreshShown } from '../../support/documentation.js'

const PAGE = [
  '<!-- test: file a.yaml -->',
  '```yaml',
  'a: 1',
  '```',
  '<!-- test: run exit=2 -->',
  '```console',
  '$ one',
  'shown',
  '$ two',
  '```',
  '```sh',
  'rm -rf /',
  '```',
].join('\n')

describe('readExamples', () => {
  it('reads files and commands, and the exit code of the last command', () => {
    expect(readExamples(PAGE).examples).toEqual([
      { kind: 'file', line: 3, path: 'a.yaml', text: 'a: 1\n' },
      {
        kind: 'run',
        line: 7,
        commands: [
          { line: 7, command: 'one', exitCode: 0, shown: ['shown'] },
          { line: 9, command: 'two', exitCode: 2, shown: [] },
        ],
      },
    ])
  })

  it('names blocks without a comment', () => {
    expect(readExamples(PAGE).untested).toEqual(['11: sh'])
  })
})

describe('readExamples, of a file with fences in it', () => {
  it('ends a block at a fence as long as its first', () => {
    const page = ['<!-- test: file a.md -->', '````markdown', '```sh', 'ls', '```', '````'].join('\n')
    expect(readExamples(page)).toEqual({
      examples: [{ kind: 'file', line: 3, path: 'a.md', text: '```sh\nls\n```\n' }],
      untested: [],
    })
  })
})

describe('firstDifference', () => {
  const output = ['a', 'b', 'c', 'd']
  it.each([
    ['everything', ['a', 'b', 'c', 'd'], true],
    ['a beginning and …', ['a', 'b', '…'], true],
    ['… and an end', ['…', 'd'], true],
    ['a middle', ['…', 'b', 'c', '…'], true],
    ['… for nothing', ['a', '…', 'b', 'c', 'd'], true],
    ['an end that is missing', ['a', 'b', 'c'], false],
    ['another line', ['a', 'x', '…'], false],
    ['the wrong order', ['…', 'c', 'b', '…'], false],
    ['lines that do not follow each other', ['…', 'b', 'd', '…'], false],
    ['an end that is not the end', ['…', 'c'], false],
    ['a line more', ['a', 'b', 'c', 'd', 'e'], false],
  ])('%s', (_name, shown, matches) => {
    expect(firstDifference(shown, output) === undefined).toBe(matches)
  })

  it('says which line is missing and what stands there', () => {
    expect(firstDifference(['…', 'b', 'x'], output)).toBe('x\n  the output has: c')
  })
})

describe('refreshShown', () => {
  it('puts the times, counts and generated names of the output into the lines shown', () => {
    const output = ['first', '1:05:01.4 deleted 12', 'Pod shop/api-6f7cf95db6-9rcqr', 'last']
    const shown = ['…', '4:05:01.0 deleted 3', 'Pod shop/api-558466bf7c-2kv59', '…']
    expect(refreshShown(shown, output)).toEqual(['…', output[1], output[2], '…'])
  })

  it('gives up when other words stand there', () => {
    expect(refreshShown(['created 3'], ['deleted 3'])).toBeUndefined()
  })
})
