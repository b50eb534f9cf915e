import type { Proc } from '../../kernel/process.js'
import { healthOf } from '../health/health.js'
import type { SyncRun } from './run.js'
import { deleteHook, removeHookFinalizer } from './run-tasks.js'
import { hookState } from './sync-step.js'
import { hasPolicy, isDone, isHookTask, isRunning, type SyncTask } from './task.js'

/** Ends an operation: hooks lose their finalizer, and running ones are deleted. sync_context.go (Terminate). */
export function* terminate(run: SyncRun): Proc<void> {
  let clean = true
  for (const task of run.tasks.filter(isHookTask)) {
    if (isDone(task)) {
      const problem = yield* removeHookFinalizer(task)
      if (problem !== undefined)
        run.setResult(task, task.status, 'Error', `Failed to remove hook finalizer: ${problem}`)
    } else if (isRunning(task)) clean = (yield* terminateHook(run, task)) && clean
  }
  if (clean) run.setPhase('Failed', 'Operation terminated')
  else run.setPhase('Error', 'Operation termination had errors')
}

function* terminateHook(run: SyncRun, task: SyncTask): Proc<boolean> {
  const { live } = task
  if (live === undefined) {
    run.setResult(task, task.status, 'Succeeded', 'Terminated')
    return true
  }
  const { state, message } = hookState(live, healthOf(live, run.settings.applicationHealth))
  const held = yield* removeHookFinalizer(task)
  if (held !== undefined) {
    run.setResult(task, task.status, 'Error', `Failed to remove hook finalizer: ${held}`)
    return false
  }
  if (state === 'Running' || hasPolicy(task, 'HookFailed')) {
    const problem = yield* deleteHook(run, task)
    if (problem !== undefined && problem !== 'gone') {
      run.setResult(task, task.status, 'Failed', `Failed to delete: ${problem}`)
      return false
    }
  }
  if (state === 'Running') run.setResult(task, task.status, 'Failed', 'Terminated')
  else run.setResult(task, task.status, state, message)
  return true
}
