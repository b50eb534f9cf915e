import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, formatTime, plural, wrap, wrapCommand } from '../../../reports/format.js'

describe('formatTime', () => {
  it.each([
    [0, '0:00.0'],
    [49, '0:00.0'],
    [50, '0:00.1'],
    [59_960, '1:00.0'],
    [61_200, '1:01.2'],
    [3_599_949, '59:59.9'],
    [3_600_000, '1:00:00.0'],
    [90_061_500, '25:01:01.5'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatTime(ms)).toBe(text)
  })
})

describe('plural', () => {
  it.each([
    [plural(0, 'object'), '0 objects'],
    [plural(1, 'object'), '1 object'],
    [plural(1, 'fix', 'fixes'), '1 fix'],
    [plural(2, 'fix', 'fixes'), '2 fixes'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })
})

describe('cut', () => {
  it.each([
    ['short', 5, 'short'],
    ['too long', 5, 'too …'],
    ['two\nlines', 20, 'two lines'],
    ['x', 0, '…'],
  ])('%j at %d', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected)
  })
})

describe('wrap', () => {
  it.each([
    ['a bc def', 4, ['a bc', 'def']],
    ['  a   b  ', 9, ['a b']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['', 5, []],
  ])('%j at %d', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected)
  })

  it('keeps every character but white space, within the width', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const lines = wrap(text, width)
        expect(lines.join('').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('wrapCommand', () => {
  it.each([
    ['fits', 'kubectl get pods', 20, ['kubectl get pods']],
    ['breaks between words', 'kubectl get pods -n test', 14, ['kubectl get \\', '  pods -n \\', '  test']],
    ['keeps quoted words whole', `echo 'a b  c' "d e"`, 14, ['echo \\', `  'a b  c' \\`, '  "d e"']],
    ['keeps quotes within words', `set x='a b'"'"'c d' y`, 12, ['set \\', `  x='a b'"'"'c d' \\`, '  y']],
    [
      'puts a comment below, where no backslash joins it to the command',
      'kubectl get secret   # it will be collected',
      20,
      ['kubectl get secret', '# it will be', '# collected'],
    ],
    ['takes no # within a word for a comment', 'echo a#b', 20, ['echo a#b']],
  ])('%s', (_what, command, width, lines) => {
    expect(wrapCommand(command, width)).toEqual(lines)
  })
})
