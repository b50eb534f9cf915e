import { describe, expect, it } from 'vitest'
import { nextTime } from '../../../../twins/cloudnative-pg/cron.js'
import { managerVersion } from '../../../../twins/cloudnative-pg/operator.js'
import {
  decreasesHotStandby,
  needsRestart,
  startParameters,
} from '../../../../twins/cloudnative-pg/parameters.js'
import {
  desiredRole,
  membershipStatements,
  roleStatement,
} from '../../../../twins/cloudnative-pg/roles/role.js'
import { identifier, literal } from '../../../../twins/cloudnative-pg/sql.js'
import { behavioursOf, parseVersion } from '../../../../twins/cloudnative-pg/versions.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { fromTimestamp, toTimestamp } from '../../../../twins/kubernetes/index.js'

const cluster = (parameters: JsonObject): JsonObject => ({ spec: { postgresql: { parameters } } })

describe('releases', () => {
  it.each(['1.24.4', '1.31.0', '2.0.0', 'latest', '1.29'])('%s is not supported', (version) => {
    expect(() => parseVersion(version)).toThrow(`CloudNativePG ${version} is not supported`)
  })

  it.each([
    ['ghcr.io/cloudnative-pg/cloudnative-pg:1.29.1', { minor: 29, patch: 1 }],
    ['mirror:5000/cnpg/cloudnative-pg:v1.28.0@sha256:abc', { minor: 28, patch: 0 }],
  ])('%s is that of its tag', (image, version) => {
    expect(managerVersion(image)).toEqual(version)
  })

  it.each([
    ['1.28.3', true],
    ['1.28.4', false],
    ['1.29.0', true],
    ['1.29.1', true],
    ['1.29.2', false],
    ['1.30.0', false],
  ])('%s takes a missing Secret for an empty password: %s', (version, clears) => {
    expect(behavioursOf(parseVersion(version)).missingSecretClears).toBe(clears)
  })
})

describe('parameters', () => {
  it.each([
    ['work_mem', false],
    ['shared_buffers', true],
    ['max_connections', true],
    ['log_statement', false],
    ['wal_level', true],
  ])('%s needs a restart: %s', (name, restart) => {
    const started = startParameters(cluster({}))
    expect(needsRestart(started, cluster({ [name]: '1' }))).toBe(restart)
  })

  it.each([
    ['max_connections', '200', '100', true],
    ['max_connections', '100', '200', false],
    ['max_wal_senders', undefined, '5', true],
    ['shared_buffers', '200', '100', false],
  ])('%s from %s to %s is a decrease that standbys do not bear: %s', (name, from, to, expected) => {
    const started = startParameters(cluster(from === undefined ? {} : { [name]: from }))
    expect(decreasesHotStandby(started, cluster({ [name]: to }))).toBe(expected)
  })
})

describe('schedules', () => {
  it.each([
    ['0 0 2 * * *', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z'],
    ['0 0 2 * * *', '2026-01-01T02:00:00Z', '2026-01-02T02:00:00Z'],
    ['*/20 * * * * *', '2026-01-01T00:00:25Z', '2026-01-01T00:00:40Z'],
    ['0 30 4 1 jan-mar *', '2026-01-02T00:00:00Z', '2026-02-01T04:30:00Z'],
    ['0 0 0 * * sun', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['0 0 0 13 * fri', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['0 0 2 * *', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z'],
  ])('%s is due after %s at %s', (schedule, after, due) => {
    expect(toTimestamp(nextTime(schedule, fromTimestamp(after)) as number)).toBe(due)
  })

  it.each([
    ['0 2 * *', null],
    ['0 0 25 * * *', null],
    ['0 0 0 31 feb *', undefined],
  ])('%s is %s', (schedule, expected) => {
    expect(nextTime(schedule, 0)).toBe(expected)
  })
})

describe('statements', () => {
  it('spell out every attribute of a role', () => {
    expect(roleStatement('CREATE', desiredRole({ name: 'clerk', login: true }), { kind: 'ignore' })).toBe(
      'CREATE ROLE "clerk" NOBYPASSRLS NOCREATEDB NOCREATEROLE INHERIT LOGIN NOREPLICATION NOSUPERUSER CONNECTION LIMIT -1',
    )
  })

  it.each([
    [{ kind: 'disable' } as const, 'PASSWORD NULL'],
    [{ kind: 'set', password: "it's" } as const, "PASSWORD 'it''s'"],
  ])('say of a password %j', (clause, expected) => {
    expect(roleStatement('ALTER', desiredRole({ name: 'a' }), clause)).toContain(expected)
  })

  it('grant what is missing and revoke what is too much', () => {
    const live = { ...desiredRole({ name: 'a', inRoles: ['old', 'both'] }), transactionId: 0 }
    expect(membershipStatements(desiredRole({ name: 'a', inRoles: ['both', 'new'] }), live)).toEqual([
      'GRANT "new" TO "a"',
      'REVOKE "old" FROM "a"',
    ])
  })

  it('quote names and texts', () => {
    expect([identifier('a"b'), literal("o'clock"), literal('a\\b')]).toEqual([
      '"a""b"',
      "'o''clock'",
      " E'a\\\\b'",
    ])
  })
})
