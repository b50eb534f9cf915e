const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** Days of the week by which the first of a month is later than the one of January (Sakamoto). */
const MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]

/** An RFC 3339 time as Go's time.ANSIC prints it: `Thu Jan  1 00:01:10 2026`. Other texts are returned as they are. */
export function ansicTime(text: string): string {
  const match = PATTERN.exec(text)
  if (match === null) return text
  const [, year = '', month = '', day = '', clock = ''] = match
  const date = String(Number(day)).padStart(2, ' ')
  return `${weekday(Number(year), Number(month), Number(day))} ${MONTHS[Number(month) - 1]} ${date} ${clock} ${year}`
}

/** An RFC 3339 time as Go's Time.String prints it: `2026-01-01 00:01:10.05 +0000 UTC`. */
export function goTime(text: string): string {
  const match = PATTERN.exec(text)
  if (match === null) return text
  const [, year = '', month = '', day = '', clock = '', fraction = '', zone = ''] = match
  const offset = zone === 'Z' ? '+0000 UTC' : `${zone.replace(':', '')} ${zone.replace(':', '')}`
  return `${year}-${month}-${day} ${clock}${fraction} ${offset}`
}

function weekday(year: number, month: number, day: number): string {
  const y = month < 3 ? year - 1 : year
  const index =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + MONTH_SHIFT[month - 1]! + day) % 7
  return DAYS[index]!
}
