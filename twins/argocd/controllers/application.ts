import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import {
  arrayAt,
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
} from '../../kubernetes/index.js'
import { type Application, readApplication } from '../application.js'
import { type Behaviours, behavioursOf } from '../behaviours.js'
import { ApiRefusal, find, ownAddress } from '../kube.js'
import { APPLICATION, APPLICATION_CONTROLLER, ARGOCD_NAMESPACE, GROUP, SKIP_RECONCILE } from '../names.js'
import { annotationOf } from '../objects.js'
import { isWatched, MANIFESTS, readMemory, writeMemory } from '../port.js'
import { readSettings, type Settings, settingsOf } from '../settings.js'
import { applicationKey, instanceOf } from '../tracking.js'
import { finalizeDeletion } from './deletion.js'
import { processOperation } from './operation.js'
import { refresh } from './refresh.js'
import { msUntilExpired, refreshLevel } from './refresh-level.js'

/** One look at one Application. */
export interface Look {
  readonly app: Application
  readonly behaviours: Behaviours
  readonly settings: Settings
  readonly nowMs: number
}

/** Watch events are handed on in batches. argo-cd v3.5.1 util/settings (cluster cache batch: 100 ms). */
const LATENCY_MS = 100

/**
 * The application controller: refresh first, then the running operation or the deletion, as its two queues do one after
 * the other. It wakes on its Applications, on every live object whose tracking names one (before or after the change),
 * on manifests that were generated and on its timers. argo-cd v3.5.1 controller/appcontroller.go.
 */
export function applicationController(profile: Readonly<Record<string, string>>): Controller {
  const behaviours = behavioursOf(profile)
  return {
    name: APPLICATION_CONTROLLER,
    latencyMs: LATENCY_MS,
    backoff: { baseMs: 1_000, maxMs: 60_000 },
    watches: [
      { table: OBJECTS, map: (change, view) => applicationsOf(change, view, behaviours) },
      { table: MANIFESTS, map: ({ key }) => [key.slice(0, key.indexOf(' '))] },
    ],
    initial: (view) => listObjects(view, GROUP, APPLICATION.resource, ARGOCD_NAMESPACE).map(namespacedName),
    reconcile: (key) => reconcile(key, behaviours),
  }
}

const APPLICATIONS = objectPrefix(GROUP, APPLICATION.resource)
const PROJECTS = objectPrefix(GROUP, 'appprojects')
const SETTINGS_KEY = `configmaps/${ARGOCD_NAMESPACE}/argocd-cm`

/** Applications that a changed object concerns. A copy with an owner is a child: it changes no comparison. */
function applicationsOf(change: Change, view: View, behaviours: Behaviours): readonly string[] {
  const { key } = change
  if (!isWatched(key)) return []
  if (key.startsWith(PROJECTS) || key === SETTINGS_KEY) {
    return listObjects(view, GROUP, APPLICATION.resource, ARGOCD_NAMESPACE).map(namespacedName)
  }
  const { before, after } = changedObject(change)
  const own = key.startsWith(APPLICATIONS) ? [namespacedName((after ?? before) as JsonObject)] : []
  const tracked = [before, after].flatMap((object) => {
    if (object === undefined || !mayBeTracked(object)) return []
    const instance = instanceOf(object, settingsOf(view, behaviours))
    return instance === '' ? [] : [applicationKey(instance)]
  })
  // Labels of charts name releases too: only those that are Applications count.
  const known = tracked.filter((one) => {
    const { namespace, name } = splitNamespacedName(one)
    return findObject(view, GROUP, APPLICATION.resource, namespace, name) !== undefined
  })
  return [...new Set([...own, ...known])].filter((one) => one.startsWith(`${ARGOCD_NAMESPACE}/`))
}

function mayBeTracked(object: JsonObject): boolean {
  const metadata = metadataOf(object)
  if (metadata['labels'] === undefined && metadata['annotations'] === undefined) return false
  return arrayAt(metadata, 'ownerReferences').length === 0
}

function* reconcile(key: string, behaviours: Behaviours): Proc<ReconcileResult> {
  try {
    return yield* look(key, behaviours)
  } catch (error) {
    // A write that lost a race, or an object that is gone meanwhile: the queue looks again.
    if (error instanceof ApiRefusal) return { error: error.message }
    throw error
  }
}

function* look(key: string, behaviours: Behaviours): Proc<ReconcileResult> {
  const settings = yield* readSettings(behaviours)
  const found = yield* lookAt(key, behaviours, settings)
  if (found === undefined) {
    yield* writeMemory(key, {})
    return {}
  }
  if (annotationOf(found.app.object, SKIP_RECONCILE) === 'true') return {}
  const memory = yield* readMemory(key)
  const level = refreshLevel(found.app, memory.level ?? 0, msUntilExpired(found.app, settings, found.nowMs))
  const refreshed = yield* refresh(found, level)
  if (refreshed === 'pending') {
    yield* writeMemory(key, { ...memory, level })
    return {}
  }
  const { level: _done, ...rest } = memory
  yield* writeMemory(key, rest)
  const next = yield* lookAt(key, behaviours, settings)
  if (next === undefined) return {}
  return yield* act(next, refreshed.againMs)
}

/** The operation, or the deletion; then whichever timer comes first. */
function* act(found: Look, healMs: number | undefined): Proc<ReconcileResult> {
  const { app, settings, nowMs } = found
  const dueMs = msUntilExpired(app, settings, nowMs)
  if (app.operation !== undefined) {
    const { againMs, timer } = yield* processOperation(found)
    if (againMs !== undefined) return { requeueAfterMs: againMs, timer }
  } else if (app.terminating) {
    yield* finalizeDeletion(found)
    return {}
  }
  const againMs = Math.min(dueMs, healMs ?? dueMs)
  return Number.isFinite(againMs) ? { requeueAfterMs: Math.max(againMs, 0), timer: 'background' } : {}
}

function* lookAt(key: string, behaviours: Behaviours, settings: Settings): Proc<Look | undefined> {
  const { namespace, name } = splitNamespacedName(key)
  const object = yield* find(ownAddress(APPLICATION, namespace, name))
  if (object === undefined) return undefined
  return { app: readApplication(object), behaviours, settings, nowMs: yield* now() }
}
