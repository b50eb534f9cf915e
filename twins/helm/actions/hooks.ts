import { NotModelled } from '../../kernel/errors.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { waitUntil } from '../../kernel/requests.js'
import { type ApiResponse, apiCall, arrayAt, isNotFound, succeeded, textAt } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { deletePolicies, type Hook, type HookDeletePolicy, type HookEvent, hooksForEvent } from '../hooks.js'
import { atLeast } from '../versions.js'
import { type Configuration, timestamp } from './configuration.js'
import { refused, whileConnected } from './request.js'
import { addressOf, build, type Info } from './resource-list.js'
import { createResources, deleteResources, multiError, wrapped } from './resources.js'
import { type ReleaseRecord, recordRelease } from './storage.js'
import { waitDeleted } from './wait.js'

/** Helm 3 minors from which on: deleting a hook waits until it is gone, ... */
const WAITS_FOR_DELETION = 14
/** ... succeeded hooks are deleted in reverse order, ... */
const DELETES_IN_REVERSE = 17
/** ... logs of hooks can be printed, ... */
const PRINTS_LOGS = 18
/** ... hooks that succeeded before one that failed are deleted too. */
const TIDIES_AFTER_FAILURE = 19

/**
 * Run the hooks of one event, one after the other: delete what an earlier run left (policy `before-hook-creation`),
 * record the start, create, wait until it has completed. When all have, those that ask for it (`hook-succeeded`) are
 * deleted. Throws `HelmError` with the reason; `record` then holds how far each hook came.
 * Helm v3.21.4 pkg/action/hooks.go (execHook).
 */
export function* executeHooks(
  configuration: Configuration,
  record: ReleaseRecord,
  event: HookEvent,
  timeoutMs: number,
): Proc<void> {
  const hooks = hooksForEvent(record.release.hooks ?? [], event)
  for (const [index, hook] of hooks.entries()) {
    yield* deleteByPolicy(configuration, hook, 'before-hook-creation', timeoutMs)
    const infos = yield* wrapped(
      `unable to build kubernetes object for ${event} hook ${hook.path ?? ''}`,
      build(configuration, hook.manifest ?? ''),
    )
    const error = yield* runHook(configuration, record, { hook, event, infos, timeoutMs })
    if (error === undefined) continue
    yield* afterFailure(configuration, hooks.slice(0, index + 1), timeoutMs)
    throw error
  }
  const inReverse = atLeast(configuration.version, DELETES_IN_REVERSE)
  for (const hook of inReverse ? [...hooks].reverse() : hooks) {
    refuseLogs(configuration, hook, 'hook-succeeded')
    yield* deleteByPolicy(configuration, hook, 'hook-succeeded', timeoutMs)
  }
}

interface Run {
  readonly hook: Hook
  readonly event: HookEvent
  readonly infos: readonly Info[]
  readonly timeoutMs: number
}

/** Create one hook and wait for it. A refused creation is thrown; how its run failed is the result. */
function* runHook(
  configuration: Configuration,
  record: ReleaseRecord,
  { hook, event, infos, timeoutMs }: Run,
): Proc<HelmError | undefined> {
  const started_at = yield* timestamp()
  setLastRun(record, hook, { started_at, completed_at: '', phase: 'Running' })
  yield* recordRelease(configuration, record)
  setLastRun(record, hook, { started_at, completed_at: '', phase: 'Unknown' })
  try {
    yield* createResources(configuration, infos)
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase: 'Failed' })
    const text = `warning: Hook ${event} ${hook.path ?? ''} failed: ${errorText(error)}`
    throw helmError('helm-hook-failed', text)
  }
  const error = yield* waitCompleted(infos, timeoutMs)
  const phase = error === undefined ? 'Succeeded' : 'Failed'
  setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase })
  return error
}

/** The failed hook is the last of `hooks`. What goes wrong here hides the failure in older versions, and is logged in newer ones. */
function* afterFailure(configuration: Configuration, hooks: readonly Hook[], timeoutMs: number): Proc<void> {
  const failed = hooks.at(-1)!
  refuseLogs(configuration, failed, 'hook-failed')
  const tidies = atLeast(configuration.version, TIDIES_AFTER_FAILURE)
  try {
    yield* deleteByPolicy(configuration, failed, 'hook-failed', timeoutMs)
  } catch (error) {
    if (!tidies || !(error instanceof HelmError)) throw error
  }
  if (!tidies) return
  for (const hook of hooks.slice(0, -1)) {
    yield* deleteByPolicy(configuration, hook, 'hook-succeeded', timeoutMs)
  }
}

/** Helm v3.21.4 pkg/action/hooks.go (deleteHookByPolicy): definitions of custom resources are never deleted. */
function* deleteByPolicy(
  configuration: Configuration,
  hook: Hook,
  policy: HookDeletePolicy,
  timeoutMs: number,
): Proc<void> {
  if (hook.kind === 'CustomResourceDefinition' || !deletePolicies(hook).includes(policy)) return
  const infos = yield* wrapped(
    `unable to build kubernetes object for deleting hook ${hook.path ?? ''}`,
    build(configuration, hook.manifest ?? ''),
  )
  const errors = yield* deleteResources(infos)
  if (errors.length > 0) throw helmError('helm-hook-failed', errors.join('; '))
  if (atLeast(configuration.version, WAITS_FOR_DELETION)) yield* waitDeleted(infos, timeoutMs)
}

/**
 * Wait until the objects of a hook have completed, each up to the time-out; kinds other than Job and Pod are done once
 * they exist. A hook that is deleted counts as done. Helm v3.21.4 pkg/kube/client.go (WatchUntilReady, watchUntilReady).
 */
function* waitCompleted(infos: readonly Info[], timeoutMs: number): Proc<HelmError | undefined> {
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
  return errors.length === 0 ? undefined : multiError(errors)
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

function setLastRun(record: ReleaseRecord, hook: Hook, last_run: Hook['last_run']): void {
  const { release } = record
  const hooks = (release.hooks ?? []).map((one) =>
    one.path === hook.path && one.manifest === hook.manifest ? withRun(one, last_run) : one,
  )
  record.release = { ...release, hooks }
}

/** Running a hook writes down the policy it ran under. */
function withRun(hook: Hook, last_run: Hook['last_run']): Hook {
  return { ...hook, delete_policies: deletePolicies(hook), last_run }
}

/** Since Helm 3.18 the logs of a hook can be printed. Helm v3.21.4 pkg/action/hooks.go (outputLogsByPolicy). */
function refuseLogs({ version }: Configuration, hook: Hook, policy: string): void {
  if (!atLeast(version, PRINTS_LOGS) || !(hook.output_log_policies ?? []).includes(policy)) return
  if (hook.kind !== 'Job' && hook.kind !== 'Pod') return
  throw new NotModelled(
    `printing the logs of hook ${hook.name ?? ''} (helm.sh/hook-output-log-policy)`,
    'Leave the annotation out, or run this step with the real binary: --clients real.',
  )
}
