import { NotModelled } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import { arrayAt, fromTimestamp, objectAt, textAt } from '../../client/objects.js'

/**
 * Whether the output of a container's instance was printed since a time (virtual ms): all of it when the instance began
 * later, none of it when it had ended before. Throws `NotModelled` in between: a process does not remember when it
 * printed a line.
 */
export function printedSince(
  pod: JsonObject,
  container: string,
  previous: boolean,
  sinceMs: number,
): boolean {
  const { startedAt, finishedAt } = instanceTimes(pod, container, previous)
  if (startedAt >= sinceMs) return true
  if (finishedAt < sinceMs) return false
  throw new NotModelled('the time of a log line', 'Leave --since and --since-time out.')
}

interface Times {
  readonly startedAt: number
  /** NaN while it runs. */
  readonly finishedAt: number
}

function instanceTimes(pod: JsonObject, container: string, previous: boolean): Times {
  const status = ['containerStatuses', 'initContainerStatuses']
    .flatMap((list) => arrayAt(pod, 'status', list))
    .find((one) => textAt(one, 'name') === container)
  const state = objectAt(status, 'state')
  const ended = objectAt(objectAt(status, 'lastState'), 'terminated')
  // A container that waits to be restarted shows the instance before.
  const shown = previous || state['waiting'] !== undefined ? ended : (state['running'] ?? state['terminated'])
  return {
    startedAt: fromTimestamp(textAt(shown, 'startedAt')),
    finishedAt: fromTimestamp(textAt(shown, 'finishedAt')),
  }
}
