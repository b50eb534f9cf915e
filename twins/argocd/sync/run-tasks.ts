import { jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, metadataOf } from '../../kubernetes/index.js'
import { ApiRefusal, addressIn, find, remove, write } from '../kube.js'
import { HOOK_FINALIZER } from '../names.js'
import { isDeleting, withMetadata } from '../objects.js'
import { applyObject } from './apply.js'
import { hasOption } from './options.js'
import type { SyncRun } from './run.js'
import { hasPolicy, isHookTask, isPending, isPrune, type ResultCode, type SyncTask, taskKey } from './task.js'

export type RunState = 'successful' | 'pending' | 'failed'

/** What a result means for the operation. */
const PHASE_OF = {
  Synced: 'Running',
  SyncFailed: 'Failed',
  Pruned: 'Succeeded',
  PruneSkipped: 'Succeeded',
} as const

/**
 * Runs the tasks of a wave: finalizers of earlier hooks off, prunes, hooks that are to be deleted before they are created
 * again, then everything that is applied, kind by kind. gitops-engine pkg/sync/sync_context.go (runTasks).
 */
export function* runTasks(run: SyncRun, tasks: readonly SyncTask[]): Proc<RunState> {
  const dryRun = run.options.dryRun
  const earlier = tasks.filter((task) => isHookTask(task) && isPending(task) && task.live !== undefined)
  if (!dryRun && !(yield* releaseHooks(run, earlier))) return 'failed'
  const [prunes, creations] = [tasks.filter(isPrune), tasks.filter((task) => !isPrune(task))]
  if (prunes.some((task) => run.needsConfirmation(task))) return 'pending'
  if (!(yield* pruneAll(run, prunes))) return 'failed'
  const blocked = dryRun ? 'successful' : yield* deleteBeforeCreation(run, creations)
  if (blocked !== 'successful') return blocked
  return yield* createAll(run, creations)
}

function* releaseHooks(run: SyncRun, hooks: readonly SyncTask[]): Proc<boolean> {
  let released = true
  for (const task of hooks) {
    const problem = yield* removeHookFinalizer(task)
    if (problem === undefined) continue
    released = false
    run.setResult(task, task.status, 'Error', `failed to remove hook finalizer: ${problem}`)
  }
  return released
}

/** Takes the hook finalizer off the live hook; answers the refusal. (removeHookFinalizer.) */
export function* removeHookFinalizer(task: SyncTask): Proc<string | undefined> {
  const { live, info } = task
  if (live === undefined || info === undefined) return undefined
  const finalizers = arrayAt(metadataOf(live), 'finalizers').map(String)
  const kept = finalizers.filter((finalizer) => finalizer !== HOOK_FINALIZER)
  if (jsonEqual(kept, finalizers)) return undefined
  const address = addressIn(info, taskKey(task))
  const current = yield* find(address)
  if (current === undefined) return undefined
  const body = withMetadata(current, { finalizers: kept.length === 0 ? undefined : kept })
  try {
    const written = yield* write({ verb: 'update', ...address, body })
    // Without its last finalizer an object that is being deleted is gone.
    task.live = isDeleting(written) ? yield* find(address) : written
    return undefined
  } catch (error) {
    if (error instanceof ApiRefusal) return error.message
    throw error
  }
}

function* pruneAll(run: SyncRun, prunes: readonly SyncTask[]): Proc<boolean> {
  let pruned = true
  for (const task of prunes) {
    const [status, message] = yield* pruneOne(run, task)
    if (status === 'SyncFailed') pruned = false
    run.setResult(task, status, PHASE_OF[status], message)
  }
  return pruned
}

/** sync_context.go (pruneObject). */
function* pruneOne(
  run: SyncRun,
  task: SyncTask,
): Proc<readonly [Exclude<ResultCode, '' | 'Synced'>, string]> {
  const { options } = run
  if (!options.prune) return ['PruneSkipped', 'ignored (requires pruning)']
  if (hasOption(options, 'Prune=false', task.live)) return ['PruneSkipped', 'ignored (no prune)']
  if (options.dryRun) return ['Pruned', 'pruned (dry run)']
  const { live, info } = task
  if (live === undefined || info === undefined || isDeleting(live)) return ['Pruned', 'pruned']
  try {
    const address = addressIn(info, taskKey(task))
    yield* remove(address, options.propagation)
    task.live = yield* find(address)
    return ['Pruned', 'pruned']
  } catch (error) {
    if (error instanceof ApiRefusal) return ['SyncFailed', error.message]
    throw error
  }
}

/** A hook that exists is deleted first; the next step goes on when it is gone. */
function* deleteBeforeCreation(run: SyncRun, tasks: readonly SyncTask[]): Proc<RunState> {
  let state: RunState = 'successful'
  for (const task of tasks) {
    if (!isPending(task) || !hasPolicy(task, 'BeforeHookCreation')) continue
    const problem = yield* deleteHook(run, task)
    if (problem === 'gone') task.live = undefined
    else if (problem === undefined) state = state === 'failed' ? state : 'pending'
    else {
      state = 'failed'
      run.setResult(task, task.status, 'Error', `failed to delete resource: ${problem}`)
    }
  }
  return state
}

/** Deletes a hook; `gone` when it was not there, a text when it was refused. */
export function* deleteHook({ options }: SyncRun, task: SyncTask): Proc<string | undefined> {
  if (task.info === undefined) return 'gone'
  try {
    const there = yield* remove(addressIn(task.info, taskKey(task)), options.propagation)
    return there ? undefined : 'gone'
  } catch (error) {
    if (error instanceof ApiRefusal) return error.message
    throw error
  }
}

/** Kinds one after the other; a failure of one kind does not keep the next from being applied. */
function* createAll(run: SyncRun, tasks: readonly SyncTask[]): Proc<RunState> {
  let state: RunState = 'successful'
  for (const task of tasks) {
    if (run.options.dryRun) {
      run.setResult(task, 'Synced', 'Succeeded', '')
      continue
    }
    const { status, message } = yield* applyObject(task, run.options)
    if (status === 'SyncFailed') state = 'failed'
    run.setResult(task, status, PHASE_OF[status], message)
  }
  return state
}
