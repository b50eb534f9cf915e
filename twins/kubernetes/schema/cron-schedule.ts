import { parseGoDuration } from './go-duration.js'

/**
 * A schedule in UTC. `next` gives the first time after a given one, both in ms of the Unix calendar; undefined when there
 * is none within five years (e.g. 31 February).
 */
export interface CronSchedule {
  readonly next: (atMs: number) => number | undefined
}

/** A schedule, or upstream's text of what is wrong with it. */
export type ParsedSchedule = { readonly schedule: CronSchedule } | { readonly error: string }

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

interface CronField {
  readonly values: ReadonlySet<number>
  /** Written as `*` or `?`: of the two day fields, one with a star leaves the choice to the other. */
  readonly star: boolean
}

const MINUTES: Bounds = { min: 0, max: 59 }
const HOURS: Bounds = { min: 0, max: 23 }
const DAYS: Bounds = { min: 1, max: 31 }
const MONTHS: Bounds = {
  min: 1,
  max: 12,
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
const WEEKDAYS: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const EVERY = '@every '
const DAY_MS = 86_400_000
const MOST_DAYS = 5 * 366

/** Thrown and caught in this file. */
class CronError extends SyntaxError {}

/**
 * Parses minute, hour, day of month, month and day of week, or a descriptor. A time zone in the text is not accepted.
 * Source: robfig/cron v3.0.1 parser.go (ParseStandard), spec.go (Next, dayMatches), constantdelay.go.
 */
export function parseCronSchedule(text: string): ParsedSchedule {
  try {
    return { schedule: parse(text) }
  } catch (error) {
    if (error instanceof CronError) return { error: error.message }
    throw error
  }
}

function parse(text: string): CronSchedule {
  if (text === '') throw new CronError('empty spec string')
  if (text.startsWith(EVERY)) return everySchedule(text)
  const described = DESCRIPTORS[text]
  if (text.startsWith('@') && described === undefined) throw new CronError(`unrecognized descriptor: ${text}`)
  const words = (described ?? text).split(/\s+/).filter((word) => word !== '')
  if (words.length !== 5) {
    throw new CronError(`expected exactly 5 fields, found ${words.length}: [${words.join(' ')}]`)
  }
  const [minute, hour, day, month, weekday] = [MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS].map((bounds, index) =>
    parseField(words[index] as string, bounds),
  ) as [CronField, CronField, CronField, CronField, CronField]
  return { next: (atMs) => nextTime({ minute, hour, day, month, weekday }, atMs) }
}

function everySchedule(text: string): CronSchedule {
  const duration = parseGoDuration(text.slice(EVERY.length))
  if ('problem' in duration) throw new CronError(`failed to parse duration ${text}: ${duration.problem}`)
  const delayMs = Math.max(1000, Math.floor(duration.value / 1000) * 1000)
  return { next: (atMs) => Math.floor(atMs / 1000) * 1000 + delayMs }
}

function parseField(text: string, bounds: Bounds): CronField {
  const values = new Set<number>()
  let star = false
  for (const part of text.split(',').filter((one) => one !== '')) {
    const { start, end, step, isStar } = parseRange(part, bounds)
    for (let value = start; value <= end; value += step) values.add(value)
    star ||= isStar
  }
  return { values, star }
}

interface Range {
  readonly start: number
  readonly end: number
  readonly step: number
  readonly isStar: boolean
}

function parseRange(text: string, bounds: Bounds): Range {
  const [span = '', stepText, ...moreSteps] = text.split('/')
  const [low = '', high, ...moreLimits] = span.split('-')
  const isAll = low === '*' || low === '?'
  if (!isAll && moreLimits.length > 0) throw new CronError(`too many hyphens: ${text}`)
  const start = isAll ? bounds.min : parseIntOrName(low, bounds)
  const last = isAll ? bounds.max : high === undefined ? start : parseIntOrName(high, bounds)
  if (moreSteps.length > 0) throw new CronError(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : parseNumber(stepText)
  // `N/step` means from N to the maximum.
  const end = stepText !== undefined && high === undefined ? bounds.max : last
  if (start < bounds.min)
    throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`)
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${text}`)
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`)
  return { start, end, step, isStar: isAll && step === 1 }
}

function parseIntOrName(text: string, { names }: Bounds): number {
  const named = text === '' ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1)
  return named >= 0 ? named : parseNumber(text)
}

function parseNumber(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
    throw new CronError(`failed to parse int from ${text}: ${why}`)
  }
  const number = Number(text)
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`)
  return number
}

interface CronFields {
  readonly minute: CronField
  readonly hour: CronField
  readonly day: CronField
  readonly month: CronField
  readonly weekday: CronField
}

function nextTime(fields: CronFields, atMs: number): number | undefined {
  const today = Math.floor(atMs / DAY_MS) * DAY_MS
  for (let days = 0; days < MOST_DAYS; days++) {
    const day = today + days * DAY_MS
    if (!matchesDay(fields, day)) continue
    for (const hour of sorted(fields.hour)) {
      for (const minute of sorted(fields.minute)) {
        const time = day + (hour * 60 + minute) * 60_000
        if (time > atMs) return time
      }
    }
  }
  return undefined
}

function matchesDay({ day, month, weekday }: CronFields, dayMs: number): boolean {
  const date = new Date(dayMs)
  if (!month.values.has(date.getUTCMonth() + 1)) return false
  const inMonth = day.values.has(date.getUTCDate())
  const inWeek = weekday.values.has(date.getUTCDay())
  return day.star || weekday.star ? inMonth && inWeek : inMonth || inWeek
}

function sorted(field: CronField): readonly number[] {
  return [...field.values].sort((a, b) => a - b)
}
