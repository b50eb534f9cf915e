import { toTimestamp } from '../kubernetes/index.js'

/** Bounds of second, minute, hour, day of month, month and day of week. */
const BOUNDS = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
}
const DAY_MS = 86_400_000
const MOST_DAYS = 5 * 366
/** 2026-01-01, virtual time 0, is a Thursday. */
const FIRST_WEEKDAY = 4

interface Field {
  readonly values: readonly number[]
  readonly star: boolean
}

/**
 * The first time after `atMs` (virtual ms) of a schedule with seconds; undefined when there is none within five years. Null: it is no
 * schedule. Times are UTC. `@every` is not modelled and counts as none. robfig/cron v1.2.0 parser.go (Parse), spec.go (Next).
 */
export function nextTime(schedule: string, atMs: number): number | undefined | null {
  const words = (DESCRIPTORS[schedule] ?? schedule).split(/\s+/).filter((word) => word !== '')
  // The day of the week may be left out.
  if (words.length === 5) words.push('*')
  if (words.length !== BOUNDS.length) return null
  const fields = words.map(parseField)
  if (!fields.every((field) => field !== null)) return null
  const [second, minute, hour] = fields as [Field, Field, Field]
  const today = Math.floor(atMs / DAY_MS)
  for (let day = today; day < today + MOST_DAYS; day++) {
    if (!isOn(day, fields)) continue
    for (const h of hour.values)
      for (const m of minute.values)
        for (const s of second.values) {
          const time = day * DAY_MS + (h * 3600 + m * 60 + s) * 1000
          if (time > atMs) return time
        }
  }
  return undefined
}

/** Of the two fields of days, one with a star leaves the choice to the other. */
function isOn(day: number, fields: readonly Field[]): boolean {
  const [dayOfMonth, month, weekday] = fields.slice(3) as [Field, Field, Field]
  const date = toTimestamp(day * DAY_MS)
  if (!month.values.includes(Number(date.slice(5, 7)))) return false
  const inMonth = dayOfMonth.values.includes(Number(date.slice(8, 10)))
  const inWeek = weekday.values.includes((((day + FIRST_WEEKDAY) % 7) + 7) % 7)
  return dayOfMonth.star || weekday.star ? inMonth && inWeek : inMonth || inWeek
}

function parseField(text: string, index: number): Field | null {
  const [low, high] = BOUNDS[index] as readonly [number, number]
  const values = new Set<number>()
  let star = false
  for (const part of text.toLowerCase().split(',')) {
    const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part)
    if (match === null) return null
    const [, wild, from, to, step] = match
    star ||= wild !== undefined
    const start = wild === undefined ? numberOf(from ?? '', index) : low
    const open = wild !== undefined || (to === undefined && step !== undefined)
    const end = open ? high : numberOf(to ?? from ?? '', index)
    const by = Number(step ?? 1)
    if (!(start >= low && end <= high && start <= end && by > 0)) return null
    for (let value = start; value <= end; value += by) values.add(value)
  }
  return { values: [...values].sort((a, b) => a - b), star }
}

function numberOf(text: string, index: number): number {
  const named = index === 4 ? MONTHS.indexOf(text) + 1 : index === 5 ? WEEKDAYS.indexOf(text) : -1
  const isNamed = index === 4 ? named > 0 : named >= 0
  return isNamed ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN
}
