import { hashString, hashToHex } from '../../kernel/hash.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { api, itemsOf, type Resource } from './api.js'
import { metadataOf, numberAt, textAt, toTimestamp } from './objects.js'

const EVENTS: Resource = { group: '', version: 'v1', resource: 'events' }

/** What a component tells about an object. */
export interface EventRecord {
  /** The object the event is about, with apiVersion, kind and metadata. */
  readonly involved: JsonObject
  /** Part of the object, e.g. `spec.containers{api}`. */
  readonly fieldPath?: string
  readonly type: 'Normal' | 'Warning'
  /** CamelCase, e.g. `FailedScheduling`. */
  readonly reason: string
  readonly message: string
  /** Upstream's component name, e.g. `deployment-controller`. */
  readonly component: string
  /** The node, for kubelets. */
  readonly host?: string
}

/**
 * Writes a core/v1 Event: a new one, or `count` + 1 on the one that says the same of the same object.
 * A refusal is ignored, as upstream's recorder drops events that the server rejects.
 * Departs from upstream: the name's 16 hexadecimal digits are a hash of what makes two events the same instead of the
 * time, so that a counter survives without memory; similar events are neither aggregated nor rate limited.
 * Source: kubernetes/client-go v0.36.3 tools/record/event.go (makeEvent, recordEvent), events_cache.go (getEventKey).
 */
export function* recordEvent(event: EventRecord): Proc<void> {
  const reference = involvedObject(event)
  const namespace = textAt(reference, 'namespace') || 'default'
  const name = `${textAt(reference, 'name')}.${eventHash(event, reference)}`
  const at = toTimestamp(yield* now())
  // A list of one name: looking for an event that is usually not there is no refusal.
  const fieldSelector = `metadata.name=${name}`
  const [known] = itemsOf(yield* api({ verb: 'list', ...EVENTS, namespace, fieldSelector }))
  if (known !== undefined) {
    const body = { count: numberAt(known, 1, 'count') + 1, lastTimestamp: at }
    yield* api({ verb: 'patch', ...EVENTS, namespace, name, patchType: 'merge', body })
    return
  }
  yield* api({ verb: 'create', ...EVENTS, namespace, body: newEvent(event, reference, name, at) })
}

function involvedObject(event: EventRecord): JsonObject {
  const metadata = metadataOf(event.involved)
  const namespace = textAt(metadata, 'namespace')
  return {
    kind: textAt(event.involved, 'kind'),
    ...(namespace === '' ? {} : { namespace }),
    name: textAt(metadata, 'name'),
    uid: textAt(metadata, 'uid'),
    apiVersion: textAt(event.involved, 'apiVersion'),
    resourceVersion: textAt(metadata, 'resourceVersion'),
    ...(event.fieldPath === undefined ? {} : { fieldPath: event.fieldPath }),
  }
}

/** Sixteen hexadecimal digits of everything that upstream's getEventKey joins. */
function eventHash(event: EventRecord, reference: JsonObject): string {
  const parts = [
    event.component,
    event.host ?? '',
    textAt(reference, 'kind'),
    textAt(reference, 'uid'),
    event.fieldPath ?? '',
    event.type,
    event.reason,
    event.message,
  ]
  return hashToHex(hashString(parts.join('\u0000'))).slice(0, 16)
}

function newEvent(event: EventRecord, reference: JsonObject, name: string, at: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: textAt(reference, 'namespace') || 'default' },
    involvedObject: reference,
    reason: event.reason,
    message: event.message,
    source: { component: event.component, ...(event.host === undefined ? {} : { host: event.host }) },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
    type: event.type,
    eventTime: null,
    reportingComponent: event.component,
    reportingInstance: event.host ?? '',
  }
}
