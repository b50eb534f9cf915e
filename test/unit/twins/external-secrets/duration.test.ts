import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../../../twins/external-secrets/duration.js'

describe('parseDuration', () => {
  it('gives milliseconds', () => {
    expect(parseDuration('1h0m0s')).toBe(3_600_000)
  })

  it('gives nothing for what is not a duration', () => {
    expect(parseDuration('1d')).toBeUndefined()
  })
})
