import { describe, expect, it } from 'vitest'
import { behaviours } from '../../../../twins/external-secrets/behaviours.js'
import { readExternalSecret } from '../../../../twins/external-secrets/external-secret.js'
import { hashOfData, resourceVersionOf } from '../../../../twins/external-secrets/object-hash.js'
import {
  isSecretValid,
  requeueAfterMs,
  shouldRefresh,
} from '../../../../twins/external-secrets/should-refresh.js'
import { parseVersion } from '../../../../twins/external-secrets/versions.js'
import { toTimestamp } from '../../../../twins/kubernetes/client/objects.js'

const HOUR_MS = 3_600_000
const NOW_MS = 10 * HOUR_MS
const METADATA = { name: 'db', namespace: 'app', generation: 2, labels: { a: 'b' } }

interface Given {
  readonly version: string
  readonly interval?: string
  readonly policy?: string
  /** Synced as it stands, synced before a change, never synced. */
  readonly synced: 'current' | 'stale' | 'never'
  /** Age of refreshTime; negative: in the future; undefined: none. */
  readonly ageMs?: number
  readonly spec?: Record<string, never>
}

function given({ version, interval = '1h', policy, synced, ageMs }: Given, spec = {}) {
  const flags = behaviours(parseVersion(version))
  const resourceVersion = { current: resourceVersionOf(METADATA, flags), stale: '1-old', never: undefined }[
    synced
  ]
  const es = readExternalSecret({
    metadata: METADATA,
    spec: { refreshInterval: interval, ...(policy === undefined ? {} : { refreshPolicy: policy }), ...spec },
    status: {
      ...(resourceVersion === undefined ? {} : { syncedResourceVersion: resourceVersion }),
      ...(ageMs === undefined ? {} : { refreshTime: toTimestamp(NOW_MS - ageMs) }),
    },
  })
  return { es, flags }
}

const OLD = '0.10.7'
const NEW = '2.9.0'

const CASES: readonly [string, Given, boolean][] = [
  ['never synced', { version: NEW, synced: 'never' }, true],
  ['never synced', { version: OLD, synced: 'never' }, true],
  ['fresh and unchanged', { version: NEW, synced: 'current', ageMs: 60_000 }, false],
  ['fresh and unchanged', { version: OLD, synced: 'current', ageMs: 60_000 }, false],
  ['changed', { version: NEW, synced: 'stale', ageMs: 60_000 }, true],
  ['changed', { version: OLD, synced: 'stale', ageMs: 60_000 }, true],
  ['exactly one interval old', { version: NEW, synced: 'current', ageMs: HOUR_MS }, false],
  ['older than the interval', { version: NEW, synced: 'current', ageMs: HOUR_MS + 1_000 }, true],
  ['older than the interval', { version: OLD, synced: 'current', ageMs: HOUR_MS + 1_000 }, true],
  ['refreshed in the future', { version: NEW, synced: 'current', ageMs: -60_000 }, true],
  ['refreshed in the future', { version: OLD, synced: 'current', ageMs: -60_000 }, false],
  ['without refreshTime', { version: NEW, synced: 'current' }, true],
  ['interval 0, never synced', { version: NEW, interval: '0', synced: 'never' }, true],
  ['interval 0, changed', { version: NEW, interval: '0', synced: 'stale', ageMs: 0 }, false],
  ['interval 0, changed', { version: '0.11.0', interval: '0', synced: 'stale', ageMs: 0 }, false],
  ['interval 0, changed', { version: OLD, interval: '0', synced: 'stale', ageMs: 0 }, true],
  ['interval 0, old', { version: NEW, interval: '0', synced: 'current', ageMs: 9 * HOUR_MS }, false],
  ['interval 0, old', { version: OLD, interval: '0', synced: 'current', ageMs: 9 * HOUR_MS }, false],
  ['CreatedOnce, never synced', { version: NEW, policy: 'CreatedOnce', synced: 'never' }, true],
  ['CreatedOnce, changed', { version: NEW, policy: 'CreatedOnce', synced: 'stale', ageMs: 0 }, false],
  ['CreatedOnce, old', { version: NEW, policy: 'CreatedOnce', synced: 'current', ageMs: 9 * HOUR_MS }, false],
  ['OnChange, changed', { version: NEW, policy: 'OnChange', synced: 'stale', ageMs: 0 }, true],
  [
    'OnChange, changed, interval 0',
    { version: NEW, policy: 'OnChange', interval: '0', synced: 'stale', ageMs: 0 },
    true,
  ],
  ['OnChange, old', { version: NEW, policy: 'OnChange', synced: 'current', ageMs: 9 * HOUR_MS }, false],
  [
    'CreatedOnce is unknown before v0.16.0',
    { version: '0.15.1', policy: 'CreatedOnce', synced: 'stale', ageMs: 0 },
    true,
  ],
]

