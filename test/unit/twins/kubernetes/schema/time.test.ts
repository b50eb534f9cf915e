import { describe, expect, it } from 'vitest'
import { evaluateJsonPath } from '../../../../../twins/kubernetes/schema/json-path.js'
import {
  canonicalQuantity,
  compareQuantities,
  sumQuantities,
} from '../../../../../twins/kubernetes/schema/quantity.js'
import { elapsedSince, humanDuration, parseTime } from '../../../../../twins/kubernetes/schema/time.js'

const S = 1000
const M = 60 * S
const H = 60 * M
const D = 24 * H

describe('humanDuration', () => {
  it.each([
    [-2 * S, '<invalid>'],
    [-1 * S, '0s'],
    [0, '0s'],
    [119 * S, '119s'],
    [2 * M, '2m'],
    [2 * M + 3 * S, '2m3s'],
    [10 * M + 30 * S, '10m'],
    [179 * M, '179m'],
    [3 * H, '3h'],
    [3 * H + 20 * M, '3h20m'],
    [8 * H + 20 * M, '8h'],
    [47 * H, '47h'],
    [2 * D, '2d'],
    [3 * D + 4 * H, '3d4h'],
    [8 * D + 4 * H, '8d'],
    [2 * 365 * D, '2y'],
    [3 * 365 * D + 5 * D, '3y5d'],
    [9 * 365 * D, '9y'],
  ])('%d ms is %s', (duration, text) => {
    expect(humanDuration(duration)).toBe(text)
  })

  it('a missing timestamp is unknown', () => {
    expect(elapsedSince(undefined, 0)).toBe('<unknown>')
    expect(elapsedSince('1970-01-01T00:01:00Z', 90 * S)).toBe('30s')
  })
})

describe('parseTime', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-02-28T23:59:59.5Z', 1_772_323_199_500],
    ['2000-02-29T12:00:00+02:00', 951_818_400_000],
    ['not a time', undefined],
  ])('%s', (text, expected) => {
    expect(parseTime(text)).toBe(expected)
  })
})

describe('quantities', () => {
  it.each([
    ['1', '1'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1000', '1k'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1023', '1023'],
    ['512Ki', '512Ki'],
    ['1500Mi', '1500Mi'],
    ['1e3', '1e3'],
    ['0', '0'],
    ['100.5M', '100500k'],
    ['0.1Ki', '102400m'],
  ])('%s is printed %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical)
  })

  it('compares and adds across notations', () => {
    expect(compareQuantities('500m', '0.5')).toBe(0)
    expect(compareQuantities('1Gi', '1G')).toBe(1)
    expect(sumQuantities(['500m', '1'])).toBe('1500m')
  })
})

describe('evaluateJsonPath', () => {
  const root = {
    a: {
      'b.c': [
        { n: 'x', v: 1 },
        { n: 'y', v: 2 },
      ],
    },
    s: 't',
  }
  it.each([
    ['.s', ['t']],
    ['{.s}', ['t']],
    ['.a.b\\.c[1].v', [2]],
    [".a['b.c'][-1].n", ['y']],
    ['.a.b\\.c[*].v', [1, 2]],
    ['.a.b\\.c[?(@.n=="y")].v', [2]],
    ['.missing.deep', []],
  ])('%s', (path, expected) => {
    expect(evaluateJsonPath(path, root)).toEqual(expected)
  })

  it('names what it does not model', () => {
    expect(() => evaluateJsonPath('.a[0:2]', root)).toThrow('not modelled: the JSONPath .a[0:2]')
  })
})
