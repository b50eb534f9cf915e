import type { JsonObject } from '../../../../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { parseTime } from '../../../schema/time.js'
import { alignColumns, DESCRIBE_WIDTHS } from '../printers/tab-writer.js'

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Annotations `describe` leaves out. */
const HIDDEN_ANNOTATIONS = ['kubectl.kubernetes.io/last-applied-configuration']
const MAX_ANNOTATION_LENGTH = 140

/**
 * Text of `kubectl describe`: tab-separated cells, indented by level, aligned at the end.
 * Source: kubectl v0.32.0 pkg/describe/describe.go (PrefixWriter, tabbedString).
 */
export class DescribeText {
  /** Minor version of kubectl: 32 for v1.32. */
  readonly minor: number
  private aligned = ''
  private pending = ''

  constructor(minor: number) {
    this.minor = minor
  }

  /** A line at an indentation level (two spaces each). */
  line(level: number, text: string): void {
    this.pending += `${'  '.repeat(level)}${text}\n`
  }

  /** The lines most kinds begin with; `more` stands after the namespace. */
  head(object: JsonObject, ...more: readonly string[]): void {
    const metadata = metadataOf(object)
    this.line(0, `Name:\t${textAt(metadata, 'name')}`)
    this.line(0, `Namespace:\t${textAt(metadata, 'namespace')}`)
    for (const text of more) this.line(0, text)
    this.labels('Labels', objectAt(metadata, 'labels'))
    this.annotations('Annotations', objectAt(metadata, 'annotations'))
  }

  /** Ends the columns begun so far: what follows is aligned by itself. */
  flush(): void {
    this.aligned += alignColumns(this.pending, DESCRIBE_WIDTHS)
    this.pending = ''
  }

  /** The cells as they are, tabs between them. */
  unaligned(): string {
    return this.pending
  }

  toString(): string {
    this.flush()
    return this.aligned
  }

  /** `Labels:` with one label a line, by key. Source: describe.go (printLabelsMultiline). */
  labels(title: string, labels: JsonObject): void {
    const keys = Object.keys(labels).sort()
    if (keys.length === 0) this.line(0, `${title}:\t<none>`)
    for (const [index, key] of keys.entries()) {
      this.line(0, `${index === 0 ? `${title}:` : ''}\t${key}=${String(labels[key])}`)
    }
  }

  /** `Annotations:`; long and multi-line values start on a line of their own. Source: describe.go. */
  annotations(title: string, annotations: JsonObject): void {
    const keys = Object.keys(annotations)
      .filter((key) => !HIDDEN_ANNOTATIONS.includes(key))
      .sort()
    if (keys.length === 0) this.line(0, `${title}:\t<none>`)
    for (const [index, key] of keys.entries()) {
      const head = `${index === 0 ? `${title}:` : ''}\t`
      const value = String(annotations[key]).replace(/\n$/, '')
      if (value.length + key.length + 2 <= MAX_ANNOTATION_LENGTH && !value.includes('\n')) {
        this.line(0, `${head}${key}: ${value}`)
        continue
      }
      this.line(0, `${head}${key}:`)
      for (const part of value.split('\n')) this.line(0, `\t  ${shorten(part, MAX_ANNOTATION_LENGTH - 2)}`)
    }
  }
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}

/** A timestamp as Go's time.RFC1123Z in UTC; upstream prints it in the zone of the machine. */
export function rfc1123(timestamp: string): string {
  const ms = parseTime(timestamp)
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const date = timestamp.slice(0, 10).split('-')
  const day = DAYS[((Math.floor(ms / 86_400_000) % 7) + 7) % 7]
  return `${day}, ${date[2]} ${MONTHS[Number(date[1]) - 1]} ${date[0]} ${timestamp.slice(11, 19)} +0000`
}

/** The text, or `<none>`. */
export function orNone(text: string): string {
  return text === '' ? '<none>' : text
}
