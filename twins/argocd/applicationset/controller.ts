import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { NotModelled } from '../../kernel/errors.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import {
  api,
  arrayAt,
  changedObject,
  itemsOf,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
  toTimestamp,
} from '../../kubernetes/index.js'
import { ApiRefusal, find, ownAddress, write } from '../kube.js'
import {
  APPLICATION,
  APPLICATION_SET,
  APPLICATION_SET_CONTROLLER,
  APPLICATION_SET_REFRESH,
  ARGOCD_NAMESPACE,
  GROUP,
  RESOURCES_FINALIZER,
} from '../names.js'
import { annotationOf, isDeleting } from '../objects.js'
import {
  type ApplicationSet,
  generateApplications,
  policyOf,
  readApplicationSet,
  rollingSteps,
} from './application-set.js'
import { GenerateError, requeueAfterMs } from './generators.js'
import { rollOut } from './rolling-sync.js'
import { failure, rolloutCondition, type SetCondition, success, withSetConditions } from './set-conditions.js'
import { writeApplications } from './write-applications.js'

const LATENCY_MS = 100
/** `ReconcileRequeueOnValidationError`. */
const ERROR_REQUEUE_MS = 180_000
const SETS = objectPrefix(GROUP, APPLICATION_SET.resource)
const APPLICATIONS = objectPrefix(GROUP, APPLICATION.resource)

/**
 * The ApplicationSet controller: what it generates exists and is as the template says. It wakes on its sets and on their
 * Applications: one that was deleted is created anew at once, one that was edited is reset.
 * argo-cd v3.5.1 applicationset/controllers/applicationset_controller.go.
 */
export function applicationSetController(): Controller {
  return {
    name: APPLICATION_SET_CONTROLLER,
    latencyMs: LATENCY_MS,
    backoff: { baseMs: 5, maxMs: 1_000_000 },
    watches: [
      { table: OBJECTS, prefix: SETS, map: keysOf },
      { table: OBJECTS, prefix: APPLICATIONS, map: ownersOf },
    ],
    initial: (view) =>
      listObjects(view, GROUP, APPLICATION_SET.resource, ARGOCD_NAMESPACE).map(namespacedName),
    reconcile,
  }
}

function keysOf(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  return [namespacedName((after ?? before) as JsonObject)]
}

function ownersOf(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const owners = [before, after].flatMap((object) => (object === undefined ? [] : setsOwning(object)))
  return [...new Set(owners)]
}

function setsOwning(application: JsonObject): readonly string[] {
  const metadata = metadataOf(application)
  return arrayAt(metadata, 'ownerReferences')
    .filter((owner) => textAt(owner, 'kind') === 'ApplicationSet')
    .map((owner) => `${textAt(metadata, 'namespace')}/${textAt(owner, 'name')}`)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  if (namespace !== ARGOCD_NAMESPACE) return {}
  try {
    const object = yield* find(ownAddress(APPLICATION_SET, namespace, name))
    if (object === undefined) return {}
    const set = readApplicationSet(object)
    if (isDeleting(object)) return yield* finalize(set)
    return yield* generate(set)
  } catch (error) {
    if (error instanceof ApiRefusal) return { error: error.message }
    throw error
  }
}

/** Where the policy forbids deletion the Applications lose their owner first; then the finalizer goes. (Reconcile.) */
function* finalize(set: ApplicationSet): Proc<ReconcileResult> {
  const finalizers = arrayAt(metadataOf(set.object), 'finalizers').map(String)
  if (!finalizers.includes(RESOURCES_FINALIZER)) return {}
  if (!policyOf(set).deletes) {
    for (const application of yield* ownedApplications(set)) {
      const address = ownAddress(APPLICATION, set.namespace, textAt(metadataOf(application), 'name'))
      const body = { metadata: { ownerReferences: null } }
      yield* write({ verb: 'patch', ...address, patchType: 'merge', body }, APPLICATION_SET_CONTROLLER)
    }
  }
  const kept = finalizers.filter((finalizer) => finalizer !== RESOURCES_FINALIZER)
  const address = ownAddress(APPLICATION_SET, set.namespace, set.name)
  const body = { metadata: { finalizers: kept } }
  yield* write({ verb: 'patch', ...address, patchType: 'merge', body }, APPLICATION_SET_CONTROLLER)
  return {}
}

