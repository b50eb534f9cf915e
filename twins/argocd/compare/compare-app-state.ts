import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { groupOf, metadataOf, textAt } from '../../kubernetes/index.js'
import type { Application } from '../application.js'
import type { Condition } from '../conditions.js'
import { deletionHookTypes, isHook, isIgnored, isSkipped, syncPhases, waveOf } from '../hooks.js'
import { addressIn, find, infoOf } from '../kube.js'
import { COMPARE_OPTIONS, SYNC_OPTIONS } from '../names.js'
import { hasAnnotationOption, keyOf, keyText, type ResourceKey } from '../objects.js'
import { listTracked } from '../port.js'
import { instanceOf, isSelfReferenced } from '../tracking.js'
import { type Comparison, diffOf } from './managed.js'
import { loadTargets, type Targets } from './targets.js'

export type SyncStatusCode = 'Synced' | 'OutOfSync' | 'Unknown'

/** One object of an Application: what Git wants and what is there. */
export interface ManagedResource {
  readonly key: ResourceKey
  readonly version: string
  readonly target: JsonObject | undefined
  readonly live: JsonObject | undefined
  /** Undefined for hooks and what else has no sync status. */
  readonly status: SyncStatusCode | undefined
  readonly hook: boolean
  readonly requiresPruning: boolean
  readonly requiresConfirmation: boolean
  readonly modified: boolean
  readonly selfReferenced: boolean
  readonly wave: number
}

export interface CompareResult {
  readonly status: SyncStatusCode
  readonly revisions: readonly string[]
  readonly sourceType: string
  readonly conditions: readonly Condition[]
  readonly resources: readonly ManagedResource[]
  /** Targets that run at phases of a sync. */
  readonly hooks: readonly JsonObject[]
  /** Targets that run when the Application is deleted. */
  readonly deletionHooks: readonly JsonObject[]
}

/**
 * Compares an Application with the world. `pending`: its manifests are being generated.
 * argo-cd v3.5.1 controller/state.go (CompareAppState), gitops-engine pkg/sync/reconcile.go.
 */
export function* compareAppState(
  comparison: Comparison,
  sources: readonly JsonObject[],
  revisions: readonly string[],
): Proc<CompareResult | 'pending'> {
  const { app, settings, infos } = comparison
  const loaded = yield* loadTargets(app, sources, revisions, settings, infos)
  if (loaded === 'pending') return 'pending'
  if ('error' in loaded) {
    const live = yield* extraneous(comparison, [])
    return failed(loaded.revisions, live, `Failed to load target state: ${loaded.error}`)
  }
  const targets = loaded.objects.filter((object) => !isIgnored(object) && !isHook(object))
  const resources = [
    ...(yield* fromTargets(comparison, targets)),
    ...(yield* extraneous(comparison, targets)),
  ]
  const conditions = [...loaded.warnings, ...sharedResources(comparison, resources)]
  return {
    status: overall(resources),
    revisions: loaded.revisions,
    sourceType: loaded.sourceType,
    conditions,
    resources,
    hooks: hooksOf(loaded, (object) => syncPhases(object).length > 0),
    deletionHooks: hooksOf(loaded, (object) => deletionHookTypes(object).length > 0),
  }
}

/** Without targets nothing can be said of what is there. */
function failed(
  revisions: readonly string[],
  live: readonly ManagedResource[],
  message: string,
): CompareResult {
  return {
    status: 'Unknown',
    revisions,
    sourceType: '',
    conditions: [{ type: 'ComparisonError', message }],
    resources: live.map((resource) => ({ ...resource, status: 'Unknown' })),
    hooks: [],
    deletionHooks: [],
  }
}

function hooksOf({ objects }: Targets, selects: (object: JsonObject) => boolean): readonly JsonObject[] {
  return objects.filter((object) => isHook(object) && selects(object))
}

