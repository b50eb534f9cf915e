import { isObject, type JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { now } from '../kernel/requests.js'
import { arrayAt, metadataOf, objectAt, textAt, toTimestamp } from '../kubernetes/index.js'
import { recoverySource } from './archive.js'
import {
  annotationOf,
  currentPrimaryOf,
  instancesOf,
  isInitialized,
  isTerminating,
  labelOf,
  nameOf,
  namespaceOf,
  selectorOf,
  serialOf,
  targetPrimaryOf,
} from './cluster.js'
import { latestSerial, nextSerial, patchStatus, registerPhase, withCondition } from './cluster-status.js'
import { create, list, ownedBy, patch, remove, tell } from './kube.js'
import { bySerial, hasCondition, isEnded, type Look, readyPods } from './look.js'
import {
  ANNOTATION_PVC_STATUS,
  JOB,
  LABEL_INSTANCE,
  LABEL_INSTANCE_ROLE,
  POD,
  PVC,
  SERVICE,
} from './names.js'
import { instanceJob, instanceName, instancePod, volumeClaim } from './objects/instances.js'
import { PHASE } from './phases.js'

const BACKUP_RETRY_MS = 60_000

/** What a step leaves to do: nothing, waiting for an event, or looking again after a time. */
export type Outcome = 'done' | 'wait' | { readonly retryMs: number }

/**
 * Makes the first instance of a Cluster that has none: volume and job; or says why it cannot.
 * cloudnative-pg v1.30.0 internal/controller/cluster_create.go (createPrimaryInstance).
 */
export function* ensurePrimary(look: Look): Proc<Outcome> {
  const { cluster, claims, operator } = look
  if (claims.length > 0) return 'done'
  if (isInitialized(cluster)) {
    const reason =
      'One or more instances were previously created, but no PersistentVolumeClaims (PVCs) exist. The cluster is in an unrecoverable state. To resolve this, restore the cluster from a recent backup.'
    yield* registerPhase(cluster, PHASE.unrecoverable, reason)
    return 'wait'
  }
  const recovery = isObject(objectAt(cluster, 'spec', 'bootstrap')['recovery'])
  if (recovery) {
    const source = yield* recoverySource(cluster)
    if (source.kind === 'missing') {
      yield* tell(cluster, 'ErrorNoBackup', source.message, 'Warning')
      return { retryMs: BACKUP_RETRY_MS }
    }
  }
  const role = recovery ? 'full-recovery' : 'initdb'
  const serial = nextSerial(look)
  const name = instanceName(cluster, serial)
  const named = yield* patchStatus(cluster, {
    latestGeneratedNode: serial,
    targetPrimary: name,
    targetPrimaryTimestamp: toTimestamp(yield* now()),
  })
  const phased = yield* registerPhase(named, PHASE.firstPrimary, `Creating primary instance ${name}`)
  yield* create(PVC, volumeClaim(phased, serial))
  yield* tell(
    phased,
    'CreatingInstance',
    `Primary instance (${role === 'initdb' ? 'initdb' : 'from backup'})`,
  )
  yield* create(JOB, instanceJob(phased, serial, role, operator.image))
  return 'wait'
}

/**
 * Volumes whose job has succeeded are ready; ended jobs go once the instance runs.
 * cloudnative-pg v1.30.0 internal/controller/cluster_controller.go (markPVCReadyForCompletedJobs, deleteCompletedJobs).
 */
export function* finishJobs(look: Look): Proc<boolean> {
  let changed = false
  for (const job of look.jobs.filter(isEnded)) {
    const instance = labelOf(job, LABEL_INSTANCE)
    const claim = look.claims.find((each) => nameOf(each) === instance)
    if (!hasCondition(job, 'Complete') || claim === undefined) continue
    if (annotationOf(claim, ANNOTATION_PVC_STATUS) !== 'ready') {
      yield* patch(PVC, claim, { metadata: { annotations: { [ANNOTATION_PVC_STATUS]: 'ready' } } })
      changed = true
    } else if (readyPods(look).some((pod) => nameOf(pod) === instance)) {
      yield* remove(JOB, job)
    }
  }
  return changed
}

/** Whether jobs have given up that bring the data of instances, in a release that says so. cluster_controller.go (reconcileResources). */
export function* reportFailedJobs({ cluster, jobs, operator }: Look): Proc<boolean> {
  const failed = jobs.filter((job) => hasCondition(job, 'Failed')).map(nameOf)
  if (failed.length === 0 || !operator.behaviours.failedJobsAreFatal) return false
  const reason = `Instance creation failed for the following jobs: ${failed.join(', ')}`
  yield* registerPhase(cluster, PHASE.unrecoverable, reason)
  return true
}

/** The first instance has come up: from 1.30.0 on a condition says so. */
export function* markInitialized({ cluster, operator }: Look): Proc<JsonObject> {
  if (!operator.behaviours.hasInitialized) return cluster
  const completed = currentPrimaryOf(cluster) !== ''
  const text = completed
    ? { status: 'True', reason: 'BootstrapCompleted', message: 'Cluster has been bootstrapped' }
    : { status: 'False', reason: 'BootstrapPending', message: 'Cluster is being bootstrapped' }
  const conditions = yield* withCondition(cluster, { type: 'Initialized', ...text })
  return yield* patchStatus(cluster, { conditions })
}

/**
 * Brings the pods back that are missing on volumes with data, one a look; then makes or takes away instances, one a look.
 * cloudnative-pg v1.30.0 internal/controller/cluster_create.go (ensureInstancesAreCreated, joinReplicaInstance), cluster_scale.go.
 */
export function* ensureInstances(look: Look): Proc<Outcome> {
  const { cluster, claims, pods, operator } = look
  const dangling = claims.filter(
    (claim) =>
      annotationOf(claim, ANNOTATION_PVC_STATUS) === 'ready' &&
      !isTerminating(claim) &&
      !pods.some((pod) => nameOf(pod) === nameOf(claim)),
  )
  const primaryFirst = [...dangling].sort(
    (a, b) => Number(nameOf(b) === targetPrimaryOf(cluster)) - Number(nameOf(a) === targetPrimaryOf(cluster)),
  )
  for (const claim of primaryFirst) {
    const role = nameOf(claim) === targetPrimaryOf(cluster) ? 'primary' : 'replica'
    yield* create(POD, instancePod(cluster, serialOf(claim), role, operator.image))
  }
  if (primaryFirst.length > 0) return 'wait'
  const waiting = pods.some(isTerminating) || readyPods(look).length < claims.length
  if (claims.length > instancesOf(cluster)) return yield* scaleDown(look)
  if (waiting) {
    if (!isRestartPhase(cluster)) yield* registerPhase(cluster, PHASE.waitingForInstances)
    return 'wait'
  }
  return claims.length < instancesOf(cluster) ? yield* scaleUp(look) : 'done'
}

function isRestartPhase(cluster: JsonObject): boolean {
  const phase = textAt(cluster, 'status', 'phase')
  return [
    PHASE.firstPrimary,
    PHASE.inPlaceDeletePrimaryRestart,
    PHASE.inPlacePrimaryRestart,
    PHASE.upgrade,
  ].some((each) => each === phase)
}

function* scaleUp(look: Look): Proc<Outcome> {
  const serial = nextSerial(look)
  const name = instanceName(look.cluster, serial)
  const latestGeneratedNode = Math.max(serial, latestSerial(look.cluster))
  const numbered = yield* patchStatus(look.cluster, { latestGeneratedNode })
  const cluster = yield* registerPhase(numbered, PHASE.createReplica, `Creating replica ${name}`)
  yield* create(PVC, volumeClaim(cluster, serial))
  yield* tell(cluster, 'CreatingInstance', `Creating instance ${name}`)
  yield* create(JOB, instanceJob(cluster, serial, 'join', look.operator.image))
  return 'wait'
}

/** The instance with the highest number that is not the primary goes, and its volume. cluster_scale.go (scaleDownCluster). */
function* scaleDown(look: Look): Proc<Outcome> {
  const { cluster, claims, pods } = look
  const primary = targetPrimaryOf(cluster)
  const victim = [...claims].reverse().find((claim) => nameOf(claim) !== primary && !isTerminating(claim))
  if (victim === undefined) return 'wait'
  const name = nameOf(victim)
  yield* tell(cluster, 'ScaleDown', `Scaling down: removing instance ${name}`)
  const pod = pods.find((each) => nameOf(each) === name)
  if (pod !== undefined) yield* remove(POD, pod)
  yield* remove(PVC, victim)
  return 'wait'
}

/** Volumes that grow are grown; nothing is restarted. cloudnative-pg v1.30.0 pkg/reconciler/persistentvolumeclaim/existing.go. */
export function* resizeVolumes({ cluster, claims }: Look): Proc<void> {
  const size = textAt(cluster, 'spec', 'storage', 'size')
  if (size === '') return
  for (const claim of claims) {
    if (textAt(claim, 'spec', 'resources', 'requests', 'storage') === size) continue
    yield* patch(PVC, claim, { spec: { resources: { requests: { storage: size } } } })
  }
}

/**
 * A new Cluster takes volumes of its name that belong to nobody, with their data; pods and services of its name that belong to nobody
 * go. `bootstrap` is ignored then. Returns whether there were any.
 * cloudnative-pg v1.30.0 internal/controller/cluster_restore.go (reconcileRestoredCluster).
 */
export function* adoptVolumes(cluster: JsonObject): Proc<boolean> {
  if (isInitialized(cluster)) return false
  const namespace = namespaceOf(cluster)
  const orphaned = (object: JsonObject) => arrayAt(metadataOf(object), 'ownerReferences').length === 0
  const claims = bySerial((yield* list(PVC, namespace, selectorOf(cluster))).filter(orphaned)).filter(
    (claim) => serialOf(claim) > 0,
  )
  const last = claims.at(-1)
  if (last === undefined) return false
  for (const kind of [POD, SERVICE])
    for (const object of (yield* list(kind, namespace, selectorOf(cluster))).filter(orphaned))
      yield* remove(kind, object)
  const primary = claims.find((claim) => labelOf(claim, LABEL_INSTANCE_ROLE) === 'primary') ?? last
  const targetPrimary = nameOf(primary)
  yield* patchStatus(cluster, { latestGeneratedNode: serialOf(last), targetPrimary })
  for (const claim of claims) {
    const annotations = { [ANNOTATION_PVC_STATUS]: 'ready' }
    yield* patch(PVC, claim, { metadata: { ownerReferences: ownedBy(cluster), annotations } })
  }
  return true
}

/** Volumes carry the role of their instance, so that a later Cluster knows whose data is the newest. */
export function* labelVolumes({ cluster, claims }: Look): Proc<void> {
  const primary = currentPrimaryOf(cluster)
  if (primary === '') return
  for (const claim of claims) {
    const role = nameOf(claim) === primary ? 'primary' : 'replica'
    if (labelOf(claim, LABEL_INSTANCE_ROLE) === role) continue
    yield* patch(PVC, claim, { metadata: { labels: { [LABEL_INSTANCE_ROLE]: role } } })
  }
}
