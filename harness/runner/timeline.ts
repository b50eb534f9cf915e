import type { JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { arrayAt, OBJECTS, objectAt, subjectOf, textAt } from '../../twins/kubernetes/index.js'
import { diffObject } from './object-diff.js'
import type { ObjectDiff, TimelineEntry } from './outcome.js'
import type { Redact } from './redact.js'

/**
 * The log as lines a person reads: what happened to what, in virtual time, without values of Secrets. With `diffs`, the redactor of the
 * run, each write also tells what it changed in its object.
 */
export function timelineOf(log: readonly LogEntry[], diffs?: Redact): readonly TimelineEntry[] {
  return log.map((entry) => ({
    seq: entry.seq,
    atMs: entry.at,
    actor: entry.actor,
    cause: entry.cause,
    kind: entry.event.kind,
    subject: subjectOfEntry(entry),
    text: describeEntry(entry),
    ...(diffs && diffOf(entry, diffs)),
  }))
}

/** An Event is told by its text; what is no object of the API is told by nothing else. */
function diffOf({ event }: LogEntry, redact: Redact): { readonly diff: ObjectDiff } | undefined {
  if (event.kind !== 'write' || event.table !== OBJECTS) return undefined
  const { before, after } = event
  if (textAt(after ?? before ?? {}, 'kind') === 'Event') return undefined
  return { diff: diffObject(before, after, redact) }
}

/** The entries with these `seq`s and everything that led to them, by `seq`. */
export function withCauses(log: readonly LogEntry[], shown: readonly (number | null)[]): readonly LogEntry[] {
  const bySeq = new Map(log.map((entry) => [entry.seq, entry]))
  const kept = new Set<LogEntry>()
  for (const seq of shown) {
    let current = seq === null ? undefined : bySeq.get(seq)
    while (current !== undefined && !kept.has(current)) {
      kept.add(current)
      current = bySeq.get(current.cause)
    }
  }
  return log.filter((entry) => kept.has(entry))
}

/** One line for an entry. */
export function describeEntry(entry: LogEntry): string {
  const { event } = entry
  switch (event.kind) {
    case 'write':
      return describeWrite(event.verb, event.key, event.before, event.after)
    case 'refused':
      return `refused ${event.summary}: ${event.message}`
    case 'process-started':
      return `started ${commandOf(event.args) ?? event.program}`
    case 'process-exited':
      return `ended with ${event.signal ?? `exit code ${event.code}`}`
    case 'reconcile-error':
      return `error: ${event.message}; next try in ${event.backoffMs / 1000} s`
    case 'fault':
      return `fault: ${event.fault} ${event.target}`
    case 'skipped':
      return `nothing changes for a while: skipped repetitions of ${event.timers.length} timers`
    case 'note':
      return event.text
  }
}

function subjectOfEntry(entry: LogEntry): string {
  const { event } = entry
  switch (event.kind) {
    case 'write':
      return subjectOf(event.after ?? event.before ?? {}) || event.key
    case 'process-started':
    case 'process-exited':
      return event.pid
    case 'reconcile-error':
      return event.key
    case 'fault':
      return event.target
    case 'refused':
      return event.summary
    case 'skipped':
    case 'note':
      return entry.actor
  }
}

function describeWrite(
  verb: string,
  key: string,
  before: JsonObject | null,
  after: JsonObject | null,
): string {
  if (after !== null && textAt(after, 'kind') === 'Event') {
    const about = objectAt(after, 'involvedObject')
    return `${textAt(after, 'type')} ${textAt(after, 'reason')} on ${textAt(about, 'kind')} ${textAt(about, 'name')}: ${textAt(after, 'message')}`
  }
  const subject = subjectOf(after ?? before ?? {}) || key
  if (after === null) return `deleted ${subject}`
  if (before === null) return `created ${subject}`
  return `${verb} ${subject}${changeOf(before, after)}`
}

/** What changed, as far as one line can tell it. */
function changeOf(before: JsonObject, after: JsonObject): string {
  if (textAt(after, 'metadata', 'deletionTimestamp') !== textAt(before, 'metadata', 'deletionTimestamp')) {
    return ': is being deleted'
  }
  const [was, is] = [podState(before), podState(after)]
  if (was !== is) return `: ${is}`
  const release = (object: JsonObject) => textAt(object, 'metadata', 'labels', 'status')
  if (textAt(after, 'type') === 'helm.sh/release.v1' && release(before) !== release(after)) {
    return `: ${release(before)} -> ${release(after)}`
  }
  return condition(before) === condition(after) ? '' : `: ${condition(after)}`
}

function podState(object: JsonObject): string {
  const statuses = arrayAt(object, 'status', 'containerStatuses')
  const states = statuses.map((status) => {
    const state = ((status as JsonObject)['state'] ?? {}) as JsonObject
    const detail = textAt(state, 'waiting', 'reason') || textAt(state, 'terminated', 'reason')
    return (
      detail ||
      (state['running'] === undefined ? '' : (status as JsonObject)['ready'] === true ? 'ready' : 'running')
    )
  })
  return states.join(', ')
}

function condition(object: JsonObject): string {
  const ready = arrayAt(object, 'status', 'conditions').find((item) => textAt(item, 'type') === 'Ready')
  if (ready === undefined) return ''
  return `Ready=${textAt(ready, 'status')} ${textAt(ready, 'reason')}: ${textAt(ready, 'message')}`
}

function commandOf(args: JsonObject): string | undefined {
  const argv = args['argv']
  return Array.isArray(argv) ? argv.join(' ') : undefined
}
