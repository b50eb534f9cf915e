import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { metadataOf, numberAt, textAt } from '../../client/objects.js'
import { isAlreadyExists, isNotFound } from '../../status-error.js'
import { templateOf } from '../controller-revisions.js'
import { isPodTerminal } from '../pods.js'
import { PODS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { applyRetention, createClaims, isAnyClaimStale } from './claims.js'
import { identityMatches, newPod, revisionOf, storageMatches, withIdentity, withStorage } from './identity.js'
import { isInRange, ordinalOf, replicasOf, startOrdinal } from './names.js'
import {
  type Counts,
  countPods,
  isCreated,
  isRunningAndAvailable,
  isRunningAndReady,
  isTerminating,
  isUnavailable,
} from './status.js'
import { tellPod } from './tell.js'

/** One sync of the pods of a set. */
export interface Update {
  readonly set: JsonObject
  /** Pods the set owns. */
  readonly pods: readonly JsonObject[]
  readonly current: JsonObject
  readonly update: JsonObject
  readonly nowMs: number
}

export interface Updated {
  readonly counts: Counts
  readonly error: string | undefined
}

/** What a step says: whether an ordered set goes no further in this sync, and a refusal's message. */
interface Step {
  readonly stop: boolean
  readonly error?: string | undefined
}

const GO_ON: Step = { stop: false }
const STOP: Step = { stop: true }

/**
 * Brings the pods of a set one step closer to what it asks for: missing ones are created in the order of their
 * ordinals, surplus ones deleted from the highest, and old ones replaced from the highest. Unless pods are managed in
 * parallel, each step waits until all before it are available; so a pod that never becomes ready holds up everything,
 * a corrected template included.
 * The feature gate MaxUnavailableStatefulSet is off, as it is since 1.35.4: one pod is replaced at a time.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet).
 */
export function* updatePods(sync: Update): Proc<Updated> {
  const { set, pods, nowMs } = sync
  const [current, update] = [nameOf(sync.current), nameOf(sync.update)]
  const count = (counted: readonly JsonObject[]): Counts => countPods(set, counted, current, update, nowMs)
  if (isTerminating(set)) return { counts: count(pods), error: undefined }
  const replicas = replicasFrom(sync)
  const condemned = pods
    .filter((pod) => !isInRange(set, pod) && ordinalOf(pod) >= 0)
    .sort((a, b) => ordinalOf(b) - ordinalOf(a))
  const counts = count([...replicas, ...condemned])
  const ordered = textAt(set, 'spec', 'podManagementPolicy') !== 'Parallel'
  const grown = yield* forAll(replicas, ordered, (pod) => processReplica(sync, pod, ordered))
  if (grown.stop) return { counts, error: grown.error }
  const claims = yield* forAll(condemned, ordered, (pod) => fixClaims(sync, pod))
  if (claims.stop) return { counts, error: claims.error }
  const first = firstUnavailable(sync, replicas, condemned)
  const shrunk = yield* forAll(condemned, ordered, (pod) => processCondemned(sync, pod, ordered, first))
  if (shrunk.stop) return { counts, error: shrunk.error }
  if (textAt(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') return { counts, error: undefined }
  return yield* replaceOld(sync, replicas, counts)
}

const nameOf = (object: JsonObject): string => textAt(object, 'metadata', 'name')

/** The pod of each wanted ordinal; drafts for those that are missing (newVersionedStatefulSetPod). */
function replicasFrom({ set, pods, current, update }: Update): readonly JsonObject[] {
  const byOrdinal = new Map(pods.filter((pod) => isInRange(set, pod)).map((pod) => [ordinalOf(pod), pod]))
  const start = startOrdinal(set)
  const rolling = textAt(set, 'spec', 'updateStrategy', 'type') === 'RollingUpdate'
  const partition = rolling ? numberAt(set, 0, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') : 0
  return Array.from({ length: replicasOf(set) }, (_, index) => {
    const ordinal = start + index
    const revision = ordinal < start + partition ? current : update
    return byOrdinal.get(ordinal) ?? newPod(set, templateOf(revision), nameOf(revision), ordinal)
  })
}

/** In order until one stops; in parallel in batches of 1, 2, 4, … until one of a batch fails (slowStartBatch). */
function* forAll(
  pods: readonly JsonObject[],
  ordered: boolean,
  step: (pod: JsonObject) => Proc<Step>,
): Proc<Step> {
  let batchEnd = 1
  let failure: string | undefined
  for (const [index, pod] of pods.entries()) {
    if (index === batchEnd) {
      if (failure !== undefined) break
      batchEnd += index + 1
    }
    const { stop, error } = yield* step(pod)
    if (ordered && (stop || error !== undefined)) return { stop: true, error }
    failure ??= error
  }
  return failure === undefined ? GO_ON : { stop: true, error: failure }
}

/** Source: as above (processReplica). */
function* processReplica(sync: Update, pod: JsonObject, ordered: boolean): Proc<Step> {
  const { set, nowMs } = sync
  if (isPodTerminal(pod)) {
    const error = isTerminating(pod) ? undefined : yield* deletePod(set, pod)
    return { stop: true, error }
  }
  if (!isCreated(pod)) {
    if (yield* isAnyClaimStale(set, pod)) return STOP
    return { stop: ordered, error: yield* createPod(set, pod) }
  }
  if (textAt(pod, 'status', 'phase') === 'Pending') {
    const error = yield* createClaims(set, pod)
    if (error !== undefined) return { stop: true, error }
  }
  if (ordered) {
    const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
    if (isTerminating(pod) || !isRunningAndAvailable(pod, minReadySeconds, nowMs)) return STOP
  }
  return { stop: false, error: yield* enforceInvariants(set, pod) }
}

/** Identity, storage and owners of the claims. Source: stateful_pod_control.go (UpdateStatefulPod). */
function* enforceInvariants(set: JsonObject, pod: JsonObject): Proc<string | undefined> {
  const identified = identityMatches(set, pod)
  const stored = storageMatches(set, pod)
  const refusal = yield* applyRetention(set, pod)
  if (refusal !== undefined) {
    yield* tellPod('update', set, pod, refusal)
    return refusal
  }
  if (identified && stored) return undefined
  const named = identified ? pod : withIdentity(pod)
  const body = stored ? named : withStorage(set, named)
  const { namespace, name } = metadataOf(pod) as { namespace: string; name: string }
  const response = yield* api({ verb: 'update', ...PODS, namespace, name, body })
  const error = succeeded(response) ? undefined : failureOf(response)
  yield* tellPod('update', set, pod, error)
  return error
}

/** Claims first. Source: stateful_pod_control.go (CreateStatefulPod). */
function* createPod(set: JsonObject, pod: JsonObject): Proc<string | undefined> {
  const refusal = yield* createClaims(set, pod)
  if (refusal !== undefined) {
    yield* tellPod('create', set, pod, refusal)
    return refusal
  }
  const namespace = textAt(set, 'metadata', 'namespace')
  const response = yield* api({ verb: 'create', ...PODS, namespace, body: pod })
  if (succeeded(response)) {
    yield* tellPod('create', set, pod, undefined)
    return yield* applyRetention(set, response.body)
  }
  const error = failureOf(response)
  if (!isAlreadyExists(response.body)) yield* tellPod('create', set, pod, error)
  return error
}

function* deletePod(set: JsonObject, pod: JsonObject): Proc<string | undefined> {
  const { namespace, name } = metadataOf(pod) as { namespace: string; name: string }
  const response = yield* api({ verb: 'delete', ...PODS, namespace, name })
  const error = succeeded(response) ? undefined : failureOf(response)
  yield* tellPod('delete', set, pod, error)
  return error === undefined || isNotFound(response.body) ? undefined : error
}

function* fixClaims({ set }: Update, pod: JsonObject): Proc<Step> {
  const error = yield* applyRetention(set, pod)
  return error === undefined ? GO_ON : { stop: true, error }
}

/** The lowest replica that is not available, else the lowest such condemned pod. */
function firstUnavailable(
  { set, nowMs }: Update,
  replicas: readonly JsonObject[],
  condemned: readonly JsonObject[],
): JsonObject | undefined {
  const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
  return [...replicas, ...[...condemned].reverse()].find((pod) => isUnavailable(pod, minReadySeconds, nowMs))
}

/** Source: as above (processCondemned). */
function* processCondemned(
  { set, nowMs }: Update,
  pod: JsonObject,
  ordered: boolean,
  first: JsonObject | undefined,
): Proc<Step> {
  if (isTerminating(pod)) return { stop: ordered }
  const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
  const available = isRunningAndReady(pod) && isRunningAndAvailable(pod, minReadySeconds, nowMs)
  if (ordered && !available && pod !== first) return STOP
  return { stop: true, error: yield* deletePod(set, pod) }
}

/** Deletes the highest pod of an old revision, once all above it are available. Source: as above (updateStatefulSet, end). */
function* replaceOld(sync: Update, replicas: readonly JsonObject[], counts: Counts): Proc<Updated> {
  const { set, update, nowMs } = sync
  const partition = numberAt(set, 0, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
  for (let target = replicas.length - 1; target >= partition; target--) {
    const pod = replicas[target] as JsonObject
    if (revisionOf(pod) !== nameOf(update) && !isTerminating(pod)) {
      const error = yield* deletePod(set, pod)
      const currentReplicas = counts.currentReplicas - 1
      return { counts: error === undefined ? { ...counts, currentReplicas } : counts, error }
    }
    if (isUnavailable(pod, minReadySeconds, nowMs)) break
  }
  return { counts, error: undefined }
}
