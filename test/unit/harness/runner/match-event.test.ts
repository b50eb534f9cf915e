import { describe, expect, it } from 'vitest'
import { matchesEvent } from '../../../../harness/runner/match-event.js'
import type { EventPattern } from '../../../../harness/scenario/scenario.js'
import type { LogEntry, LogEvent } from '../../../../twins/kernel/log.js'
import { eventWrite, exited, podWith, write } from '../../../support/log.js'

const entry = (event: LogEvent, actor = 'fix:x/upgrade'): LogEntry => ({
  seq: 1,
  at: 0,
  actor,
  cause: 0,
  event,
})

const RUNNING = podWith({ running: {} })
const WAITING = podWith({ waiting: { reason: 'CreateContainerConfigError' } })
const patched = write('patch', 'pods/test/web', RUNNING, WAITING)
const refused: LogEvent = { kind: 'refused', port: 'api', summary: 'patch pods', message: 'it is invalid' }
const reconcileError: LogEvent = {
  kind: 'reconcile-error',
  key: 'a',
  message: 'cannot sync',
  backoffMs: 1000,
}
const started: LogEvent = { kind: 'process-started', pid: 'p', program: 'tool:helm', args: {} }
const fault: LogEvent = { kind: 'fault', fault: 'kill', target: 'p' }

describe('matchesEvent', () => {
  it.each<readonly [string, LogEvent, EventPattern, boolean]>([
    ['a part of the actor', patched, { actor: 'upgrade' }, true],
    ['another actor', patched, { actor: 'terraform' }, false],
    ['the verb', patched, { verb: 'patch' }, true],
    ['a part of the verb', patched, { verb: 'pat' }, false],
    ['the object', patched, { object: 'pods/test/web' }, true],
    ['a part of the object', patched, { object: 'pods/test/we' }, false],
    ['the verb of something that is no write', refused, { verb: 'patch' }, false],
    ['all members', patched, { actor: 'upgrade', verb: 'patch', object: 'pods/test/web' }, true],
    ['all members but one', patched, { actor: 'upgrade', verb: 'create', object: 'pods/test/web' }, false],
    ['the reason of an Event', eventWrite('BackOff', 'm'), { reason: 'BackOff' }, true],
    ['a part of the reason', eventWrite('BackOff', 'm'), { reason: 'Back' }, false],
    ['the reason of an object that is no Event', patched, { reason: 'CreateContainerConfigError' }, false],
    ['a part of the message of an Event', eventWrite('BackOff', 'not found'), { message: 'not' }, true],
    ['a part of the message of a refusal', refused, { message: 'invalid' }, true],
    ['a part of the message of a failed reconcile', reconcileError, { message: 'sync' }, true],
    ['a part of the standard output', exited('p', 0, 'deployed', ''), { message: 'deployed' }, true],
    ['a part of the standard error', exited('p', 1, '', 'UPGRADE FAILED'), { message: 'FAILED' }, true],
    ['a note', { kind: 'note', text: 'rolled back' }, { message: 'rolled' }, true],
    ['a message where there is none', started, { message: 'x' }, false],
    ['a message of a fault', fault, { message: 'kill' }, false],
    ['the end of a step', exited('fix:x/upgrade', 1), { exit: { step: 'upgrade', code: 1 } }, true],
    ['another exit code', exited('fix:x/upgrade', 0), { exit: { step: 'upgrade', code: 1 } }, false],
    [
      'a step whose name ends alike',
      exited('fix:x/re-upgrade', 1),
      { exit: { step: 'upgrade', code: 1 } },
      false,
    ],
    ['a container that begins to wait', patched, { waiting: 'CreateContainerConfigError' }, true],
    [
      'a container that waits already',
      write('patch', 'pods/test/web', WAITING, WAITING),
      { waiting: 'CreateContainerConfigError' },
      false,
    ],
    ['another reason to wait', patched, { waiting: 'ImagePullBackOff' }, false],
    ['waiting in a deleted pod', write('delete', 'pods/test/web', WAITING, null), { waiting: 'x' }, false],
  ])('%s', (_what, event, pattern, expected) => {
    expect(matchesEvent(entry(event), pattern)).toBe(expected)
  })
})
