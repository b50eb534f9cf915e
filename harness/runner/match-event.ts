import type { JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { arrayAt, objectAt, textAt } from '../../twins/kubernetes/index.js'
import type { EventPattern } from '../scenario/scenario.js'

/** Whether a log entry is what a pattern describes: every given member must match. */
export function matchesEvent(entry: LogEntry, pattern: EventPattern): boolean {
  return (
    (pattern.actor === undefined || entry.actor.includes(pattern.actor)) &&
    (pattern.verb === undefined || (entry.event.kind === 'write' && entry.event.verb === pattern.verb)) &&
    (pattern.object === undefined || (entry.event.kind === 'write' && entry.event.key === pattern.object)) &&
    (pattern.labels === undefined || hasLabels(entry, pattern.labels)) &&
    (pattern.reason === undefined || textAt(writtenEvent(entry), 'reason') === pattern.reason) &&
    (pattern.message === undefined || messagesOf(entry).some((text) => text.includes(pattern.message!))) &&
    (pattern.exit === undefined || exits(entry, pattern.exit)) &&
    (pattern.waiting === undefined || startsWaiting(entry, pattern.waiting))
  )
}

function hasLabels({ event }: LogEntry, labels: Readonly<Record<string, string>>): boolean {
  if (event.kind !== 'write' || event.after === null) return false
  const present = objectAt(event.after, 'metadata', 'labels')
  return Object.entries(labels).every(([name, value]) => present[name] === value)
}

function exits(entry: LogEntry, wanted: NonNullable<EventPattern['exit']>): boolean {
  const { event } = entry
  return (
    event.kind === 'process-exited' && event.pid.endsWith(`/${wanted.step}`) && event.code === wanted.code
  )
}

/** The core/v1 Event a write recorded, or an empty object. */
function writtenEvent(entry: LogEntry): JsonObject {
  const { event } = entry
  const isEvent = event.kind === 'write' && event.after !== null && textAt(event.after, 'kind') === 'Event'
  return isEvent ? event.after : {}
}

function messagesOf(entry: LogEntry): readonly string[] {
  const { event } = entry
  switch (event.kind) {
    case 'write':
      return [textAt(writtenEvent(entry), 'message')]
    case 'refused':
    case 'reconcile-error':
      return [event.message]
    case 'process-exited':
      return [event.stdout, event.stderr]
    case 'note':
      return [event.text]
    case 'skipped':
    case 'process-started':
    case 'fault':
      return []
  }
}

/** A write after which a container waits for this reason, and before which it did not. */
function startsWaiting(entry: LogEntry, reason: string): boolean {
  const { event } = entry
  return event.kind === 'write' && waits(event.after, reason) && !waits(event.before, reason)
}

function waits(pod: JsonObject | null, reason: string): boolean {
  if (pod === null) return false
  const statuses = arrayAt(pod, 'status', 'containerStatuses')
  return statuses.some((status) => textAt(status, 'state', 'waiting', 'reason') === reason)
}
