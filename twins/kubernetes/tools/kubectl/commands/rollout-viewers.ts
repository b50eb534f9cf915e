import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { goQuote } from '../../../schema/go-text.js'
import { KubectlError } from '../errors.js'
import type { Mapping } from '../mappings.js'

/** What a rollout has come to. */
export interface RolloutState {
  /** Upstream's sentence, without its newline. */
  readonly text: string
  readonly done: boolean
}

const REVISION = 'deployment.kubernetes.io/revision'

/**
 * How the rollout of a kind is read. The viewer throws `KubectlError` when the rollout has failed or cannot be read;
 * a positive `revision` must be the one that runs (Deployments).
 * Source: kubectl v0.32.0 pkg/polymorphichelpers/rollout_status.go.
 */
export function statusViewer(mapping: Mapping, revision: number): (object: JsonObject) => RolloutState {
  if (mapping.group === 'apps') {
    if (mapping.kind === 'Deployment') return (object) => deploymentState(object, revision)
    if (mapping.kind === 'DaemonSet') return daemonSetState
    if (mapping.kind === 'StatefulSet') return statefulSetState
  }
  const kind = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`
  throw new KubectlError(`no status viewer has been implemented for ${kind}`)
}

/** The state of a Deployment. */
export function deploymentState(deployment: JsonObject, revision: number): RolloutState {
  const metadata = metadataOf(deployment)
  const name = goQuote(textAt(metadata, 'name'))
  if (revision > 0) checkRevision(deployment, revision)
  const status = objectAt(deployment, 'status')
  if (numberAt(metadata, 0, 'generation') > numberAt(status, 0, 'observedGeneration')) {
    return waiting('Waiting for deployment spec update to be observed...')
  }
  if (progressingReason(deployment) === 'ProgressDeadlineExceeded') {
    throw new KubectlError(`deployment ${name} exceeded its progress deadline`)
  }
  const head = `Waiting for deployment ${name} rollout to finish:`
  const wanted = valueAt(deployment, 'spec', 'replicas')
  const updated = numberAt(status, 0, 'updatedReplicas')
  const total = numberAt(status, 0, 'replicas')
  const available = numberAt(status, 0, 'availableReplicas')
  if (typeof wanted === 'number' && updated < wanted) {
    return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`)
  }
  if (total > updated) return waiting(`${head} ${total - updated} old replicas are pending termination...`)
  if (available < updated) {
    return waiting(`${head} ${available} of ${updated} updated replicas are available...`)
  }
  return { text: `deployment ${name} successfully rolled out`, done: true }
}

function checkRevision(deployment: JsonObject, wanted: number): void {
  const running = Number(textAt(objectAt(metadataOf(deployment), 'annotations'), REVISION) || '0')
  if (running !== wanted) {
    throw new KubectlError(`desired revision (${wanted}) is different from the running revision (${running})`)
  }
}

function progressingReason(deployment: JsonObject): string {
  const conditions = arrayAt(deployment, 'status', 'conditions').filter(isObject)
  return textAt(
    conditions.find((condition) => condition['type'] === 'Progressing'),
    'reason',
  )
}

function daemonSetState(daemonSet: JsonObject): RolloutState {
  requireRollingUpdate(daemonSet)
  const metadata = metadataOf(daemonSet)
  const name = goQuote(textAt(metadata, 'name'))
  const status = objectAt(daemonSet, 'status')
  if (numberAt(metadata, 0, 'generation') > numberAt(status, 0, 'observedGeneration')) {
    return waiting('Waiting for daemon set spec update to be observed...')
  }
  const desired = numberAt(status, 0, 'desiredNumberScheduled')
  const updated = numberAt(status, 0, 'updatedNumberScheduled')
  const available = numberAt(status, 0, 'numberAvailable')
  const head = `Waiting for daemon set ${name} rollout to finish:`
  if (updated < desired) return waiting(`${head} ${updated} out of ${desired} new pods have been updated...`)
  if (available < desired) return waiting(`${head} ${available} of ${desired} updated pods are available...`)
  return { text: `daemon set ${name} successfully rolled out`, done: true }
}

function statefulSetState(statefulSet: JsonObject): RolloutState {
  requireRollingUpdate(statefulSet)
  const status = objectAt(statefulSet, 'status')
  const observed = numberAt(status, 0, 'observedGeneration')
  if (observed === 0 || numberAt(metadataOf(statefulSet), 0, 'generation') > observed) {
    return waiting('Waiting for statefulset spec update to be observed...')
  }
  const replicas = valueAt(statefulSet, 'spec', 'replicas')
  const ready = numberAt(status, 0, 'readyReplicas')
  const updated = numberAt(status, 0, 'updatedReplicas')
  if (typeof replicas === 'number' && ready < replicas) {
    return waiting(`Waiting for ${replicas - ready} pods to be ready...`)
  }
  const rollingUpdate = valueAt(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate')
  if (isObject(rollingUpdate)) return partitionedState(replicas, rollingUpdate['partition'], updated)
  const updateRevision = textAt(status, 'updateRevision')
  const currentRevision = textAt(status, 'currentRevision')
  if (updateRevision !== currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${updateRevision}...`,
    )
  }
  const current = numberAt(status, 0, 'currentReplicas')
  return {
    text: `statefulset rolling update complete ${current} pods at revision ${currentRevision}...`,
    done: true,
  }
}

function partitionedState(replicas: unknown, partition: unknown, updated: number): RolloutState {
  if (typeof replicas === 'number' && typeof partition === 'number' && updated < replicas - partition) {
    const wanted = replicas - partition
    return waiting(
      `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`,
    )
  }
  return { text: `partitioned roll out complete: ${updated} new pods have been updated...`, done: true }
}

function requireRollingUpdate(workload: JsonObject): void {
  if (textAt(workload, 'spec', 'updateStrategy', 'type') === 'RollingUpdate') return
  throw new KubectlError('rollout status is only available for RollingUpdate strategy type')
}

function waiting(text: string): RolloutState {
  return { text, done: false }
}
