import type { Difference, Plane } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import { arrayAt, listObjects, metadataOf, numberAt, OBJECTS, textAt } from './client/objects.js'
import { conditionStatus, podReady, subjectOf, waitingReason } from './client/views.js'

/**
 * Workloads have converged: every Deployment has observed its newest generation and all replicas are updated and
 * available, and every pod is ready or has succeeded.
 */
const workloads: Plane = {
  name: 'workloads',
  inspect: (view) => {
    const deployments = listObjects(view, 'apps', 'deployments')
    const pods = listObjects(view, '', 'pods')
    const differences = [...deployments.flatMap(unconverged), ...pods.flatMap(unready)]
    return { compared: deployments.length + pods.length, differences }
  },
}

/** Nothing is left over: no object is stuck in deletion, and none is owned only by something that is gone. */
const leftovers: Plane = {
  name: 'leftovers',
  inspect: (view) => {
    const rows = view.list<JsonObject>(OBJECTS)
    const uids = new Set(rows.map((row) => textAt(metadataOf(row.value), 'uid')))
    const differences = rows.flatMap(({ value }) => [...stuck(value), ...orphaned(value, uids)])
    return { compared: rows.length, differences }
  },
}

/** The planes that Kubernetes itself can be asked about. */
export const planes: readonly Plane[] = [workloads, leftovers]

function unconverged(deployment: JsonObject): readonly Difference[] {
  const wanted = numberAt(deployment, 1, 'spec', 'replicas')
  const [updated, available, total] = ['updatedReplicas', 'availableReplicas', 'replicas'].map((field) =>
    numberAt(deployment, 0, 'status', field),
  )
  const observed = numberAt(deployment, 0, 'status', 'observedGeneration')
  if (observed !== numberAt(deployment, 0, 'metadata', 'generation')) {
    return [difference(deployment, 'its newest generation was not observed')]
  }
  if (updated === wanted && available === wanted && total === wanted) return []
  return [difference(deployment, `${available} of ${wanted} replicas are available, ${updated} are updated`)]
}

function unready(pod: JsonObject): readonly Difference[] {
  if (podReady(pod) || textAt(pod, 'status', 'phase') === 'Succeeded') return []
  const reason = waitingReason(pod)
  return [difference(pod, `is not ready${reason === '' ? '' : `: ${reason}`}`)]
}

function stuck(object: JsonObject): readonly Difference[] {
  const metadata = metadataOf(object)
  if (metadata['deletionTimestamp'] === undefined) return []
  const finalizers = arrayAt(metadata, 'finalizers').join(', ')
  return [
    difference(object, finalizers === '' ? 'is still terminating' : `is stuck in deletion by ${finalizers}`),
  ]
}

function orphaned(object: JsonObject, uids: ReadonlySet<string>): readonly Difference[] {
  const owners = arrayAt(metadataOf(object), 'ownerReferences')
  if (owners.length === 0 || owners.some((owner) => uids.has(textAt(owner, 'uid')))) return []
  const names = owners.map((owner) => `${textAt(owner, 'kind')} ${textAt(owner, 'name')}`)
  return [difference(object, `its owner is gone: ${names.join(', ')}`)]
}

function difference(object: JsonObject, message: string): Difference {
  const owner = arrayAt(metadataOf(object), 'ownerReferences')[0]
  const name = owner === undefined ? 'nobody' : `${textAt(owner, 'kind')} ${textAt(owner, 'name')}`
  const state = conditionStatus(object, 'Progressing') === 'False' ? ' (progress deadline exceeded)' : ''
  return { subject: subjectOf(object), owner: name, message: message + state }
}
