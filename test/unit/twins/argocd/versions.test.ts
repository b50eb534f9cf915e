import { describe, expect, it } from 'vitest'
import { behavioursOf } from '../../../../twins/argocd/behaviours.js'
import { kitchenTime, retryDelayMs } from '../../../../twins/argocd/controllers/operation-state.js'
import { matchesGlob } from '../../../../twins/argocd/source/glob.js'
import { parseArgoVersion } from '../../../../twins/argocd/versions.js'

describe('releases', () => {
  it.each([
    [
      '2.12.0',
      { tracking: 'label', resyncMs: 180_000, selfHeal: 'fixed', hookFinalizer: false, missing: 'any' },
    ],
    ['2.14.3', { tracking: 'label', selfHeal: 'backoff', selfHealReset: 'synced', hookFinalizer: true }],
    ['2.14.4', { hookFinalizer: false, persistsHealth: true }],
    [
      '3.0.0',
      {
        tracking: 'annotation',
        resyncMs: 120_000,
        jitterMs: 60_000,
        hookFinalizer: true,
        persistsHealth: false,
      },
    ],
    ['3.2.0', { selfHealReset: 'cooldown', preDeleteHooks: false }],
    ['3.5.1', { selfHealReset: 'never', preDeleteHooks: true, missing: 'all' }],
  ])('%s', (argocd, expected) => expect(behavioursOf({ argocd })).toMatchObject(expected))

  it.each(['2.7.0', '3.6.0', 'latest', '3.5'])('%s is refused', (version) => {
    expect(() => parseArgoVersion(version)).toThrow(/is not supported/)
  })
})

describe('retries', () => {
  it.each([
    [{}, [5, 10, 20, 40, 80, 160, 180]],
    [{ backoff: { duration: '1', factor: 3, maxDuration: '10s' } }, [1, 3, 9, 10]],
    [{ backoff: { duration: '1m' } }, [60, 120, 180]],
  ])('%j wait %j seconds', (retry, seconds) => {
    expect(seconds.map((_, count) => retryDelayMs(retry as never, count) / 1000)).toEqual(seconds)
  })

  it.each([
    ['2026-01-01T00:05:09Z', '12:05AM'],
    ['2026-01-01T15:04:00Z', '3:04PM'],
    ['2026-01-01T12:00:00Z', '12:00PM'],
  ])('%s is %s', (timestamp, text) => expect(kitchenTime(timestamp)).toBe(text))
})

describe('globs', () => {
  it.each([
    ['*', 'a', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['apps/*', 'apps/web', true],
    ['{a,b}.yaml', 'b.yaml', true],
    ['a.yaml', 'aXyaml', false],
    ['?.json', 'x.json', true],
  ])('%s matches %s: %s', (pattern, path, expected) => expect(matchesGlob(pattern, path)).toBe(expected))
})
