import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { type ApiResponse, api, succeeded } from '../client/api.js'
import { addressOf, discover, type ResourceInfo } from '../client/discovery.js'
import { recordEvent } from '../client/events.js'
import { arrayAt, changedObject, metadataOf, OBJECTS, parseObjectKey, textAt } from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import {
  type Classified,
  classifyReferences,
  dependentsOf,
  livesElsewhere,
  placeOf,
} from './garbage-collector/classify.js'
import {
  FOREGROUND,
  hasFinalizer,
  isDeletingDependents,
  isTerminating,
  ORPHAN,
  ownerInView,
} from './garbage-collector/owners.js'
import { latencies, timers } from './latencies.js'
import { ownerReferencesOf, withoutOwners } from './owner-references.js'
import { failureOf } from './write-status.js'

/** An object under consideration, and its resource. */
interface Item {
  readonly info: ResourceInfo
  readonly object: JsonObject
}

/**
 * Deletes objects whose owners are all gone, and sees foreground and orphaning deletions through. Owners are told apart
 * by uid. Keys are row keys of objects.
 * Departs from upstream: cycles of blocking owners are not broken up.
 * Source: kubernetes pkg/controller/garbagecollector/garbagecollector.go at 02830ed, graph_builder.go.
 */
export const garbageCollector: Controller = {
  name: 'garbage-collector',
  latencyMs: latencies.garbageCollectorMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [{ table: OBJECTS, map: objectKeys }],
  initial: (view) =>
    view
      .list<JsonObject>(OBJECTS)
      .filter((row) => needsLook(view, row.value))
      .map((row) => row.key),
  reconcile,
}

/** Source: graph_builder.go (processGraphChanges, processTransitions). */
function objectKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const keys: string[] = []
  if (after === undefined) {
    if (before !== undefined) keys.push(...dependentKeys(view, before))
  } else if (before === undefined || !sameForCollector(before, after)) {
    if (needsLook(view, after)) keys.push(change.key)
    const began = isDeletingDependents(after) && (before === undefined || !isDeletingDependents(before))
    if (began) keys.push(...dependentKeys(view, after))
  }
  if (before !== undefined) keys.push(...unblockedOwners(view, before, after))
  return keys
}

function sameForCollector(before: JsonObject, after: JsonObject): boolean {
  const [old, fresh] = [metadataOf(before), metadataOf(after)]
  return (
    isTerminating(before) === isTerminating(after) &&
    jsonEqual(old['ownerReferences'], fresh['ownerReferences']) &&
    jsonEqual(old['finalizers'], fresh['finalizers'])
  )
}

function dependentKeys(view: View, owner: JsonObject): readonly string[] {
  return view.byIndex(OBJECTS, 'owner', textAt(metadataOf(owner), 'uid')).map((row) => row.key)
}

/** A terminating object with one of the collector's finalizers, or one with an owner that is not simply there. */
function needsLook(view: View, object: JsonObject): boolean {
  if (isTerminating(object)) return hasFinalizer(object, FOREGROUND) || hasFinalizer(object, ORPHAN)
  const namespace = textAt(metadataOf(object), 'namespace')
  return ownerReferencesOf(object).some((reference) => {
    const owner = ownerInView(view, reference, namespace)
    return owner.kind !== 'present' || isDeletingDependents(owner.object)
  })
}

/** Owners in foreground deletion that a dependent no longer blocks. */
function unblockedOwners(view: View, before: JsonObject, after: JsonObject | undefined): readonly string[] {
  if (
    after !== undefined &&
    jsonEqual(metadataOf(before)['ownerReferences'], metadataOf(after)['ownerReferences'])
  )
    return []
  const namespace = textAt(metadataOf(before), 'namespace')
  const blocked = ownerReferencesOf(before).filter((reference) => reference['blockOwnerDeletion'] === true)
  return blocked.flatMap((reference) => {
    const owner = ownerInView(view, reference, namespace)
    return owner.kind === 'present' && isDeletingDependents(owner.object) ? [owner.key] : []
  })
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const { group, resource, namespace, name } = parseObjectKey(key)
  const infos = yield* discover()
  const info = infos.find((one) => one.group === group && one.plural === resource)
  if (info === undefined) return {}
  const found = yield* api({ verb: 'get', ...addressOf(info), ...placeOf(info, namespace), name })
  if (!succeeded(found)) return {}
  const item: Item = { info, object: found.body }
  if (isTerminating(item.object)) {
    if (hasFinalizer(item.object, ORPHAN)) return yield* orphanDependents(item, infos)
    return isDeletingDependents(item.object) ? yield* awaitDependents(item, infos) : {}
  }
  return yield* attemptToDelete(item, infos)
}

