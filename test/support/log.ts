import type { JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry, LogEvent } from '../../twins/kernel/log.js'

/** A log with one entry a second, each set off by the one before. */
export function logOf(
  ...entries: readonly (readonly [actor: string, event: LogEvent])[]
): readonly LogEntry[] {
  return entries.map(([actor, event], index) => ({
    seq: index + 1,
    at: index * 1000,
    actor,
    cause: index,
    event,
  }))
}

/** A write of an API object, e.g. `write('delete', 'secrets/test/db', secret, null)`. */
export function write(
  verb: string,
  key: string,
  before: JsonObject | null,
  after: JsonObject | null,
): LogEvent {
  return { kind: 'write', verb, table: 'kubernetes.objects', key, before, after }
}

/** The end of a process. */
export function exited(pid: string, code: number, stdout = '', stderr = ''): LogEvent {
  return { kind: 'process-exited', pid, code, signal: null, stdout, stderr }
}

/** The write of a core/v1 Event about a pod. */
export function eventWrite(reason: string, message: string): LogEvent {
  const about = { kind: 'Pod', namespace: 'test', name: 'web' }
  return write('create', 'events/test/web.1', null, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'test', name: 'web.1' },
    involvedObject: about,
    type: 'Warning',
    reason,
    message,
  })
}

/** A pod with one container in a state. */
export function podWith(state: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'test', name: 'web', uid: 'uid-1' },
    status: { containerStatuses: [{ name: 'main', state, ...more }] },
  }
}