function* fromTargets(
  comparison: Comparison,
  targets: readonly JsonObject[],
): Proc<readonly ManagedResource[]> {
  const resources: ManagedResource[] = []
  for (const target of targets) {
    const info = infoOf(comparison.infos, target)
    const live = info === undefined ? undefined : yield* find(addressIn(info, keyOf(target)))
    const modified = live === undefined ? true : (yield* diffOf(comparison, target, live)).modified
    resources.push(managed(comparison, target, live, modified))
  }
  return resources
}

/** Live objects that are tracked and that Git does not have, hooks of earlier syncs included. */
function* extraneous(
  comparison: Comparison,
  targets: readonly JsonObject[],
): Proc<readonly ManagedResource[]> {
  const wanted = new Set(targets.map((target) => keyText(keyOf(target))))
  const resources: ManagedResource[] = []
  for (const tracked of yield* listTracked(comparison.app.instance)) {
    if (wanted.has(keyText(tracked))) continue
    const info = infoOf(comparison.infos, { apiVersion: tracked.apiVersion, kind: tracked.kind })
    const live = info === undefined ? undefined : yield* find(addressIn(info, tracked))
    if (live !== undefined) resources.push(managed(comparison, undefined, live, false))
  }
  return resources
}

function managed(
  { app, settings }: Comparison,
  target: JsonObject | undefined,
  live: JsonObject | undefined,
  modified: boolean,
): ManagedResource {
  const object = (live ?? target) as JsonObject
  const hook = isHook(object)
  const selfReferenced = live === undefined || target !== undefined || isSelfReferenced(live, settings)
  const none = hook || isIgnored(object) || (target !== undefined && isSkipped(target)) || !selfReferenced
  const outOfSync = modified || target === undefined || live === undefined
  return {
    key: keyOf(object),
    version: textAt(object, 'apiVersion').replace(/^.*\//, ''),
    target,
    live,
    status: none ? undefined : outOfSync ? 'OutOfSync' : 'Synced',
    hook,
    requiresPruning: target === undefined && selfReferenced,
    requiresConfirmation: [target, live].some((one) => one !== undefined && needsConfirmation(one, app)),
    modified,
    selfReferenced,
    wave: waveOf(target ?? object),
  }
}

/** `Prune=confirm` or `Delete=confirm`, on the object or for the whole Application. */
function needsConfirmation(object: JsonObject, { spec }: Application): boolean {
  const policy = (spec['syncPolicy'] ?? {}) as JsonObject
  const options = Array.isArray(policy['syncOptions']) ? (policy['syncOptions'] as readonly string[]) : []
  return ['Prune=confirm', 'Delete=confirm'].some(
    (option) => hasAnnotationOption(object, SYNC_OPTIONS, option) || options.includes(option),
  )
}

/** One that is only extra does not count when it says `IgnoreExtraneous`. */
function overall(resources: readonly ManagedResource[]): SyncStatusCode {
  const counts = resources.some(
    ({ status, target, live }) =>
      status === 'OutOfSync' &&
      !(
        target === undefined &&
        live !== undefined &&
        hasAnnotationOption(live, COMPARE_OPTIONS, 'IgnoreExtraneous')
      ),
  )
  return counts ? 'OutOfSync' : 'Synced'
}

function sharedResources(
  { app, settings }: Comparison,
  resources: readonly ManagedResource[],
): readonly Condition[] {
  return resources.flatMap(({ live }): readonly Condition[] => {
    const instance = live === undefined ? '' : instanceOf(live, settings)
    if (live === undefined || instance === '' || instance === app.instance) return []
    const other = instance.replaceAll('_', '/')
    const what = `${textAt(live, 'kind')}/${textAt(metadataOf(live), 'name')}`
    return [
      { type: 'SharedResourceWarning', message: `${what} is part of applications ${app.key} and ${other}` },
    ]
  })
}

/** Whether an object is the Application itself. */
export function isSelf(app: Application, object: JsonObject): boolean {
  const metadata = metadataOf(object)
  return (
    groupOf(object) === 'argoproj.io' &&
    textAt(object, 'kind') === 'Application' &&
    textAt(metadata, 'name') === app.name &&
    textAt(metadata, 'namespace') === app.namespace
  )
}
