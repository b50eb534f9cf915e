import { describe, expect, it } from 'vitest'
import { describeEntry, timelineOf, withCauses } from '../../../../harness/runner/timeline.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import type { LogEvent } from '../../../../twins/kernel/log.js'
import { eventWrite, exited, logOf, podWith, write } from '../../../support/log.js'

const KEY = 'secrets/test/db'
const secret = (more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'test', name: 'db' },
  data: { password: 'c2VjcmV0LXZhbHVl' },
  ...more,
})
const deleting = { metadata: { namespace: 'test', name: 'db', deletionTimestamp: '2026-01-01T00:00:00Z' } }
const release = (status: string) =>
  secret({
    type: 'helm.sh/release.v1',
    metadata: { namespace: 'test', name: 'db', labels: { status } },
  })
const ready = (status: string) => ({
  kind: 'ExternalSecret',
  metadata: { namespace: 'test', name: 'db' },
  status: { conditions: [{ type: 'Ready', status, reason: 'Synced', message: 'all well' }] },
})

describe('a line of the timeline', () => {
  it.each<readonly [LogEvent, string, string]>([
    [write('create', KEY, null, secret()), 'Secret test/db', 'created Secret test/db'],
    [write('delete', KEY, secret(), null), 'Secret test/db', 'deleted Secret test/db'],
    [write('update', KEY, secret(), secret()), 'Secret test/db', 'update Secret test/db'],
    [
      write('delete', KEY, secret(), secret(deleting)),
      'Secret test/db',
      'delete Secret test/db: is being deleted',
    ],
    [
      write('update', KEY, release('pending-upgrade'), release('failed')),
      'Secret test/db',
      'update Secret test/db: pending-upgrade -> failed',
    ],
    [
      write('patch', 'externalsecrets.external-secrets.io/test/db', ready('False'), ready('True')),
      'ExternalSecret test/db',
      'patch ExternalSecret test/db: Ready=True Synced: all well',
    ],
    [
      write(
        'patch',
        'pods/test/web',
        podWith({ waiting: { reason: 'PodInitializing' } }),
        podWith({ running: {} }),
      ),
      'Pod test/web',
      'patch Pod test/web: running',
    ],
    [
      write('patch', 'pods/test/web', podWith({ running: {} }), podWith({ running: {} }, { ready: true })),
      'Pod test/web',
      'patch Pod test/web: ready',
    ],
    [
      write('patch', 'pods/test/web', podWith({ running: {} }), podWith({ terminated: { reason: 'Error' } })),
      'Pod test/web',
      'patch Pod test/web: Error',
    ],
    [eventWrite('BackOff', 'back-off'), 'Event test/web.1', 'Warning BackOff on Pod web: back-off'],
    [
      { kind: 'write', verb: 'PutSecretValue', table: 'aws', key: 'secret-1', before: null, after: {} },
      'secret-1',
      'created secret-1',
    ],
    [
      { kind: 'refused', port: 'api', summary: 'patch pods test/web', message: 'is invalid' },
      'patch pods test/web',
      'refused patch pods test/web: is invalid',
    ],
    [
      { kind: 'process-started', pid: 'fix:x/a', program: 'tool:helm', args: { argv: ['helm', 'list'] } },
      'fix:x/a',
      'started helm list',
    ],
    [{ kind: 'process-started', pid: 'pod/a', program: 'image:app', args: {} }, 'pod/a', 'started image:app'],
    [exited('fix:x/a', 3), 'fix:x/a', 'ended with exit code 3'],
    [
      { kind: 'process-exited', pid: 'pod/a', code: 137, signal: 'SIGKILL', stdout: '', stderr: '' },
      'pod/a',
      'ended with SIGKILL',
    ],
    [
      { kind: 'reconcile-error', key: 'test/db', message: 'no store', backoffMs: 1500 },
      'test/db',
      'error: no store; next try in 1.5 s',
    ],
    [{ kind: 'fault', fault: 'kill', target: 'pod/a' }, 'pod/a', 'fault: kill pod/a'],
    [
      { kind: 'skipped', timers: ['a', 'b'], until: 1000 },
      'actor',
      'nothing changes for a while: skipped repetitions of 2 timers',
    ],
    [{ kind: 'note', text: 'rolled back' }, 'actor', 'rolled back'],
  ])('%j', (event, subject, text) => {
    const [line] = timelineOf(logOf(['actor', event]))
    expect(line).toMatchObject({ seq: 1, atMs: 0, actor: 'actor', cause: 0, kind: event.kind, subject })
    expect(line!.text).toBe(text)
  })

  it('never shows what a Secret holds', () => {
    const [entry] = logOf([
      'actor',
      write('update', KEY, secret({ data: { password: 'b2xkLXZhbHVl' } }), secret()),
    ])
    expect(describeEntry(entry!)).not.toMatch(/c2VjcmV0LXZhbHVl|b2xkLXZhbHVl/)
  })
})

describe('withCauses', () => {
  it('keeps what is shown and everything that led to it, in order', () => {
    const note = { kind: 'note', text: 'x' } as const
    const causes = [0, 1, 1, 2, 3]
    const log = logOf(...causes.map((): [string, LogEvent] => ['actor', note])).map((entry, index) => ({
      ...entry,
      cause: causes[index]!,
    }))
    expect(withCauses(log, [5, null, 99]).map(({ seq }) => seq)).toEqual([1, 3, 5])
  })
})
