import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import {
  builtinKind,
  createThreeWayJsonMergePatch,
  createThreeWayStrategicPatch,
  metadataOf,
  PatchError,
  textAt,
  withLastApplied,
} from '../../kubernetes/index.js'
import { lastAppliedOf } from '../diff/compare-objects.js'
import { ApiRefusal, addressIn, find, remove, write } from '../kube.js'
import { isCrd, withMetadata } from '../objects.js'
import { hasOption, type SyncSettings } from './options.js'
import { type SyncTask, taskKey } from './task.js'

/** What applying one object gave: its result and kubectl's line, or the refusal. */
export interface Applied {
  readonly status: 'Synced' | 'SyncFailed'
  readonly message: string
}

/**
 * Applies the target of a task. gitops-engine pkg/sync/sync_context.go (applyObject), pkg/utils/kube/resource_ops.go: field
 * manager `argocd-controller` on either side; `Replace=true` counts before `ServerSideApply=true`.
 */
export function* applyObject(task: SyncTask, settings: SyncSettings): Proc<Applied> {
  const target = task.target as JsonObject
  if (task.info === undefined) return missingKind(task)
  try {
    return { status: 'Synced', message: yield* applyBy(task, target, settings) }
  } catch (error) {
    if (!(error instanceof ApiRefusal || error instanceof PatchError)) throw error
    return { status: 'SyncFailed', message: error.message }
  }
}

function* applyBy(task: SyncTask, target: JsonObject, settings: SyncSettings): Proc<string> {
  const { live } = task
  if (hasOption(settings, 'Replace=true', target, live)) return yield* replace(task, target)
  const onServer =
    hasOption(settings, 'ServerSideApply=true', target) &&
    !hasOption(settings, 'ServerSideApply=false', target)
  if (onServer) {
    yield* write({ verb: 'patch', ...addressOf(task), patchType: 'apply', force: true, body: target })
    return line(task, 'serverside-applied')
  }
  return yield* applyClientSide(task, target, settings)
}

function addressOf(task: SyncTask) {
  return addressIn(task.info as NonNullable<SyncTask['info']>, taskKey(task))
}

function* create(task: SyncTask, body: JsonObject): Proc<string> {
  const { name: _name, ...collection } = addressOf(task)
  yield* write({ verb: 'create', ...collection, body })
  return line(task, 'created')
}

/** kubectl replace; CustomResourceDefinitions and Namespaces are updated instead, which says it otherwise. */
function* replace(task: SyncTask, target: JsonObject): Proc<string> {
  const live = yield* find(addressOf(task))
  if (live === undefined) return yield* create(task, target)
  const { resourceVersion } = metadataOf(live)
  yield* write({ verb: 'update', ...addressOf(task), body: withMetadata(target, { resourceVersion }) })
  const kind = textAt(target, 'kind')
  if (isCrd(target) || kind === 'Namespace') return `${kind}/${taskKey(task).name} updated`
  return line(task, 'replaced')
}

/** kubectl apply: a three-way patch, strategic for built-in kinds; the annotation holds what was applied. */
function* applyClientSide(task: SyncTask, target: JsonObject, settings: SyncSettings): Proc<string> {
  const modified = withLastApplied(target)
  const live = yield* find(addressOf(task))
  if (live === undefined) return yield* create(task, modified)
  const original = lastAppliedOf(live) ?? {}
  const { group, kind } = taskKey(task)
  const strategic = builtinKind(group, kind) !== undefined
  const body = strategic
    ? createThreeWayStrategicPatch(kind, original, modified, live, group)
    : createThreeWayJsonMergePatch(original, modified, live)
  if (Object.keys(body).length === 0) return line(task, 'unchanged')
  try {
    yield* write({ verb: 'patch', ...addressOf(task), patchType: strategic ? 'strategic' : 'merge', body })
    return line(task, 'configured')
  } catch (error) {
    if (!(error instanceof ApiRefusal) || !forces(settings, target, live)) throw error
    yield* remove(addressOf(task), 'Background')
    return yield* create(task, modified)
  }
}

function forces(settings: SyncSettings, target: JsonObject, live: JsonObject): boolean {
  return settings.force || hasOption(settings, 'Force=true', target, live)
}

/** kubectl's line: `deployment.apps/api configured`. */
function line({ info, ...task }: SyncTask, what: string): string {
  const { group, name } = taskKey({ info, ...task })
  const singular = info?.singular ?? ''
  return `${group === '' ? singular : `${singular}.${group}`}/${name} ${what}`
}

/** argo-cd v3.5.1 util/argo/argo.go (AugmentSyncMsg). */
export function missingKind(task: SyncTask): Applied {
  const { group, kind, namespace, name } = taskKey(task)
  const message =
    `The Kubernetes API could not find ${group}/${kind} for requested resource ${namespace}/${name}. ` +
    `Make sure the "${kind}" CRD is installed on the destination cluster.`
  return { status: 'SyncFailed', message }
}
