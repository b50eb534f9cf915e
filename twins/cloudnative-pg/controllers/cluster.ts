import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { listObjects, namespacedName, objectAt, splitNamespacedName } from '../../kubernetes/index.js'
import { annotationOf, isTerminating } from '../cluster.js'
import { registerPhase, updateResourceStatus } from '../cluster-status.js'
import { withDefaults } from '../defaults.js'
import { hibernate } from '../hibernation.js'
import {
  adoptVolumes,
  ensureInstances,
  ensurePrimary,
  finishJobs,
  labelVolumes,
  markInitialized,
  type Outcome,
  reportFailedJobs,
  resizeVolumes,
} from '../instances.js'
import { find, patch, ReconcileError } from '../kube.js'
import { type Look, lookAt } from '../look.js'
import { ANNOTATION_RECONCILIATION, CLUSTER, POD } from '../names.js'
import { ensureSecrets } from '../objects/secrets.js'
import {
  ensureAccount,
  ensureDisruptionBudgets,
  ensureServices,
  inheritedPatch,
} from '../objects/services.js'
import { type Operator, readOperator } from '../operator.js'
import { NOT_MODELLED_PHASE, PHASE } from '../phases.js'
import { rollOut } from '../rollout.js'
import { labelRoles, reconcilePrimary } from '../switchover.js'
import { unmodelledPart } from '../unmodelled.js'
import { clusterWatches } from './watches.js'

const LATENCY_MS = 50

/**
 * The operator's controller of Clusters.
 * cloudnative-pg v1.30.0 internal/controller/cluster_controller.go (reconcile, reconcileResources, reconcilePods).
 */
export function clusterController(profile: Readonly<Record<string, string>>): Controller {
  return {
    name: 'cluster',
    latencyMs: LATENCY_MS,
    backoff: { baseMs: 5, maxMs: 1_000_000 },
    watches: clusterWatches(profile),
    initial: (view) => listObjects(view, CLUSTER.group, CLUSTER.resource).map(namespacedName),
    reconcile: reconcileCluster,
  }
}

function* reconcileCluster(key: string, { profile }: ControllerContext): Proc<ReconcileResult> {
  const operator = yield* readOperator(profile)
  if (!operator.running) return {}
  const { namespace, name } = splitNamespacedName(key)
  const cluster = yield* find(CLUSTER, namespace, name)
  if (cluster === undefined || isTerminating(cluster)) return {}
  if (annotationOf(cluster, ANNOTATION_RECONCILIATION) === 'disabled') return {}
  try {
    const outcome = yield* advance(cluster, operator)
    return typeof outcome === 'object' ? { requeueAfterMs: outcome.retryMs, timer: 'background' } : {}
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error
    return { error: error.message }
  }
}

function* advance(cluster: JsonObject, operator: Operator): Proc<Outcome> {
  const spec = objectAt(cluster, 'spec')
  const defaulted = withDefaults(spec, operator.version)
  if (defaulted !== spec) {
    yield* patch(CLUSTER, cluster, { spec: defaulted })
    return 'wait'
  }
  const unmodelled = unmodelledPart(cluster)
  if (unmodelled !== undefined) {
    yield* registerPhase(cluster, NOT_MODELLED_PHASE, unmodelled)
    return 'wait'
  }
  if (yield* adoptVolumes(cluster)) return 'wait'
  yield* ensureObjects(cluster)
  const look = yield* updateResourceStatus(yield* lookAt(cluster, operator))
  if (yield* hibernate(look)) return 'wait'
  return yield* reconcilePods(look)
}

function* ensureObjects(cluster: JsonObject): Proc<void> {
  try {
    yield* ensureSecrets(cluster)
    yield* ensureServices(cluster)
    yield* ensureDisruptionBudgets(cluster)
    yield* ensureAccount(cluster)
  } catch (error) {
    if (error instanceof ReconcileError)
      yield* registerPhase(cluster, PHASE.cannotCreateObjects, error.message)
    throw error
  }
}

function* reconcilePods(seen: Look): Proc<Outcome> {
  const look = { ...seen, cluster: yield* markInitialized(seen) }
  yield* labelRoles(look)
  yield* labelVolumes(look)
  yield* inherit(look)
  if (yield* reconcilePrimary(look)) return 'wait'
  const first = yield* ensurePrimary(look)
  if (first !== 'done') return first
  if (yield* finishJobs(look)) return 'wait'
  if (yield* reportFailedJobs(look)) return 'wait'
  if (look.running.length > 0) return 'wait'
  yield* resizeVolumes(look)
  const instances = yield* ensureInstances(look)
  if (instances !== 'done') return instances
  if (yield* rollOut(look)) return 'wait'
  yield* registerPhase(look.cluster, PHASE.healthy)
  return 'done'
}

/** Labels and annotations handed on are put on pods that run; what is no longer handed on stays. */
function* inherit({ cluster, pods }: Look): Proc<void> {
  if (!isObject(objectAt(cluster, 'spec')['inheritedMetadata'])) return
  for (const pod of pods) {
    const change = inheritedPatch(cluster, pod)
    if (change !== undefined) yield* patch(POD, pod, change)
  }
}
