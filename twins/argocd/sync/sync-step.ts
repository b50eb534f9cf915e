import type { Proc } from '../../kernel/process.js'
import { type Health, healthOf } from '../health/health.js'
import { SYNC_OPTIONS } from '../names.js'
import { hasAnnotationOption, isCrd, isDeleting } from '../objects.js'
import { missingKind } from './apply.js'
import { hasOption } from './options.js'
import type { SyncRun } from './run.js'
import { deleteHook, removeHookFinalizer, runTasks } from './run-tasks.js'
import {
  hasPolicy,
  isDone,
  isHookTask,
  isPending,
  isPrune,
  isRunning,
  objectOf,
  phaseRank,
  type SyncTask,
  taskKey,
  waveOfTask,
} from './task.js'

/** `ARGOCD_SYNC_WAVE_DELAY`. */
const WAVE_DELAY_MS = 2_000

/**
 * One step of a sync: looks at what runs, and starts the next wave when nothing does. The client-side dry run of
 * everything that precedes the first one only finds kinds that the server does not know.
 * gitops-engine pkg/sync/sync_context.go (Sync).
 */
export function* syncStep(run: SyncRun): Proc<void> {
  const { tasks } = run
  if (!valid(run)) {
    const reasons = [
      ...new Set(tasks.filter(({ status }) => status === 'SyncFailed').map(({ message }) => message)),
    ]
    run.setPhase('Failed', `one or more synchronization tasks are not valid: ${reasons.sort().join('; ')}`)
    return
  }
  for (const task of tasks) if (isRunning(task) && !isPrune(task)) observe(run, task)
  const multiStep = isMultiStep(tasks)
  const running = tasks.filter((task) => (multiStep || isHookTask(task)) && isRunning(task))
  if (running.length > 0) {
    for (const task of running) if (task.live === undefined) missing(run, task)
    run.wait(running)
    return
  }
  const beingPruned = tasks.filter(
    ({ status, live }) => status === 'Pruned' && live !== undefined && isDeleting(live),
  )
  if (beingPruned.length > 0) {
    run.wait(beingPruned, true)
    return
  }
  for (const task of tasks) if (isHookTask(task) && isDone(task)) yield* release(run, task)
  const failHooks = tasks.filter(({ phase }) => phase === 'SyncFail')
  const regular = tasks.filter(({ phase }) => phase !== 'SyncFail')
  if (regular.some((task) => isDone(task) && task.operationState !== 'Succeeded')) {
    yield* deleteHooks(run, 'HookFailed')
    return yield* fail(run, failHooks, regular, 'one or more synchronization tasks completed unsuccessfully')
  }
  const pending = regular.filter(isPending).filter((task) => !isLeftOut(run, task))
  if (pending.length === 0) {
    yield* deleteHooks(run, 'HookSucceeded')
    return run.setPhase('Succeeded', 'successfully synced (no more tasks)')
  }
  yield* runWave(run, pending, failHooks, regular)
}

function* runWave(
  run: SyncRun,
  pending: readonly SyncTask[],
  failHooks: readonly SyncTask[],
  regular: readonly SyncTask[],
): Proc<void> {
  const [first] = pending as [SyncTask]
  const inWave = (task: SyncTask) => task.phase === first.phase && waveOfTask(task) === waveOfTask(first)
  const remaining = pending.filter((task) => !inWave(task) || isHookTask(task))
  const wave = pending.filter(inWave)
  run.setPhase('Running', 'one or more tasks are running')
  const state = yield* runTasks(run, wave)
  // The last wave is that of what was pending: a pause follows every other one, hooks that wait for deletion included.
  if (state !== 'failed' && wave.length < pending.length) run.pauseMs = WAVE_DELAY_MS
  if (state === 'failed') {
    yield* deleteHooks(run, 'HookFailed')
    return yield* fail(run, failHooks, regular, 'one or more objects failed to apply')
  }
  if (state === 'pending') {
    run.wait(waitedFor(run, wave), true)
    return
  }
  if (remaining.length > 0) {
    run.wait(remaining)
    return
  }
  yield* deleteHooks(run, 'HookSucceeded')
  run.setPhase('Succeeded', 'successfully synced (all tasks run)')
}

/** What keeps a wave from going on: prunes that need approval, or hooks that are being deleted. */
function waitedFor(run: SyncRun, wave: readonly SyncTask[]): readonly SyncTask[] {
  const unconfirmed = wave.filter((task) => run.needsConfirmation(task))
  return unconfirmed.length > 0
    ? unconfirmed
    : wave.filter((task) => isPending(task) && hasPolicy(task, 'BeforeHookCreation'))
}

