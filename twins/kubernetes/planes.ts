import type { Difference, Plane } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import { arrayAt, listObjects, metadataOf, numberAt, OBJECTS, objectAt, textAt } from './client/objects.js'
import { conditionStatus, findCondition, podReady, subjectOf, waitingReason } from './client/views.js'

/**
 * Workloads have converged: every Deployment, StatefulSet and DaemonSet has observed its newest generation and all its
 * pods are updated and available, no Job has failed, and every pod is ready, has succeeded, or was a failed attempt of a Job.
 */
const workloads: Plane = {
  name: 'workloads',
  inspect: (view) => {
    const deployments = listObjects(view, 'apps', 'deployments')
    const statefulSets = listObjects(view, 'apps', 'statefulsets')
    const daemonSets = listObjects(view, 'apps', 'daemonsets')
    const jobs = listObjects(view, 'batch', 'jobs')
    const pods = listObjects(view, '', 'pods')
    const differences = [
      ...deployments.flatMap(unconverged),
      ...statefulSets.flatMap(unconvergedSet),
      ...daemonSets.flatMap(unconvergedDaemons),
      ...jobs.flatMap(failed),
      ...pods.flatMap(unready),
    ]
    const counted = [deployments, statefulSets, daemonSets, jobs, pods]
    return { compared: counted.reduce((sum, objects) => sum + objects.length, 0), differences }
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
  if (!isObserved(deployment)) return [unobserved(deployment)]
  if (updated === wanted && available === wanted && total === wanted) return []
  return [difference(deployment, `${available} of ${wanted} replicas are available, ${updated} are updated`)]
}

/** Pods below the partition keep their revision on purpose, and with OnDelete all of them do. */
function unconvergedSet(set: JsonObject): readonly Difference[] {
  const wanted = numberAt(set, 1, 'spec', 'replicas')
  const [updated, available, total] = ['updatedReplicas', 'availableReplicas', 'replicas'].map((field) =>
    numberAt(set, 0, 'status', field),
  ) as [number, number, number]
  if (!isObserved(set)) return [unobserved(set)]
  const strategy = objectAt(set, 'spec', 'updateStrategy')
  const kept = strategy['type'] === 'OnDelete' ? wanted : numberAt(strategy, 0, 'rollingUpdate', 'partition')
  if (updated >= wanted - kept && available === wanted && total === wanted) return []
  return [difference(set, `${available} of ${wanted} replicas are available, ${updated} are updated`)]
}

function unconvergedDaemons(set: JsonObject): readonly Difference[] {
  const [wanted, updated, available] = [
    'desiredNumberScheduled',
    'updatedNumberScheduled',
    'numberAvailable',
  ].map((field) => numberAt(set, 0, 'status', field)) as [number, number, number]
  if (!isObserved(set)) return [unobserved(set)]
  const replaced = textAt(set, 'spec', 'updateStrategy', 'type') === 'OnDelete' || updated === wanted
  if (replaced && available === wanted) return []
  return [difference(set, `${available} of ${wanted} pods are available, ${updated} are updated`)]
}

function isObserved(object: JsonObject): boolean {
  return numberAt(object, 0, 'status', 'observedGeneration') === numberAt(object, 0, 'metadata', 'generation')
}

function unobserved(object: JsonObject): Difference {
  return difference(object, 'its newest generation was not observed')
}

/** A Job that has given up, with why. */
function failed(job: JsonObject): readonly Difference[] {
  const condition = findCondition(job, 'Failed')
  if (textAt(condition, 'status') !== 'True') return []
  return [difference(job, `has failed: ${textAt(condition, 'message') || textAt(condition, 'reason')}`)]
}

function unready(pod: JsonObject): readonly Difference[] {
  const phase = textAt(pod, 'status', 'phase')
  if (podReady(pod) || phase === 'Succeeded') return []
  const ofJob = arrayAt(metadataOf(pod), 'ownerReferences').some((owner) => textAt(owner, 'kind') === 'Job')
  if (phase === 'Failed' && ofJob) return []
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
