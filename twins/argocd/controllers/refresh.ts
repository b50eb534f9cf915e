import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { createMergePatch, objectAt, textAt, toTimestamp } from '../../kubernetes/index.js'
import { type Application, comparedTo } from '../application.js'
import { applicationHealth } from '../compare/application-health.js'
import { type CompareResult, compareAppState, type ManagedResource } from '../compare/compare-app-state.js'
import { type Comparison, newComparison } from '../compare/managed.js'
import { type Condition, withConditions } from '../conditions.js'
import { appEvent } from '../events.js'
import type { Health } from '../health/health.js'
import { deletionHookTypes } from '../hooks.js'
import { ownAddress, write } from '../kube.js'
import { APPLICATION, REFRESH } from '../names.js'
import { annotationOf } from '../objects.js'
import { specErrors } from '../project.js'
import type { Look } from './application.js'
import { autoSync } from './auto-sync.js'
import { COMPARE_WITH_LATEST, COMPARE_WITH_RECENT } from './refresh-level.js'

/** What a refresh wants next. `pending`: nothing was decided, the manifests are being generated. */
export type Refreshed = 'pending' | { readonly againMs?: number; readonly started?: true }

/**
 * Compares, starts an automated sync where one is due, and writes sync status, health and conditions; the annotation that
 * asked for it goes with the same patch. argo-cd v3.5.1 controller/appcontroller.go (processAppRefreshQueueItem).
 */
export function* refresh(look: Look, level: number): Proc<Refreshed> {
  const { app, behaviours, settings, nowMs } = look
  const errors = yield* specErrors(app)
  if (errors.length > 0) {
    yield* persist(look, level, unknownStatus(app, errors))
    return {}
  }
  const comparison = yield* newComparison(app, behaviours, settings)
  const revisions = level === COMPARE_WITH_RECENT ? recentRevisions(app) : []
  const result = yield* compareAppState(comparison, app.sources, revisions)
  if (result === 'pending') return 'pending'
  yield* holdForDeletionHooks(look, result)
  const synced = yield* autoSync(app, result, behaviours, nowMs)
  const conditions = [...result.conditions, ...(synced.condition === undefined ? [] : [synced.condition])]
  yield* persist(look, level, evaluated(comparison, result, conditions))
  return {
    ...(synced.againMs === undefined ? {} : { againMs: synced.againMs }),
    ...(synced.started === undefined ? {} : { started: synced.started }),
  }
}

/** Finalizers for hooks that Git wants to run at deletion. (state.go, SetPostDeleteFinalizer, SetPreDeleteFinalizer.) */
function* holdForDeletionHooks({ app, behaviours }: Look, { deletionHooks }: CompareResult): Proc<void> {
  if (app.terminating) return
  const types = new Set(deletionHooks.flatMap(deletionHookTypes))
  const wanted = [
    ...(types.has('PreDelete') && behaviours.preDeleteHooks
      ? ['pre-delete-finalizer.argocd.argoproj.io']
      : []),
    ...(types.has('PostDelete') && behaviours.postDeleteHooks
      ? ['post-delete-finalizer.argocd.argoproj.io']
      : []),
  ].flatMap((name) => [name, `${name}/cleanup`])
  const missing = wanted.filter((name) => !app.finalizers.includes(name))
  if (missing.length === 0) return
  const body = { metadata: { finalizers: [...app.finalizers, ...missing] } }
  yield* write({
    verb: 'patch',
    ...ownAddress(APPLICATION, app.namespace, app.name),
    patchType: 'merge',
    body,
  })
}

function recentRevisions({ status, several }: Application): readonly string[] {
  const sync = objectAt(status, 'sync')
  if (several) return Array.isArray(sync['revisions']) ? (sync['revisions'] as string[]) : []
  return [textAt(sync, 'revision')]
}

/** The members of status that an evaluation writes. */
interface Evaluated {
  readonly sync: JsonObject
  readonly health: string
  readonly conditions: readonly Condition[]
  readonly more: JsonObject
}

/** What permissions forbid to look at. */
function unknownStatus(app: Application, conditions: readonly Condition[]): Evaluated {
  return { sync: { status: 'Unknown', comparedTo: comparedTo(app) }, health: 'Unknown', conditions, more: {} }
}