/** Kinds that the server does not serve: allowed when their definition comes with this sync or the object says so. */
function valid(run: SyncRun): boolean {
  let fine = true
  for (const task of run.tasks) {
    if (task.info !== undefined || task.target === undefined) continue
    const skips =
      hasOption(run.options, 'SkipDryRunOnMissingResource=true') ||
      hasAnnotationOption(task.target, SYNC_OPTIONS, 'SkipDryRunOnMissingResource=true') ||
      run.tasks.some((other) => definesKindOf(other, task))
    if (skips) continue
    fine = false
    run.setResult(task, 'SyncFailed', '', missingKind(task).message)
  }
  return fine
}

function definesKindOf(definition: SyncTask, task: SyncTask): boolean {
  const object = objectOf(definition)
  if (!isCrd(object)) return false
  const { group, kind } = taskKey(task)
  const spec = object['spec'] as { group?: string; names?: { kind?: string } }
  return spec.group === group && spec.names?.kind === kind
}

/** What has become of a running task that is there. */
function observe(run: SyncRun, task: SyncTask): void {
  const { live } = task
  if (live === undefined) return
  const health = healthOf(live, run.settings.applicationHealth)
  if (isHookTask(task)) {
    const { state, message } = hookState(live, health)
    run.setResult(task, task.status, state, message)
  } else if (health === undefined) run.setResult(task, task.status, 'Succeeded', task.message)
  else if (health.status === 'Healthy') run.setResult(task, task.status, 'Succeeded', health.message)
  else if (health.status === 'Degraded') run.setResult(task, task.status, 'Failed', health.message)
}

/** The next step fails for it. */
function missing(run: SyncRun, task: SyncTask): void {
  const { group, kind, name } = taskKey(task)
  const message = `Resource ${group}/${kind}/${name} is missing, it might have been deleted`
  run.setResult(task, 'SyncFailed', 'Error', message)
}

/** sync_context.go (getOperationPhase): no check at all counts as success. */
export function hookState(
  live: SyncTask['live'],
  health: Health | undefined,
): { readonly state: 'Running' | 'Succeeded' | 'Failed'; readonly message: string } {
  const name = String((live?.['metadata'] as { name?: string } | undefined)?.name ?? '')
  if (health === undefined) return { state: 'Succeeded', message: `${name} created` }
  const { status, message } = health
  if (status === 'Healthy') return { state: 'Succeeded', message }
  if (status === 'Progressing' || status === 'Suspended') return { state: 'Running', message }
  if (status === 'Missing') return { state: 'Succeeded', message: `${name} created` }
  return { state: 'Failed', message }
}

function* release(run: SyncRun, task: SyncTask): Proc<void> {
  const problem = yield* removeHookFinalizer(task)
  if (problem !== undefined)
    run.setResult(task, task.status, 'Error', `failed to remove hook finalizer: ${problem}`)
}

function* deleteHooks(run: SyncRun, policy: 'HookSucceeded' | 'HookFailed'): Proc<void> {
  for (const task of run.tasks) {
    if (isRunning(task) || !isHookTask(task) || !hasPolicy(task, policy)) continue
    const problem = yield* deleteHook(run, task)
    if (problem !== undefined && problem !== 'gone') {
      run.setResult(task, task.status, 'Error', `failed to delete resource: ${problem}`)
    }
  }
}

/** Failed, once the hooks of phase SyncFail are through. (executeSyncFailPhase.) */
function* fail(
  run: SyncRun,
  hooks: readonly SyncTask[],
  regular: readonly SyncTask[],
  message: string,
): Proc<void> {
  const text = withReason(
    message,
    regular.filter(({ status }) => status === 'SyncFailed'),
  )
  if (hooks.length === 0) return run.setPhase('Failed', text)
  if (hooks.every(isDone)) {
    const failed = hooks.filter(({ status }) => status === 'SyncFailed')
    const more = failed.length === 0 ? '' : `\n${withReason('one or more SyncFail hooks failed', failed)}`
    return run.setPhase('Failed', text + more)
  }
  const pending = hooks.filter((task) => !isDone(task) && !isRunning(task))
  yield* runTasks(run, pending)
  run.wait(pending)
}

function withReason(message: string, tasks: readonly SyncTask[]): string {
  return tasks.length === 0 ? message : `${message}, reason: ${tasks.map((task) => task.message).join(',')}`
}

/** More than one wave or phase. sync_tasks.go (multiStep). */
function isMultiStep(tasks: readonly SyncTask[]): boolean {
  const [first, last] = [tasks[0], tasks.at(-1)]
  if (first === undefined || last === undefined) return false
  return phaseRank(first.phase) !== phaseRank(last.phase) || waveOfTask(first) !== waveOfTask(last)
}

/** `ApplyOutOfSyncOnly=true`: what is as it should be is not applied again. (filterOutOfSyncTasks.) */
function isLeftOut(run: SyncRun, task: SyncTask): boolean {
  const only = run.options.options.includes('ApplyOutOfSyncOnly=true')
  return only && !isHookTask(task) && task.target !== undefined && task.live !== undefined && !task.modified
}