describe('shouldRefresh', () => {
  it.each(CASES)('%s: %j', (_name, input, expected) => {
    const { es, flags } = given(input)
    expect(shouldRefresh(es, flags, NOW_MS)).toBe(expected)
  })

  it('waits for a sync window only when the refresh is periodic', () => {
    const spec = { syncWindows: { kind: 'allow', windows: [{ schedule: '0 3 * * *', duration: '1h' }] } }
    const due: Given = { version: NEW, synced: 'current', ageMs: 2 * HOUR_MS }
    const at = (input: Given, nowMs: number) => {
      const { es, flags } = given(input, spec)
      return shouldRefresh(es, flags, nowMs)
    }
    expect(at(due, NOW_MS)).toBe(false)
    expect(at(due, NOW_MS + 17.5 * HOUR_MS)).toBe(true)
    expect(at({ ...due, version: '2.6.0' }, NOW_MS)).toBe(true)
    expect(at({ ...due, synced: 'stale' }, NOW_MS)).toBe(true)
  })
})

describe('isSecretValid', () => {
  const data = { password: 'cA==' }
  const secret = (version: string, labels: Record<string, string>, hash?: string) => ({
    metadata: {
      labels,
      annotations: {
        'reconcile.external-secrets.io/data-hash':
          hash ?? hashOfData(data, behaviours(parseVersion(version))),
      },
    },
    data,
  })
  const managed = { 'reconcile.external-secrets.io/managed': 'true' }
  const valid = (version: string, creationPolicy: string, object: ReturnType<typeof secret> | undefined) =>
    isSecretValid(
      object,
      readExternalSecret({ metadata: METADATA, spec: { target: { creationPolicy } } }),
      behaviours(parseVersion(version)),
    )

  it.each([
    ['absent, Owner', NEW, 'Owner', undefined, false],
    ['absent, Orphan', NEW, 'Orphan', undefined, true],
    ['absent, Orphan', '0.18.0', 'Orphan', undefined, false],
    ['as written', NEW, 'Owner', secret(NEW, managed), true],
    ['as written', OLD, 'Owner', secret(OLD, {}), true],
    ['without the label', NEW, 'Owner', secret(NEW, {}), false],
    ['data changed', NEW, 'Owner', secret(NEW, managed, 'other'), false],
    ['data changed, Orphan', NEW, 'Orphan', secret(NEW, managed, 'other'), true],
    ['data changed, Orphan', '0.18.0', 'Orphan', secret('0.18.0', managed, 'other'), false],
  ] as const)('%s in %s with policy %s', (_name, version, policy, object, expected) => {
    expect(valid(version, policy, object)).toBe(expected)
  })
})

describe('requeueAfterMs', () => {
  const after = (input: Given, skipped: boolean) => {
    const { es, flags } = given(input)
    return requeueAfterMs(es, es.status, flags, NOW_MS, skipped)
  }

  it.each([
    ['after a sync', { version: NEW, synced: 'current', ageMs: 0 }, false, HOUR_MS + 1],
    ['after a sync', { version: OLD, synced: 'current', ageMs: 0 }, false, HOUR_MS + 1],
    ['what is left', { version: NEW, synced: 'current', ageMs: HOUR_MS / 4 }, true, 0.75 * HOUR_MS + 1],
    [
      'what is left and 5 s',
      { version: OLD, synced: 'current', ageMs: HOUR_MS / 4 },
      true,
      0.75 * HOUR_MS + 5_001,
    ],
    [
      'the whole interval again',
      { version: '0.9.4', synced: 'current', ageMs: HOUR_MS / 4 },
      true,
      HOUR_MS + 1,
    ],
    ['interval 0', { version: NEW, interval: '0', synced: 'current', ageMs: 0 }, true, undefined],
    ['interval 0', { version: OLD, interval: '0', synced: 'current', ageMs: 0 }, false, undefined],
    [
      'overdue and skipped',
      { version: NEW, policy: 'CreatedOnce', synced: 'current', ageMs: 2 * HOUR_MS },
      true,
      420_000,
    ],
  ] as const)('%s: %j', (_name, input, skipped, expected) => {
    expect(after(input, skipped)).toBe(expected)
  })
})
