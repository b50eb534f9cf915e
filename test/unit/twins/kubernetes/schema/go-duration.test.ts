import { describe, expect, it } from 'vitest'
import { formatGoDuration, parseGoDuration } from '../../../../../twins/kubernetes/schema/go-duration.js'

describe('parseGoDuration', () => {
  it.each([
    ['0', 0],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['1h0m0s', 3_600_000],
    ['250ms', 250],
    ['-1s', -1000],
    ['+2ms', 2],
    ['.5m', 30_000],
  ])('%s', (text, value) => {
    expect(parseGoDuration(text)).toEqual({ value })
  })

  it.each([
    ['', 'time: invalid duration ""'],
    ['x3s', 'time: invalid duration "x3s"'],
    ['h', 'time: invalid duration "h"'],
    ['1h 0m', 'time: unknown unit "h " in duration "1h 0m"'],
    ['3', 'time: missing unit in duration "3"'],
    ['1h3', 'time: missing unit in duration "1h3"'],
    ['3x', 'time: unknown unit "x" in duration "3x"'],
  ])('%j is refused', (text, problem) => {
    expect(parseGoDuration(text)).toEqual({ problem })
  })
})

describe('formatGoDuration', () => {
  it.each([
    [3_600_000, '1h0m0s'],
    [300_000, '5m0s'],
    [90_000, '1m30s'],
    [10_000, '10s'],
    [1_500, '1.5s'],
    [250, '250ms'],
    [0, '0s'],
    [-5_000, '-5s'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatGoDuration(ms)).toBe(text)
  })
})
