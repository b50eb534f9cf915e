import { describe, expect, it } from 'vitest'
import { olderThan } from '../../../../harness/scenario/scenario.js'

describe('olderThan', () => {
  it.each([
    ['0.9.5', '0.17', true],
    ['0.17', '0.9.5', false],
    ['0.17.0', '0.17', false],
    ['0.16.9', '0.17', true],
    ['2.9.0', '0.17', false],
    ['v1.2.3', '1.2.4', true],
    ['1.10', 'v1.9', false],
    ['1', '1.0.1', true],
    ['1.2.3', '1.2.3', false],
    ['1.30.9-eks-1', '1.31', true],
    ['1.31.0+k3s1', '1.31', false],
  ])('%s before %s: %s', (version, other, expected) => {
    expect(olderThan(version, other)).toBe(expected)
  })
})
