import type { JsonObject } from '../../kernel/json.js'
import { textAt } from '../../kubernetes/index.js'
import type { OperationPhase } from '../application.js'
import type { Behaviours } from '../behaviours.js'
import type { Settings } from '../settings.js'
import type { SyncSettings } from './options.js'
import { hasOption } from './options.js'
import { isHookTask, isPrune, objectOf, type ResultCode, resultKey, type SyncTask, taskKey } from './task.js'
import { keyOfResult } from './tasks.js'

/** One step of the engine: its tasks, what they did, and the phase of the operation. gitops-engine sync_context.go. */
export class SyncRun {
  readonly tasks: readonly SyncTask[]
  readonly options: SyncSettings
  readonly settings: Settings
  readonly behaviours: Behaviours
  readonly #results = new Map<string, JsonObject>()
  phase: OperationPhase
  message: string
  /** The pause after a wave that was not the last. */
  pauseMs: number | undefined

  constructor(inputs: SyncRunInputs) {
    this.tasks = inputs.tasks
    this.options = inputs.options
    this.settings = inputs.settings
    this.behaviours = inputs.behaviours
    this.phase = inputs.phase
    this.message = inputs.message
    for (const result of inputs.results) this.#results.set(keyOfResult(result), result)
  }

  get started(): boolean {
    return this.#results.size > 0
  }

  /** In the order in which they were first known. */
  get results(): readonly JsonObject[] {
    return [...this.#results.values()]
  }

  setPhase(phase: OperationPhase, message: string): void {
    this.phase = phase
    this.message = message
  }

  /** What a task did; the latest message that is not empty stays. (setResourceResult.) */
  setResult(task: SyncTask, status: ResultCode, state: OperationPhase | '', message = ''): void {
    task.status = status
    task.operationState = state
    if (message !== '') task.message = message
    const { group, kind, namespace, name } = taskKey(task)
    const members: Record<string, string> = {
      group,
      version: textAt(objectOf(task), 'apiVersion').replace(/^.*\//, ''),
      kind,
      namespace,
      name,
      ...(status === '' ? {} : { status }),
      ...(task.message === '' ? {} : { message: task.message }),
      ...(isHookTask(task) ? { hookType: task.phase } : {}),
      ...(state === '' ? {} : { hookPhase: state }),
      syncPhase: task.phase,
    }
    this.#results.set(resultKey(task), members)
  }

  /** Running, with what it waits for. (setRunningPhase.) */
  wait(tasks: readonly SyncTask[], deletion = false): void {
    if (tasks.length === 0) {
      this.setPhase('Running', '')
      return
    }
    const hooks = tasks.filter(isHookTask)
    let [first] = hooks.length > 0 ? hooks : tasks
    let more = tasks.length - 1
    let reason = hooks.length > 0 ? 'completion of hook' : 'healthy state of'
    if (deletion) reason = hooks.length > 0 ? 'deletion of hook' : 'deletion of'
    const unconfirmed = tasks.filter((task) => this.needsConfirmation(task))
    if (unconfirmed.length > 0) {
      reason = 'pruning confirmation of'
      first = unconfirmed[0]
      more = unconfirmed.length - 1
    }
    const { group, kind, name } = taskKey(first as SyncTask)
    const rest = more > 0 ? ` and ${more} more ${hooks.length === tasks.length ? 'hooks' : 'resources'}` : ''
    this.setPhase('Running', `waiting for ${reason} ${group}/${kind}/${name}${rest}`)
  }

  /** `Prune=confirm` without an approval. */
  needsConfirmation(task: SyncTask): boolean {
    return (
      isPrune(task) && !this.options.pruneConfirmed && hasOption(this.options, 'Prune=confirm', task.live)
    )
  }
}

export interface SyncRunInputs {
  readonly tasks: readonly SyncTask[]
  readonly options: SyncSettings
  readonly settings: Settings
  readonly behaviours: Behaviours
  readonly phase: OperationPhase
  readonly message: string
  readonly results: readonly JsonObject[]
}
