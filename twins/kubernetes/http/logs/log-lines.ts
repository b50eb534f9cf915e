import { NotModelled } from '../../../kernel/errors.js'
import { fromTimestamp } from '../../client/objects.js'
import { type FieldError, forbiddenField, invalidValue } from '../../schema/field-error.js'
import { invalid } from '../../status-error.js'
import type { Query } from '../routing/query.js'

/** Which part of a container's output is wanted. */
export interface LogWindow {
  /** The last so many lines; undefined: all. */
  readonly tailLines: number | undefined
  readonly limitBytes: number | undefined
  /** Only lines printed since then, in virtual ms; undefined: all. */
  readonly sinceMs: number | undefined
}

/**
 * The window a query asks for. `nowMs` is virtual. Throws 422 for values that make no sense, and `NotModelled` for
 * `timestamps`: a process does not remember when it printed a line.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidatePodLogOptions), v1.36.
 */
export function logWindowOf(query: Query, nowMs: number): LogWindow {
  const tailLines = query.integer('tailLines')
  const limitBytes = query.integer('limitBytes')
  const sinceSeconds = query.integer('sinceSeconds')
  const sinceTime = query.text('sinceTime')
  const errors: FieldError[] = []
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalidValue('tailLines', tailLines, 'must be greater than or equal to 0'))
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalidValue('limitBytes', limitBytes, 'must be greater than 0'))
  }
  if (sinceSeconds !== undefined && sinceTime !== '') {
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalidValue('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  }
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, '', errors)
  if (query.flag('timestamps') === true) {
    throw new NotModelled('the time of a log line', 'Leave --timestamps out.')
  }
  const since = sinceTime === '' ? undefined : fromTimestamp(sinceTime)
  return {
    tailLines,
    limitBytes,
    sinceMs: sinceSeconds === undefined ? since : nowMs - sinceSeconds * 1000,
  }
}

/** The last `count` lines of a text. */
export function lastLines(text: string, count: number): string {
  if (count === 0) return ''
  let from = text.endsWith('\n') ? text.length - 1 : text.length
  for (let left = count; left > 0; left--) {
    from = text.lastIndexOf('\n', from - 1)
    if (from < 0) return text
  }
  return text.slice(from + 1)
}

/** The first bytes of a text in UTF-8. */
export function firstBytes(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text)
  return bytes.length <= limit ? text : new TextDecoder().decode(bytes.subarray(0, limit))
}

/** The part of an output that a window shows. */
export function windowed(
  text: string,
  { tailLines, limitBytes }: Pick<LogWindow, 'tailLines' | 'limitBytes'>,
): string {
  const tail = tailLines === undefined ? text : lastLines(text, tailLines)
  return limitBytes === undefined ? tail : firstBytes(tail, limitBytes)
}
