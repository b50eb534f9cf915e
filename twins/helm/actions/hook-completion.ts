import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { waitUntil } from '../../kernel/requests.js'
import { type ApiResponse, apiCall, arrayAt, isNotFound, succeeded, textAt } from '../../kubernetes/index.js'
import { type HelmError, helmError } from '../errors.js'
import type { Configuration } from './configuration.js'
import { refused, whileConnected } from './request.js'
import { addressOf, type Info } from './resource-list.js'
import { joinErrors } from './resources.js'

/**
 * Wait until the objects of a hook have completed, each up to the time-out; kinds other than Job and Pod are done once
 * they exist. A hook that is deleted counts as done. Several errors are
 * told as `joinErrors` does. Helm v3.21.4 pkg/kube/client.go (WatchUntilReady, watchUntilReady).
 */
export function* waitCompleted(
  configuration: Configuration,
  infos: readonly Info[],
  timeoutMs: number,
): Proc<HelmError | undefined> {
  const errors: HelmError[] = []
  for (const info of infos) {
    const judge = info.mapping.kind === 'Job' ? judgeJob : info.mapping.kind === 'Pod' ? judgePod : undefined
    if (judge === undefined) continue
    const reads = [apiCall({ verb: 'get', ...addressOf(info) })]
    const look = (answers: readonly Json[]) => judgeAnswer(answers[0] as unknown as ApiResponse, judge)
    const predicate = (answers: readonly Json[]) => look(answers) !== 'running'
    const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: 0, timeoutMs }))
    const state = look(result.answers)
    // client-go v0.36.3 tools/watch/until.go (UntilWithSync).
    if (state === 'running') errors.push(helmError('helm-hook-failed', 'timed out waiting for the condition'))
    else if (state !== 'done') errors.push(state)
  }
  return errors.length === 0 ? undefined : joinErrors(configuration, errors)
}

type HookState = 'running' | 'done' | HelmError

function judgeAnswer(answer: ApiResponse, judge: (live: JsonObject) => HookState): HookState {
  if (succeeded(answer)) return judge(answer.body)
  return isNotFound(answer.body) ? 'done' : refused(answer.body)
}

/** Helm v3.21.4 pkg/kube/client.go (waitForJob): the first decisive condition counts. */
function judgeJob(job: JsonObject): HookState {
  for (const condition of arrayAt(job, 'status', 'conditions')) {
    if (textAt(condition, 'status') !== 'True') continue
    const type = textAt(condition, 'type')
    if (type === 'Complete') return 'done'
    if (type !== 'Failed') continue
    const name = textAt(job, 'metadata', 'name')
    return helmError('helm-hook-failed', `job ${name} failed: ${textAt(condition, 'reason')}`)
  }
  return 'running'
}

/** Helm v3.21.4 pkg/kube/client.go (waitForPodSuccess). */
function judgePod(pod: JsonObject): HookState {
  const phase = textAt(pod, 'status', 'phase')
  if (phase === 'Succeeded') return 'done'
  if (phase !== 'Failed') return 'running'
  return helmError('helm-hook-failed', `pod ${textAt(pod, 'metadata', 'name')} failed`)
}
