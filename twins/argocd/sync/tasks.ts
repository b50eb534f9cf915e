import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import {
  arrayAt,
  findKind,
  fromTimestamp,
  metadataOf,
  objectAt,
  type ResourceInfo,
  textAt,
  VIRTUAL_EPOCH_MS,
} from '../../kubernetes/index.js'
import type { Application, OperationPhase } from '../application.js'
import type { CompareResult, ManagedResource } from '../compare/compare-app-state.js'
import { isHook, type SyncPhase, syncPhases } from '../hooks.js'
import { addressIn, find, infoOf } from '../kube.js'
import { HOOK_FINALIZER, SYNC_OPTIONS } from '../names.js'
import { hasAnnotationOption, isCrd, keyOf, withMetadata } from '../objects.js'
import { kindRank } from './kind-order.js'
import type { SyncSettings } from './options.js'
import {
  isPrune,
  objectOf,
  phaseRank,
  type ResultCode,
  resultKey,
  type SyncTask,
  taskKey,
  waveOfTask,
} from './task.js'

/** What the tasks of one step are made from. */
export interface TaskInputs {
  readonly app: Application
  readonly result: CompareResult
  readonly settings: SyncSettings
  readonly infos: readonly ResourceInfo[]
  readonly revision: string
  readonly startedAt: string
  readonly hookFinalizer: boolean
  /** `syncResult.resources` so far. */
  readonly results: readonly JsonObject[]
}

/** All tasks of a sync in the order they run, with what they did so far. sync_context.go (getSyncTasks). */
export function* syncTasks(inputs: TaskInputs): Proc<readonly SyncTask[]> {
  const tasks: SyncTask[] = inputs.result.resources
    .filter((resource) => isSelected(resource, inputs.settings))
    .filter(({ target, live }) => !isHook((target ?? live) as JsonObject))
    .flatMap((resource) =>
      syncPhases((resource.target ?? resource.live) as JsonObject).map((phase) =>
        taskOf(inputs, phase, resource),
      ),
    )
  if (!inputs.settings.skipHooks) {
    for (const hook of inputs.result.hooks) {
      for (const phase of syncPhases(hook)) tasks.push(yield* hookTask(inputs, hook, phase))
    }
  }
  const namespace = yield* namespaceTask(inputs)
  if (namespace !== undefined) tasks.push(namespace)
  reversePruneWaves(tasks)
  pruneLast(tasks, inputs.settings)
  return withResults(adjustDependencies(sorted(tasks)), inputs.results)
}

function isSelected({ key, selfReferenced }: ManagedResource, { selected }: SyncSettings): boolean {
  if (!selfReferenced) return false
  if (selected.length === 0) return true
  return selected.some(
    (one) =>
      textAt(one, 'kind') === key.kind &&
      textAt(one, 'group') === key.group &&
      textAt(one, 'name') === key.name &&
      ['', key.namespace].includes(textAt(one, 'namespace')),
  )
}

function newTask(members: Pick<SyncTask, 'phase' | 'target' | 'live' | 'info' | 'modified'>): SyncTask {
  return { ...members, status: '', operationState: '', message: '' }
}

function taskOf(
  { infos }: TaskInputs,
  phase: SyncPhase,
  { target, live, modified }: ManagedResource,
): SyncTask {
  const info = infoOf(infos, (target ?? live) as JsonObject)
  return newTask({ phase, target, live, info, modified })
}

/** A hook gets its finalizer, and with `generateName` a name from revision, phase and start of the operation. */
function* hookTask(inputs: TaskInputs, hook: JsonObject, phase: SyncPhase): Proc<SyncTask> {
  const named = withName(hook, phase, inputs)
  const finalizers = arrayAt(metadataOf(named), 'finalizers').map(String)
  const target =
    inputs.hookFinalizer && !finalizers.includes(HOOK_FINALIZER)
      ? withMetadata(named, { finalizers: [...finalizers, HOOK_FINALIZER] })
      : named
  const info = infoOf(inputs.infos, target)
  const live = info === undefined ? undefined : yield* find(addressIn(info, keyOf(target)))
  return newTask({ phase, target, live, info, modified: true })
}

function withName(hook: JsonObject, phase: SyncPhase, { revision, startedAt }: TaskInputs): JsonObject {
  const metadata = metadataOf(hook)
  if (textAt(metadata, 'name') !== '') return hook
  const started = Math.floor((VIRTUAL_EPOCH_MS + fromTimestamp(startedAt)) / 1000)
  const short = revision.length >= 8 ? revision.slice(0, 7) : revision
  const name = `${textAt(metadata, 'generateName')}${`${short}-${phase}-${started}`.toLowerCase()}`
  return withMetadata(hook, { name, generateName: undefined })
}

