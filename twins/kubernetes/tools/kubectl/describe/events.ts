import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, metadataOf, numberAt, textAt } from '../../../client/objects.js'
import { humanDuration, parseTime } from '../../../schema/time.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { isCommandError } from '../errors.js'
import type { DescribeText } from './describe-text.js'

/**
 * Events about an object, oldest first; what goes wrong is as if there were none. Pods are asked for without their kind.
 * Source: kubectl v0.32.0 pkg/describe/describe.go (searchEvents), client-go v0.32.0 kubernetes/typed/core/v1
 * event_expansion.go (GetFieldSelector).
 */
export function* eventsOf(invocation: Invocation, object: JsonObject): Proc<readonly JsonObject[]> {
  const metadata = metadataOf(object)
  const namespace = textAt(metadata, 'namespace')
  const kind = object['kind'] === 'Pod' ? '' : textAt(object, 'kind')
  const parts = [
    `involvedObject.name=${textAt(metadata, 'name')}`,
    ...(namespace === '' ? [] : [`involvedObject.namespace=${namespace}`]),
    ...(kind === '' ? [] : [`involvedObject.kind=${kind}`]),
    `involvedObject.uid=${textAt(metadata, 'uid')}`,
  ]
  try {
    const body = yield* send(invocation, {
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'events',
      ...(namespace === '' ? {} : { namespace }),
      fieldSelector: parts.join(','),
    })
    return arrayAt(body, 'items').filter(isObject)
  } catch (error) {
    if (!isCommandError(error)) throw error
    return []
  }
}

/** Source: kubectl v0.35.2 pkg/describe/describe.go (DescribeEvents). */
const NAMES_FIELDS = 35

/** Source: kubectl v0.32.0 pkg/describe/describe.go (DescribeEvents). `nowMs` since the Unix epoch. */
export function describeEvents(text: DescribeText, events: readonly JsonObject[], nowMs: number): void {
  if (events.length === 0) {
    text.line(0, 'Events:\t<none>')
    return
  }
  text.flush()
  text.line(0, 'Events:')
  text.line(1, 'Type\tReason\tAge\tFrom\tMessage')
  text.line(1, '----\t------\t----\t----\t-------')
  const sorted = [...events].sort((a, b) => lastSeen(a) - lastSeen(b))
  for (const event of sorted) {
    const source = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent')
    const cells = [textAt(event, 'type'), textAt(event, 'reason'), eventAge(event, nowMs), source]
    const path = text.minor >= NAMES_FIELDS ? textAt(event, 'involvedObject', 'fieldPath') : ''
    const message = `${path === '' ? '' : `${path}: `}${textAt(event, 'message').trim()}`
    text.line(1, `${cells.join('\t')}\t${message}`)
  }
}

/** When an event happened last, in ms since the Unix epoch. */
export function lastSeen(event: JsonObject): number {
  return parseTime(event['lastTimestamp']) ?? parseTime(event['eventTime']) ?? 0
}

/** `5s`, or `5s (x3 over 2m)` for an event that happened several times. `nowMs` since the Unix epoch. */
export function eventAge(event: JsonObject, nowMs: number): string {
  const first = since(textAt(event, 'eventTime') || textAt(event, 'firstTimestamp'), nowMs)
  const count = numberAt(event, 0, 'count')
  return count > 1 ? `${since(textAt(event, 'lastTimestamp'), nowMs)} (x${count} over ${first})` : first
}

function since(timestamp: string, nowMs: number): string {
  const ms = parseTime(timestamp)
  return ms === undefined ? '<unknown>' : humanDuration(nowMs - ms)
}
