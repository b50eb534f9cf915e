import { describe, expect, it } from 'vitest'
import { parseCronSchedule } from '../../../../../twins/kubernetes/schema/cron-schedule.js'

/** The next times of a schedule after a given one, as `YYYY-MM-DD HH:MM`. */
function nextTimes(text: string, after: string, count = 3): readonly string[] {
  const parsed = parseCronSchedule(text)
  if ('error' in parsed) throw new Error(parsed.error)
  const times: string[] = []
  let at = Date.parse(`${after.replace(' ', 'T')}:00Z`)
  for (let index = 0; index < count; index++) {
    const next = parsed.schedule.next(at)
    if (next === undefined) break
    times.push(new Date(next).toISOString().slice(0, 16).replace('T', ' '))
    at = next
  }
  return times
}

describe('a cron schedule', () => {
  it.each([
    ['*/20 * * * *', '2026-01-01 00:00', ['2026-01-01 00:20', '2026-01-01 00:40', '2026-01-01 01:00']],
    ['5/25 * * * *', '2026-01-01 00:05', ['2026-01-01 00:30', '2026-01-01 00:55', '2026-01-01 01:05']],
    ['0 3-5,9 * * *', '2026-01-01 04:00', ['2026-01-01 05:00', '2026-01-01 09:00', '2026-01-02 03:00']],
    ['0 0 * * MON-fri/2', '2026-01-01 00:00', ['2026-01-02 00:00', '2026-01-05 00:00', '2026-01-07 00:00']],
    ['0 0 13 * fri', '2026-02-01 00:00', ['2026-02-06 00:00', '2026-02-13 00:00', '2026-02-20 00:00']],
    ['0 0 29 feb ?', '2026-01-01 00:00', ['2028-02-29 00:00']],
    ['@hourly', '2026-01-01 00:00', ['2026-01-01 01:00', '2026-01-01 02:00', '2026-01-01 03:00']],
    ['@weekly', '2026-01-01 00:00', ['2026-01-04 00:00', '2026-01-11 00:00', '2026-01-18 00:00']],
    ['@every 1h30m', '2026-01-01 00:10', ['2026-01-01 01:40', '2026-01-01 03:10', '2026-01-01 04:40']],
    ['0 0 31 2 *', '2026-01-01 00:00', []],
  ])('%s after %s', (text, after, times) => {
    expect(nextTimes(text, after, Math.max(1, times.length))).toEqual(times)
  })

  it.each([
    ['', 'empty spec string'],
    ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-3 * * * *', 'beginning of range (5) beyond end of range (3): 5-3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ])('%j is refused', (text, error) => {
    expect(parseCronSchedule(text)).toEqual({ error })
  })
})