/** `CreateNamespace=true`: the destination's namespace before everything else, unless Git has it. (autoCreateNamespace.) */
function* namespaceTask({ app, result, settings, infos }: TaskInputs): Proc<SyncTask | undefined> {
  const name = app.destinationNamespace
  if (!settings.options.includes('CreateNamespace=true') || name === '') return undefined
  const fromGit = result.resources.some(
    ({ key }) => key.kind === 'Namespace' && key.group === '' && key.name === name,
  )
  const info = findKind(infos, 'v1', 'Namespace')
  if (fromGit || info === undefined) return undefined
  const policy = (app.spec['syncPolicy'] ?? {}) as JsonObject
  const given = policy['managedNamespaceMetadata'] as JsonObject | undefined
  const live = yield* find(addressIn(info, { namespace: '', name }))
  if (live !== undefined && given === undefined) return undefined
  const target = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(given === undefined ? {} : onServer(given)) },
  }
  return newTask({ phase: 'PreSync', target, live, info, modified: true })
}

/** Managed metadata is applied server-side, so that what others wrote stays. sync_namespace.go (appendSSAAnnotation). */
function onServer(given: JsonObject): JsonObject {
  const annotations = { ...objectAt(given, 'annotations'), [SYNC_OPTIONS]: 'ServerSideApply=true' }
  return { ...given, annotations }
}

/** Prunes go in the opposite order of creation: the waves that prune swap places. */
function reversePruneWaves(tasks: readonly SyncTask[]): void {
  const pruning = tasks.filter(isPrune)
  const waves = [...new Set(pruning.map(waveOfTask))].sort((a, b) => a - b)
  const reversed = new Map(waves.map((wave, index) => [wave, waves[waves.length - 1 - index] ?? wave]))
  for (const task of pruning) task.waveOverride = reversed.get(waveOfTask(task)) ?? 0
}

/** `PruneLast=true`: one wave after the last of phase Sync. */
function pruneLast(tasks: readonly SyncTask[], settings: SyncSettings): void {
  const last = tasks
    .filter(({ phase }) => phase === 'Sync')
    .reduce((wave, task) => Math.max(wave, waveOfTask(task)), 0)
  for (const task of tasks) {
    const annotated =
      task.live !== undefined && hasAnnotationOption(task.live, SYNC_OPTIONS, 'PruneLast=true')
    if (isPrune(task) && (settings.options.includes('PruneLast=true') || annotated))
      task.waveOverride = last + 1
  }
}

/** By phase, wave, kind and name. sync_tasks.go (Less). */
function sorted(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const rank = (task: SyncTask) => [phaseRank(task.phase), waveOfTask(task), kindRank(taskKey(task).kind)]
  return [...tasks].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    for (const [index, value] of left.entries()) {
      const difference = value - (right[index] ?? 0)
      if (difference !== 0) return difference
    }
    const [first, second] = [taskKey(a).name, taskKey(b).name]
    return first < second ? -1 : first > second ? 1 : 0
  })
}

/** A Namespace or CustomResourceDefinition comes before the first object that needs it, in its phase and wave. (adjustDeps.) */
function adjustDependencies(tasks: readonly SyncTask[]): readonly SyncTask[] {
  const result = [...tasks]
  for (const dependency of tasks) {
    if (dependency.target === undefined) continue
    const at = result.indexOf(dependency)
    const needed = result.findIndex(
      (task, index) => index < at && task.target !== undefined && needs(task, dependency),
    )
    const first = result[needed]
    if (needed < 0 || first === undefined) continue
    result.splice(at, 1)
    result.splice(needed, 0, { ...dependency, phase: first.phase, waveOverride: waveOfTask(first) })
  }
  return result
}

function needs(task: SyncTask, dependency: SyncTask): boolean {
  const object = objectOf(dependency)
  const key = taskKey(task)
  if (isCrd(object)) {
    const spec = object['spec']
    return textAt(spec, 'group') === key.group && textAt(spec, 'names', 'kind') === key.kind
  }
  const { kind, group, name } = taskKey(dependency)
  return kind === 'Namespace' && group === '' && key.namespace === name
}

function withResults(tasks: readonly SyncTask[], results: readonly JsonObject[]): readonly SyncTask[] {
  for (const task of tasks) {
    const known = results.find((result) => keyOfResult(result) === resultKey(task))
    if (known === undefined) continue
    task.status = textAt(known, 'status') as ResultCode
    task.operationState = textAt(known, 'hookPhase') as OperationPhase | ''
    task.message = textAt(known, 'message')
  }
  return tasks
}

/** The key of an entry of `syncResult.resources`. */
export function keyOfResult(result: JsonObject): string {
  const part = (member: string) => textAt(result, member)
  return `${part('group')}/${part('kind')}/${part('namespace')}/${part('name')}:${part('syncPhase')}`
}