function evaluated(
  { app, behaviours, settings }: Comparison,
  result: CompareResult,
  conditions: readonly Condition[],
): Evaluated {
  const { status, each } = applicationHealth(app, result.resources, settings, behaviours)
  const { revisions } = result
  const sync = {
    status: result.status,
    ...(app.several ? { revisions } : { revision: revisions[0] ?? '' }),
    comparedTo: comparedTo(app),
  }
  const resources = result.resources.map((resource, index) =>
    resourceStatus(resource, behaviours.persistsHealth ? each[index] : undefined),
  )
  const more = {
    resources: sorted(resources),
    controllerNamespace: 'argocd',
    ...(result.sourceType === '' ? {} : { sourceType: result.sourceType }),
    ...(behaviours.persistsHealth ? {} : { resourceHealthSource: 'appTree' }),
  }
  return { sync: sync as JsonObject, health: status, conditions, more }
}

/** An entry of `status.resources`; empty members are left out, as Go does. */
function resourceStatus(resource: ManagedResource, health: Health | undefined): JsonObject {
  const { key, version, status, hook, requiresPruning, requiresConfirmation, wave } = resource
  const { group, kind, namespace, name } = key
  const shown =
    health === undefined
      ? undefined
      : { status: health.status, ...(health.message === '' ? {} : { message: health.message }) }
  const members: Record<string, JsonObject[string] | undefined> = {
    group: group || undefined,
    version,
    kind,
    namespace: namespace || undefined,
    name,
    status,
    health: shown,
    hook: hook || undefined,
    requiresPruning: requiresPruning || undefined,
    requiresDeletionConfirmation: requiresConfirmation || undefined,
    syncWave: wave === 0 ? undefined : wave,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject
}

/** appcontroller.go (normalizeApplication sorts them): by group, kind, namespace, name. */
function sorted(resources: readonly JsonObject[]): readonly JsonObject[] {
  const text = (resource: JsonObject) =>
    ['group', 'kind', 'namespace', 'name'].map((member) => textAt(resource, member)).join('/')
  return [...resources].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))
}

/** One patch of status and annotations; nothing is sent when nothing changed. (persistAppStatus.) */
function* persist(
  { app, nowMs }: Look,
  level: number,
  { sync, health, conditions, more }: Evaluated,
): Proc<void> {
  const at = toTimestamp(nowMs)
  const before = app.status
  const old = textAt(before, 'health', 'status')
  const since = old === health ? before['health'] : { status: health, lastTransitionTime: at }
  const next: JsonObject = {
    ...before,
    ...more,
    sync,
    health: since ?? { status: health, lastTransitionTime: at },
    conditions: withConditions(before, conditions, at),
    ...(level >= COMPARE_WITH_LATEST ? { reconciledAt: at } : {}),
  }
  const cleaned =
    (next['conditions'] as readonly JsonObject[]).length === 0 ? without(next, 'conditions') : next
  const asked = annotationOf(app.object, REFRESH) !== ''
  if (!asked && jsonEqual(cleaned, before)) return
  yield* noteChange(app.object, 'sync', textAt(before, 'sync', 'status'), textAt(sync, 'status'))
  yield* noteChange(app.object, 'health', old, health)
  const statusPatch = createMergePatch(before, cleaned)
  const body: JsonObject = {
    ...(Object.keys(statusPatch).length === 0 ? {} : { status: statusPatch }),
    ...(asked ? { metadata: { annotations: { [REFRESH]: null } } } : {}),
  }
  yield* write({
    verb: 'patch',
    ...ownAddress(APPLICATION, app.namespace, app.name),
    patchType: 'merge',
    body,
  })
}

function without(object: JsonObject, member: string): JsonObject {
  const { [member]: _removed, ...rest } = object
  return rest
}

function* noteChange(app: JsonObject, what: 'sync' | 'health', before: string, after: string): Proc<void> {
  if (before === after) return
  yield* appEvent(app, 'Normal', 'ResourceUpdated', `Updated ${what} status: ${before} -> ${after}`)
}
