import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, textAt, toTimestamp } from '../kubernetes/index.js'
import { parseDuration } from './duration.js'

const MINUTE_MS = 60_000
/** Weekday of 1970-01-01 (Thursday) as cron counts them. */
const WEEKDAY_OF_EPOCH = 4

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const

const NAMES: readonly string[][] = [
  [],
  [],
  [],
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
]

/** Minute, hour, day of month, month and day of week that a schedule fires at; `any`: the field is a star. */
type Schedule = readonly { readonly any: boolean; readonly values: ReadonlySet<number> }[]

/**
 * Whether `spec.syncWindows` lets a periodic refresh happen at `nowMs`: `deny` unless a window is open, `allow` only
 * while one is. A schedule that cannot be parsed counts as closed. Schedules are UTC.
 * external-secrets v2.9.0 externalsecret_controller.go (isPeriodicRefreshAllowedByWindows, isWithinSyncWindow);
 * grammar: robfig/cron v3 parser.go. `@every` is not modelled and counts as closed, as upstream does with what it
 * cannot parse.
 */
export function refreshAllowed(spec: JsonObject, nowMs: number): boolean {
  const windows = arrayAt(spec, 'syncWindows', 'windows')
  if (windows.length === 0) return true
  const open = windows.some((window) => isObject(window) && isOpen(window, nowMs))
  const kind = textAt(spec, 'syncWindows', 'kind')
  if (kind === 'deny') return !open
  return kind === 'allow' ? open : true
}

function isOpen(window: JsonObject, nowMs: number): boolean {
  const schedule = parseSchedule(textAt(window, 'schedule'))
  const durationMs = parseDuration(textAt(window, 'duration')) ?? 0
  if (schedule === undefined) return false
  // The first firing after (now - duration - 1s), as robfig's Next is exclusive.
  const after = nowMs - durationMs - 1_000
  const first = (Math.floor(after / MINUTE_MS) + 1) * MINUTE_MS
  for (let at = first; at <= nowMs; at += MINUTE_MS) {
    if (fires(schedule, at)) return nowMs <= at + durationMs
  }
  return false
}

function fires(schedule: Schedule, atMs: number): boolean {
  const [minute, hour, day, month, weekday] = calendar(atMs)
  const matches = (index: number, value: number | undefined) =>
    schedule[index]?.values.has(value ?? -1) === true
  if (!matches(0, minute) || !matches(1, hour) || !matches(3, month)) return false
  const days = matches(2, day)
  const weekdays = matches(4, weekday)
  return schedule[2]?.any === true || schedule[4]?.any === true ? days && weekdays : days || weekdays
}

function calendar(atMs: number): readonly number[] {
  const text = toTimestamp(atMs)
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const [hour = 0, minute = 0] = text.slice(11, 16).split(':').map(Number)
  return [minute, hour, day, month, (((daysSinceEpoch(year, month, day) + WEEKDAY_OF_EPOCH) % 7) + 7) % 7]
}

/** Days from 1970-01-01 in the Gregorian calendar, counting years from March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468
}

function parseSchedule(text: string): Schedule | undefined {
  const fields = (DESCRIPTORS[text] ?? text).split(' ')
  if (fields.length !== BOUNDS.length) return undefined
  const parsed = fields.map((field, index) => parseField(field.toLowerCase(), index))
  return parsed.every((field) => field !== undefined) ? parsed : undefined
}

function parseField(field: string, index: number) {
  const [low, high] = BOUNDS[index]!
  const values = new Set<number>()
  let any = false
  for (const part of field.split(',')) {
    const match = /^(\*|\?|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d+))?$/.exec(part)
    if (match === null) return undefined
    const star = match[2] === undefined
    any ||= star && match[4] === undefined
    const start = star ? low : toNumber(match[2]!, index)
    const open = star || (match[3] === undefined && match[4] !== undefined)
    const end = open ? high : toNumber(match[3] ?? match[2]!, index)
    const step = Number(match[4] ?? 1)
    if (!(start >= low && end <= high && start <= end && step > 0)) return undefined
    for (let value = start; value <= end; value += step) values.add(value)
  }
  return { any, values }
}

function toNumber(text: string, index: number): number {
  const named = NAMES[index]!.indexOf(text)
  return named < 0 ? Number(text) : named + BOUNDS[index]![0]
}