/** Source: garbagecollector.go (attemptToDeleteItem). */
function* attemptToDelete(item: Item, infos: readonly ResourceInfo[]): Proc<ReconcileResult> {
  const references = ownerReferencesOf(item.object)
  if (references.length === 0) return {}
  const result = yield* classifyReferences(item.object, references, infos)
  if (result.kind === 'error') return { error: result.message }
  if (result.kind === 'never') return {}
  const { solid, dangling, waiting } = result.references
  if (solid.length > 0) return yield* keepSolid(item, result.references)
  yield* warnOfOtherNamespaces(item.object, dangling, infos)
  if (waiting.length > 0) {
    const dependents = yield* dependentsOf(textAt(item.object, 'metadata', 'uid'), infos)
    if (dependents.length > 0) return yield* deleteItem(item, 'Foreground')
  }
  if (hasFinalizer(item.object, ORPHAN)) return yield* deleteItem(item, 'Orphan')
  return yield* deleteItem(item, hasFinalizer(item.object, FOREGROUND) ? 'Foreground' : 'Background')
}

/** An object with a solid owner stays; its other references go. */
function* keepSolid(item: Item, { dangling, waiting }: Classified): Proc<ReconcileResult> {
  const gone = new Set([...dangling, ...waiting].map((reference) => textAt(reference, 'uid')))
  if (gone.size === 0) return {}
  return outcome(yield* patchItem(item, withoutOwners(item.object, gone)))
}

/** Source: graph_builder.go (reportInvalidNamespaceOwnerRef). */
function* warnOfOtherNamespaces(
  dependent: JsonObject,
  dangling: readonly JsonObject[],
  infos: readonly ResourceInfo[],
): Proc<void> {
  const namespace = textAt(metadataOf(dependent), 'namespace')
  for (const reference of dangling) {
    if (!(yield* livesElsewhere(reference, infos))) continue
    const { apiVersion, kind, name, uid } = reference as Record<string, string>
    const text = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`
    yield* recordEvent({
      involved: dependent,
      type: 'Warning',
      reason: 'OwnerRefInvalidNamespace',
      message: `ownerRef ${text} does not exist in namespace "${namespace}"`,
      component: 'garbage-collector-controller',
    })
  }
}

function* deleteItem(
  { info, object }: Item,
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan',
): Proc<ReconcileResult> {
  const { namespace, name, uid, resourceVersion } = metadataOf(object) as Record<string, string>
  const response = yield* api({
    verb: 'delete',
    ...addressOf(info),
    ...placeOf(info, namespace ?? ''),
    name: name as string,
    propagationPolicy,
    preconditions: { uid: uid as string, resourceVersion: resourceVersion as string },
  })
  return outcome(response)
}

/** The owner goes once no dependent blocks it. Source: garbagecollector.go (processDeletingDependentsItem). */
function* awaitDependents(item: Item, infos: readonly ResourceInfo[]): Proc<ReconcileResult> {
  const uid = textAt(item.object, 'metadata', 'uid')
  const blocking = (yield* dependentsOf(uid, infos)).some(({ object }) =>
    ownerReferencesOf(object).some(
      (reference) => reference['uid'] === uid && reference['blockOwnerDeletion'] === true,
    ),
  )
  return blocking ? {} : yield* removeFinalizer(item, FOREGROUND)
}

/** Source: garbagecollector.go (attemptToOrphanWorker, orphanDependents). */
function* orphanDependents(item: Item, infos: readonly ResourceInfo[]): Proc<ReconcileResult> {
  const uid = textAt(item.object, 'metadata', 'uid')
  for (const dependent of yield* dependentsOf(uid, infos)) {
    const response = yield* patchItem(dependent, withoutOwners(dependent.object, new Set([uid])))
    const result = outcome(response)
    if (result.error !== undefined) return result
  }
  return yield* removeFinalizer(item, ORPHAN)
}

function* removeFinalizer(item: Item, finalizer: string): Proc<ReconcileResult> {
  const kept = arrayAt(item.object, 'metadata', 'finalizers').filter((one) => one !== finalizer)
  const { resourceVersion } = metadataOf(item.object) as { resourceVersion: string }
  const body = { metadata: { resourceVersion, finalizers: kept.length === 0 ? null : kept } }
  return outcome(yield* patchItem(item, body))
}

function* patchItem({ info, object }: Item, body: JsonObject): Proc<ApiResponse> {
  const { namespace, name } = metadataOf(object) as Record<string, string>
  return yield* api({
    verb: 'patch',
    ...addressOf(info),
    ...placeOf(info, namespace ?? ''),
    name: name as string,
    patchType: 'merge',
    body,
  })
}

/** An object that is gone needs nothing more; other refusals are tried again. */
function outcome(response: ApiResponse): ReconcileResult {
  if (succeeded(response) || isNotFound(response.body)) return {}
  return { error: failureOf(response) }
}
