import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../../../../../../twins/kubernetes/tools/kubectl/printers/unified-diff.js'

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('')

/** The text a diff makes of another, read from its hunks alone. */
function patched(before: string, diff: string): string {
  const lines = before.split('\n').slice(0, -1)
  const result: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(0, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (head !== null) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1)
      result.push(...lines.slice(at, start))
      at = start
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      expect(line.slice(1)).toBe(lines[at])
      if (line.startsWith(' ')) result.push(line.slice(1))
      at++
    }
  }
  return [...result, ...lines.slice(at)].map((line) => `${line}\n`).join('')
}

describe('a unified diff', () => {
  it.each<readonly [string, string, string, string]>([
    ['of equal texts is empty', 'a\n', 'a\n', ''],
    ['of a new file', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
    ['of a file that goes', 'a\n', '', '@@ -1 +0,0 @@\n-a\n'],
    [
      'has three lines of context',
      numbered(1, 9),
      numbered(1, 9).replace('line 5', 'five'),
      '@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n line 6\n line 7\n line 8\n',
    ],
    [
      'puts an ambiguous insertion as far down as it can',
      'x\na\ny\n',
      'x\na\na\ny\n',
      '@@ -1,3 +1,4 @@\n x\n a\n+a\n y\n',
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(unifiedDiff(before, after)).toBe(expected)
  })

  it('starts another hunk where seven equal lines lie between two changes, not six', () => {
    const changed = (gap: number) => `a\n${numbered(1, gap)}b\n`
    const hunks = (gap: number) =>
      unifiedDiff(changed(gap), changed(gap).toUpperCase().replaceAll('LINE', 'line'))
    expect(hunks(6).match(/^@@/gm)).toHaveLength(1)
    expect(hunks(7).match(/^@@/gm)).toHaveLength(2)
  })

  it('turns the one text into the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff(before, after))).toBe(after)
      }),
    )
  })
})
