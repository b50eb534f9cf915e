import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  findObject,
  listObjects,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { ownerKey, ownerKeys, presentKey } from './controller-ref-manager.js'
import { isRecreate } from './deployment/replicas.js'
import { syncDeployment } from './deployment/sync.js'
import { latencies, timers } from './latencies.js'
import { controllerOf, isControlledBy } from './owner-references.js'
import { DEPLOYMENTS } from './resources.js'
import { selects } from './selector.js'

/**
 * Rolls out pod templates: one ReplicaSet a template, resized step by step.
 * Source: kubernetes v1.36 pkg/controller/deployment/deployment_controller.go.
 */
export const deploymentController: Controller = {
  name: 'deployment',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('apps', 'deployments'), map: presentKey },
    { table: OBJECTS, prefix: objectPrefix('apps', 'replicasets'), map: replicaSetKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
  ],
  initial: (view) => listObjects(view, 'apps', 'deployments').map(namespacedName),
  reconcile,
}

/** The owner before and after; an ownerless ReplicaSet concerns every Deployment that selects it. */
function replicaSetKeys(change: Change, view: View): readonly string[] {
  const { after } = changedObject(change)
  const keys = [...ownerKeys('Deployment', change)]
  if (after !== undefined && controllerOf(after) === undefined) {
    const namespace = textAt(after, 'metadata', 'namespace')
    const deployments = listObjects(view, 'apps', 'deployments', namespace)
    keys.push(...deployments.filter((owner) => selects(owner, after)).map(namespacedName))
  }
  return [...new Set(keys)]
}

/** Only Recreate waits for pods to be gone (deployment_controller.go, deletePod). */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const owner = before === undefined || after !== undefined ? undefined : controllerOf(before)
  if (before === undefined || textAt(owner, 'kind') !== 'ReplicaSet') return []
  const namespace = textAt(before, 'metadata', 'namespace')
  const replicaSet = findObject(view, 'apps', 'replicasets', namespace, textAt(owner, 'name'))
  if (replicaSet === undefined || !isControlledBy(before, replicaSet)) return []
  const key = ownerKey('Deployment', replicaSet)
  if (key === undefined) return []
  const { name } = splitNamespacedName(key)
  const deployment = findObject(view, 'apps', 'deployments', namespace, name)
  return deployment !== undefined && isRecreate(deployment) ? [key] : []
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...DEPLOYMENTS, ...splitNamespacedName(key) })
  return succeeded(found) ? yield* syncDeployment(found.body) : {}
}
