import type { JsonObject } from '../../kernel/json.js'
import type { ResourceInfo } from '../../kubernetes/index.js'
import type { OperationPhase } from '../application.js'
import { type DeletePolicy, deletePolicies, isHook, type SyncPhase, waveOf } from '../hooks.js'
import { keyOf, keyText, type ResourceKey } from '../objects.js'

/** What a task did, as `syncResult.resources[].status` says. */
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped' | ''

/**
 * One object in one phase of a sync. Mutable while one step of the engine works on it; between steps its result stands in
 * `status.operationState.syncResult.resources`. gitops-engine pkg/sync/sync_task.go.
 */
export interface SyncTask {
  readonly phase: SyncPhase
  readonly target: JsonObject | undefined
  live: JsonObject | undefined
  readonly info: ResourceInfo | undefined
  readonly modified: boolean
  waveOverride?: number
  status: ResultCode
  /** '' while it is pending. */
  operationState: OperationPhase | ''
  message: string
}

export const objectOf = (task: SyncTask): JsonObject => (task.target ?? task.live) as JsonObject
export const taskKey = (task: SyncTask): ResourceKey => keyOf(objectOf(task))
export const resultKey = (task: SyncTask): string => `${keyText(taskKey(task))}:${task.phase}`
export const waveOfTask = (task: SyncTask): number => task.waveOverride ?? waveOf(objectOf(task))
export const isPrune = (task: SyncTask): boolean => task.target === undefined
export const isHookTask = (task: SyncTask): boolean => isHook(objectOf(task))
export const isPending = (task: SyncTask): boolean => task.operationState === ''
export const isRunning = (task: SyncTask): boolean => task.operationState === 'Running'
export const isDone = (task: SyncTask): boolean =>
  task.operationState === 'Failed' || task.operationState === 'Error' || task.operationState === 'Succeeded'

export function hasPolicy(task: SyncTask, policy: DeletePolicy): boolean {
  return task.live !== undefined && isHookTask(task) && deletePolicies(objectOf(task)).includes(policy)
}

const PHASES: readonly SyncPhase[] = ['PreSync', 'Sync', 'PostSync', 'SyncFail']

export function phaseRank(phase: SyncPhase): number {
  return PHASES.indexOf(phase)
}
