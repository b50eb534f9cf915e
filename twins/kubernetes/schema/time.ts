import type { Json } from '../../kernel/json.js'

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/
const DAY_MS = 86_400_000

/** Milliseconds since the Unix epoch of an RFC 3339 text; undefined for anything else. */
export function parseTime(text: Json | undefined): number | undefined {
  const match = typeof text === 'string' ? RFC3339.exec(text) : null
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  const days = daysFromCivil(Number(year), Number(month), Number(day))
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  return days * DAY_MS + seconds * 1000 + milliseconds - zoneOffsetMs(zone as string)
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const [hours, minutes] = zone.slice(1).split(':')
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return zone.startsWith('-') ? -offset : offset
}

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/**
 * A duration in two or three significant figures: `5s`, `2m3s`, `15m`, `3h20m`, `47h`, `3d4h`, `2y10d`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/duration/duration.go (HumanDuration).
 */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 192) return pair(days, 'd', hours % 24, 'h')
  const years = Math.floor(days / 365)
  if (years < 2) return `${days}d`
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}

/**
 * The time elapsed since a timestamp as tables print it; `<unknown>` when there is none.
 * Source: kubernetes v1.36.3 pkg/printers/internalversion/printers.go (translateTimestampSince).
 */
export function elapsedSince(timestamp: Json | undefined, nowMs: number): string {
  const since = parseTime(timestamp)
  return since === undefined ? '<unknown>' : humanDuration(nowMs - since)
}
