import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import type { Command, Invocation } from '../command.js'
import { isCommandError, KubectlError } from '../errors.js'
import { type Found, type Target, visit } from '../sources.js'
import { type Deadline, startDeadline, watchObject } from '../waiting.js'
import { nothingFound, ROLLOUT_FLAGS, selectWorkloads } from './rollout-flags.js'
import { type RolloutState, statusViewer } from './rollout-viewers.js'

/**
 * `kubectl rollout status`: prints a line each time the state of the rollout changes, and ends with it. Upstream also
 * repeats a line when something else in the object changes. Source: kubectl v0.32.0 pkg/cmd/rollout/rollout_status.go.
 */
export const rolloutStatus: Command = {
  flags: {
    ...ROLLOUT_FLAGS,
    revision: { type: 'int', default: 0 },
    timeout: { type: 'duration' },
    watch: { type: 'bool', short: 'w', default: true },
  },

  *run(invocation) {
    const { flags } = invocation
    if (flags.number('revision') < 0) {
      throw new KubectlError(`revision must be a positive integer: ${flags.number('revision')}`)
    }
    const selected = yield* selectWorkloads(invocation)
    let found = false
    yield* visit(invocation, selected, { latest: true }, function* (target) {
      found = true
      yield* follow(invocation, target as Found)
    })
    if (!found) yield* printError(nothingFound(invocation))
    return 0
  },
}

/** Each object has the whole time-out to itself. */
function* follow({ flags }: Invocation, target: Found): Proc<void> {
  const view = statusViewer(target.mapping, flags.number('revision'))
  const asked = flags.number('timeout')
  // The wait happens in pieces, one for each change.
  const deadline = yield* startDeadline(asked === 0 ? Number.POSITIVE_INFINITY : asked, 2)
  let state = view(target.object)
  yield* print(state.text)
  while (!state.done && flags.on('watch')) {
    state = yield* nextState(target, view, state, deadline)
    yield* print(state.text)
  }
}

type View = (object: JsonObject) => RolloutState

function* nextState(target: Target, view: View, state: RolloutState, deadline: Deadline): Proc<RolloutState> {
  const differs = (object: JsonObject | undefined): boolean =>
    object === undefined || textOrProblem(view, object) !== state.text
  const remainingMs = yield* deadline.remainingMs()
  const { object, timedOut } = yield* watchObject(target, differs, remainingMs)
  if (timedOut) throw new KubectlError('timed out waiting for the condition')
  if (object === undefined) throw new KubectlError('object has been deleted')
  return view(object)
}

/** A predicate must not throw: a failed rollout is a text that differs from every state. */
function textOrProblem(view: View, object: JsonObject): string | undefined {
  try {
    return view(object).text
  } catch (error) {
    if (!isCommandError(error)) throw error
    return undefined
  }
}
