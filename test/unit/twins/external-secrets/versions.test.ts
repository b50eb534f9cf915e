import { describe, expect, it } from 'vitest'
import { type Behaviours, behaviours } from '../../../../twins/external-secrets/behaviours.js'
import { parseVersion } from '../../../../twins/external-secrets/versions.js'

describe('parseVersion', () => {
  it.each(['0.5.0', 'v0.5.0', '2.9.0', '2.9.7'])('accepts %s', (text) => {
    expect(parseVersion(text)).toMatchObject({ major: Number(text.replace('v', '')[0]) })
  })

  it.each(['0.4.4', '2.10.0', '3.0.0', 'latest', '1.2', ''])('refuses %j and names the range', (text) => {
    expect(() => parseVersion(text)).toThrow(
      expect.objectContaining({
        code: 'eso-version-unsupported',
        remedy: expect.stringContaining('0.5.0 to 2.9.x'),
      }),
    )
  })
})

/** Each break point: the last release before it, the first with it, and the two values. */
const BREAKS: readonly [keyof Behaviours, string, unknown, string, unknown][] = [
  ['fixedRetryMs', '0.7.2', 30_000, '0.7.3', undefined],
  ['floodGate', '0.6.1', false, '0.7.0', true],
  ['fieldManager', '0.5.1', 'shared', '0.5.2', 'per-name'],
  ['fieldManager', '0.18.0', 'per-name', '0.18.1', 'per-name-hashed'],
  ['ownerLabel', '0.9.2', false, '0.9.3', true],
  ['ignoresTerminating', '0.9.4', false, '0.9.5', true],
  ['dataHashCoversExisting', '0.9.4', false, '0.9.5', true],
  ['dataHashCoversExisting', '0.10.7', true, '0.11.0', false],
  ['skippedRefreshSlackMs', '0.9.7', 0, '0.9.8', 5_000],
  ['skippedRefreshSlackMs', '0.10.7', 5_000, '0.11.0', 0],
  ['retainMarksDone', '0.9.8', false, '0.9.9', true],
  ['eventOnEverySync', '0.9.16', true, '0.9.17', false],
  ['secretWatch', '0.9.17', 'owned', '0.9.18', 'all'],
  ['secretWatch', '0.10.7', 'all', '0.11.0', 'managed'],
  ['managesOwnership', '0.10.7', false, '0.11.0', true],
  ['zeroIntervalFreezes', '0.10.7', false, '0.11.0', true],
  ['conditionTexts', '0.10.7', 'old', '0.11.0', 'new'],
  ['eventTexts', '0.11.0', 'old', '0.12.0', 'new'],
  ['orphanCleanup', '0.9.2', 'never', '0.9.3', 'after-named-create'],
  ['orphanCleanup', '0.10.7', 'after-named-create', '0.11.0', 'after-create'],
  ['orphanCleanup', '0.11.0', 'after-create', '0.12.0', 'before-create'],
  ['backoff', '0.13.0', { baseMs: 5, maxMs: 1_000_000 }, '0.14.0', { baseMs: 1_000, maxMs: 420_000 }],
  ['awsMarkedForDeletion', '0.14.4', 'error', '0.15.0', 'missing'],
  ['awsMarkedForDeletion', '0.17.0', 'missing', '0.18.0', 'error'],
  ['awsSdk', '0.17.0', 1, '0.18.0', 2],
  ['apiVersion', '0.15.1', 'v1beta1', '0.16.0', 'v1'],
  ['refreshPolicy', '0.15.1', false, '0.16.0', true],
  ['hash', '0.16.1', 'md5', '0.16.2', 'sha3-224'],
  ['orphanAlwaysValid', '0.18.0', false, '0.18.1', true],
  ['immutableSkipsTemplate', '0.19.0', false, '0.19.1', true],
  ['finalizer', '0.19.2', 'none', '0.20.0', 'update'],
  ['finalizer', '1.1.0', 'update', '1.1.1', 'patch'],
  ['genericTargets', '0.20.4', false, '1.0.0', true],
  ['ignoresStatusUpdates', '2.2.0', false, '2.3.0', true],
  ['syncWindows', '2.6.0', false, '2.7.0', true],
  ['createOrMerge', '2.7.0', false, '2.8.0', true],
]

describe('behaviours', () => {
  it.each(BREAKS)('%s: %s has %j, %s has %j', (flag, before, old, after, now) => {
    expect(behaviours(parseVersion(before))[flag]).toEqual(old)
    expect(behaviours(parseVersion(after))[flag]).toEqual(now)
  })
})