function* generate(set: ApplicationSet): Proc<ReconcileResult> {
  if (textAt(set.spec, 'strategy', 'deletionOrder') !== '') {
    throw new NotModelled('strategy.deletionOrder', 'Delete the Applications in the order you want.')
  }
  const at = toTimestamp(yield* now())
  try {
    const generated = yield* generateApplications(set)
    const conditions = yield* converge(set, generated, at)
    yield* writeStatus(set, { conditions: withSetConditions(set.status, conditions, at) })
    yield* dropRefresh(set)
  } catch (error) {
    if (error instanceof ApiRefusal) {
      const conditions = failure(error.message, 'UpdateApplicationError')
      yield* writeStatus(set, { conditions: withSetConditions(set.status, conditions, at) })
    }
    if (!(error instanceof GenerateError)) throw error
    const conditions = failure(error.message, 'ErrorWhileGeneratingParameters')
    yield* writeStatus(set, { conditions: withSetConditions(set.status, conditions, at) })
    return { requeueAfterMs: ERROR_REQUEUE_MS, timer: 'background' }
  }
  const againMs = requeueAfterMs(set.spec)
  return againMs === undefined ? {} : { requeueAfterMs: againMs, timer: 'background' }
}

function* converge(
  set: ApplicationSet,
  generated: readonly JsonObject[],
  at: string,
): Proc<readonly SetCondition[]> {
  const current = yield* ownedApplications(set)
  const names = new Set(generated.map((application) => textAt(metadataOf(application), 'name')))
  const rolling = rollingSteps(set).length > 0 && (yield* progressiveSyncsEnabled())
  if (!rolling) {
    yield* writeApplications(set, generated, names, current)
    return success()
  }
  const { applications, statuses, step } = rollOut(set, generated, current, at)
  yield* writeStatus(set, { applicationStatus: statuses })
  yield* writeApplications(set, applications, names, current)
  return [...success(), rolloutCondition(step)]
}

function* ownedApplications(set: ApplicationSet): Proc<readonly JsonObject[]> {
  const { name: _name, ...collection } = ownAddress(APPLICATION, set.namespace, '')
  const all = itemsOf(yield* api({ verb: 'list', ...collection }))
  return all.filter((application) => setsOwning(application).includes(`${set.namespace}/${set.name}`))
}

/** `--enable-progressive-syncs`: off unless argocd-cmd-params-cm says otherwise. */
function* progressiveSyncsEnabled(): Proc<boolean> {
  const address = { group: '', version: 'v1', resource: 'configmaps', namespace: ARGOCD_NAMESPACE }
  const parameters = yield* find({ ...address, name: 'argocd-cmd-params-cm' })
  return textAt(parameters, 'data', 'applicationsetcontroller.enable.progressive.syncs') === 'true'
}

function* writeStatus({ namespace, name }: ApplicationSet, members: JsonObject): Proc<void> {
  const address = ownAddress(APPLICATION_SET, namespace, name)
  const current = yield* find(address)
  const same = Object.entries(members).every(([member, value]) =>
    jsonEqual(
      current?.['status'] === undefined ? undefined : (current['status'] as JsonObject)[member],
      value,
    ),
  )
  if (current === undefined || same) return
  const body = { status: members }
  yield* write(
    { verb: 'patch', ...address, subresource: 'status', patchType: 'merge', body },
    APPLICATION_SET_CONTROLLER,
  )
}

/** The annotation that asked for a look goes when it was done. */
function* dropRefresh({ object, namespace, name }: ApplicationSet): Proc<void> {
  if (annotationOf(object, APPLICATION_SET_REFRESH) === '') return
  const body = { metadata: { annotations: { [APPLICATION_SET_REFRESH]: null } } }
  const address = ownAddress(APPLICATION_SET, namespace, name)
  yield* write({ verb: 'patch', ...address, patchType: 'merge', body }, APPLICATION_SET_CONTROLLER)
}
