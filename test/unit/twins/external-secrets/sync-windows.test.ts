import { describe, expect, it } from 'vitest'
import { refreshAllowed } from '../../../../twins/external-secrets/sync-windows.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

function spec(kind: string, schedule: string, duration: string) {
  return { syncWindows: { kind, windows: [{ schedule, duration }] } }
}

// Virtual time 0 is Thursday, 2026-01-01T00:00:00Z.
describe('refreshAllowed', () => {
  it.each([
    ['before the window', '0 3 * * *', '1h', 2 * HOUR_MS, false],
    ['when it opens', '0 3 * * *', '1h', 3 * HOUR_MS, true],
    ['when it closes', '0 3 * * *', '1h', 4 * HOUR_MS, true],
    ['after it has closed', '0 3 * * *', '1h', 4 * HOUR_MS + MINUTE_MS, false],
    ['on the weekday', '0 3 * * thu', '1h', 3 * HOUR_MS, true],
    ['on another weekday', '0 3 * * fri', '1h', 3 * HOUR_MS, false],
    ['day of month or weekday', '0 3 1 * fri', '1h', 3 * HOUR_MS, true],
    ['steps', '*/15 * * * *', '1m', 30 * MINUTE_MS, true],
    ['between steps', '*/15 * * * *', '1m', 35 * MINUTE_MS, false],
    ['a month by name', '0 0 * feb *', '24h', 31 * DAY_MS + HOUR_MS, true],
    ['a descriptor', '@daily', '10m', DAY_MS + 5 * MINUTE_MS, true],
    ['a range', '0 8-10 * * *', '5m', 9 * HOUR_MS + MINUTE_MS, true],
    ['what cannot be parsed', '61 * * * *', '24h', HOUR_MS, false],
  ])('allow, %s', (_name, schedule, duration, nowMs, open) => {
    expect(refreshAllowed(spec('allow', schedule, duration), nowMs)).toBe(open)
    expect(refreshAllowed(spec('deny', schedule, duration), nowMs)).toBe(!open)
  })

  it('is open without windows', () => {
    expect(refreshAllowed({}, 0)).toBe(true)
  })
})
