import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../../../twins/external-secrets/duration.js'

describe('parseDuration', () => {
  it.each([
    ['1h', 3_600_000],
    ['1h0m0s', 3_600_000],
    ['1.5m', 90_000],
    ['0', 0],
    ['0s', 0],
    ['-5s', -5_000],
    ['250ms', 250],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '1', '1d', 'h', '1h 0m'])('%j is not a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('formatDuration', () => {
  it.each([
    [3_600_000, '1h0m0s'],
    [90_000, '1m30s'],
    [1_500, '1.5s'],
    [250, '250ms'],
    [0, '0s'],
    [-5_000, '-5s'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
