import { type JsonObject, jsonEqual } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { now } from '../kernel/requests.js'
import {
  arrayAt,
  metadataOf,
  numberAt,
  objectAt,
  podReady,
  textAt,
  toTimestamp,
} from '../kubernetes/index.js'
import {
  annotationOf,
  applicationOf,
  imageOf,
  managedRolesOf,
  nameOf,
  namespaceOf,
  phaseOf,
  superuserEnabled,
  superuserSecretOf,
} from './cluster.js'
import { find, patch } from './kube.js'
import { alive, type Look } from './look.js'
import { ANNOTATION_PVC_STATUS, CLUSTER, SECRET } from './names.js'
import { PHASE } from './phases.js'
import { secretVersion } from './secret-version.js'

/**
 * Brings the counting part of the status up to date and returns the Cluster as it is then.
 * cloudnative-pg v1.30.0 internal/controller/cluster_status.go (updateResourceStatus, refreshSecretResourceVersions).
 */
export function* updateResourceStatus(look: Look): Proc<Look> {
  const { cluster, claims } = look
  const name = nameOf(cluster)
  const pods = alive(look)
  const ready = pods.filter(podReady).map(nameOf)
  const inUse = new Set(pods.map(nameOf))
  const claimsIn = (status: string) =>
    claims.filter((claim) => annotationOf(claim, ANNOTATION_PVC_STATUS) === status).map(nameOf)
  const finished = claimsIn('ready')
  const status: JsonObject = {
    instances: claims.length,
    readyInstances: ready.length,
    instanceNames: claims.map(nameOf),
    pvcCount: claims.length,
    jobCount: look.running.length,
    healthyPVC: finished.filter((each) => inUse.has(each)),
    danglingPVC: finished.filter((each) => !inUse.has(each)),
    initializingPVC: claimsIn('initializing'),
    instancesStatus: {
      healthy: ready,
      replicating: pods.map(nameOf).filter((each) => !ready.includes(each)),
    },
    image: imageOf(cluster),
    writeService: `${name}-rw`,
    readService: `${name}-r`,
    secretsResourceVersion: yield* secretVersions(cluster),
    onlineUpdateEnabled: look.operator.updatesInPlace,
    topology: { successfullyExtracted: true, instances: {} },
  }
  return { ...look, cluster: yield* patchStatus(cluster, status) }
}

function* secretVersions(cluster: JsonObject): Proc<JsonObject> {
  const namespace = namespaceOf(cluster)
  const versionOf = function* (secret: string): Proc<string> {
    return secretVersion(yield* find(SECRET, namespace, secret))
  }
  const managedRoleSecretVersion: Record<string, string> = {}
  for (const role of managedRolesOf(cluster)) {
    const secret = textAt(role, 'passwordSecret', 'name')
    if (secret !== '') managedRoleSecretVersion[secret] = yield* versionOf(secret)
  }
  const application = applicationOf(cluster)
  return {
    applicationSecretVersion: application === undefined ? '' : yield* versionOf(application.secret),
    superuserSecretVersion: superuserEnabled(cluster) ? yield* versionOf(superuserSecretOf(cluster)) : '',
    managedRoleSecretVersion,
  }
}

/**
 * Writes members of the status that differ; maps lose what is no longer said. Returns the Cluster, the same reference when
 * nothing was written.
 */
export function* patchStatus(cluster: JsonObject, status: JsonObject): Proc<JsonObject> {
  const live = objectAt(cluster, 'status')
  const changed = Object.entries(status).filter(([member, value]) => !jsonEqual(live[member] ?? null, value))
  if (changed.length === 0) return cluster
  const body = Object.fromEntries(
    changed.map(([member, value]) => [member, replacing(live[member], value as JsonObject)]),
  )
  return yield* patch(CLUSTER, cluster, { status: body as JsonObject }, 'status')
}

/** A merge patch keeps members of maps that it does not name, so it names them with null. */
function replacing(before: unknown, after: JsonObject): JsonObject {
  const isMap = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(before) || !isMap(after)) return after
  const gone = Object.keys(before).filter((name) => !(name in after))
  const kept = Object.entries(after).map(([name, value]) => [
    name,
    replacing(before[name], value as JsonObject),
  ])
  return {
    ...Object.fromEntries(gone.map((name) => [name, null])),
    ...Object.fromEntries(kept),
  } as JsonObject
}

/**
 * Writes the phase, its reason and the condition Ready that follows from it.
 * cloudnative-pg v1.30.0 pkg/resources/status/{phase,transactions}.go (PatchWithOptimisticLock, SetClusterReadyCondition).
 */
export function* registerPhase(cluster: JsonObject, phase: string, reason = ''): Proc<JsonObject> {
  const healthy = phase === PHASE.healthy
  const ready = healthy
    ? { status: 'True', reason: 'ClusterIsReady', message: 'Cluster is Ready' }
    : { status: 'False', reason: 'ClusterIsNotReady', message: 'Cluster Is Not Ready' }
  const conditions = yield* withCondition(cluster, { type: 'Ready', ...ready })
  const unchanged = phaseOf(cluster) === phase && textAt(cluster, 'status', 'phaseReason') === reason
  const live = arrayAt(cluster, 'status', 'conditions')
  if (unchanged && jsonEqual(live, conditions)) return cluster
  return yield* patchStatus(cluster, { phase, phaseReason: reason, conditions })
}

/** Conditions with one set; its time changes with its status only. meta.SetStatusCondition. */
export function* withCondition(
  cluster: JsonObject,
  condition: {
    readonly type: string
    readonly status: string
    readonly reason: string
    readonly message: string
  },
): Proc<readonly JsonObject[]> {
  const live = arrayAt(cluster, 'status', 'conditions') as readonly JsonObject[]
  const known = live.find((each) => each['type'] === condition.type)
  const since =
    known?.['status'] === condition.status ? textAt(known, 'lastTransitionTime') : toTimestamp(yield* now())
  const set = { ...condition, lastTransitionTime: since }
  return known === undefined ? [...live, set] : live.map((each) => (each === known ? set : each))
}

/** The number of the newest instance that was ever made. */
export function latestSerial(cluster: JsonObject): number {
  return numberAt(cluster, 0, 'status', 'latestGeneratedNode')
}

/** A new number for an instance. cloudnative-pg v1.30.0 internal/controller/cluster_create.go (generateNodeSerial). */
export function nextSerial(look: Look): number {
  if (!look.operator.behaviours.reusesSerials) return latestSerial(look.cluster) + 1
  const taken = new Set([...look.claims, ...look.pods].map((object) => serialFromName(object)))
  let serial = 1
  while (taken.has(serial)) serial++
  return serial
}

function serialFromName(object: JsonObject): number {
  return Number(textAt(metadataOf(object), 'name').split('-').at(-1))
}
