import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, groupOf, metadataOf, numberAt, objectAt, textAt, valueAt } from '../../kubernetes/index.js'

/** How an object stands, in the words of Helm 4's messages. */
export interface ObjectStatus {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown'
  readonly message: string
}

type Rule = (object: JsonObject) => ObjectStatus

const current = (message: string): ObjectStatus => ({ status: 'Current', message })
const inProgress = (message: string): ObjectStatus => ({ status: 'InProgress', message })
const failed = (message: string): ObjectStatus => ({ status: 'Failed', message })

/**
 * The status of an object as kstatus computes it, which `helm --wait` of Helm 4 asks: fluxcd/cli-utils v0.37.2-flux.1
 * pkg/kstatus/status/status.go (Compute), generic.go. Kinds without a rule are current, unless they carry a condition
 * `Ready` that is not true.
 */
export function computeStatus(object: JsonObject): ObjectStatus {
  const generic = genericStatus(object)
  if (generic !== undefined) return generic
  const rule = RULES[ruleKey(object)]
  return rule === undefined ? readyCondition(object) : rule(object)
}

/** A Job is done when it has completed, not when it has started. Helm v4.1.4 internal/statusreaders/job_status_reader.go. */
export function completedJobStatus(job: JsonObject): ObjectStatus {
  return finishedJob(job) ?? inProgress('Job in progress')
}

/** A Pod is done when it has succeeded. Helm v4.1.4 internal/statusreaders/pod_status_reader.go. */
export function completedPodStatus(pod: JsonObject): ObjectStatus {
  const name = textAt(pod, 'metadata', 'name')
  const phase = textAt(pod, 'status', 'phase')
  if (phase === 'Succeeded') return current(`pod ${name} succeeded`)
  return phase === 'Failed' ? failed(`pod ${name} failed`) : inProgress('Pod in progress')
}

/** A pod for which a failed status does not count against its controller. cli-utils statusreaders/pod_controller.go. */
export function isTransient(pod: JsonObject): boolean {
  if (metadataOf(pod)['deletionTimestamp'] !== undefined) return true
  return conditionsOf(pod).some(isUnschedulable)
}

function ruleKey(object: JsonObject): string {
  const group = groupOf(object)
  const kind = textAt(object, 'kind')
  return group === '' ? kind : `${group}/${kind}`
}

function genericStatus(object: JsonObject): ObjectStatus | undefined {
  const metadata = metadataOf(object)
  if (metadata['deletionTimestamp'] !== undefined) {
    return { status: 'Terminating', message: 'Resource scheduled for deletion' }
  }
  const { generation } = metadata
  const observed = valueAt(object, 'status', 'observedGeneration')
  if (typeof generation === 'number' && typeof observed === 'number' && observed !== generation) {
    const kind = textAt(object, 'kind')
    return inProgress(`${kind} generation is ${generation}, but latest observed generation is ${observed}`)
  }
  for (const condition of conditionsOf(object)) {
    if (condition['status'] !== 'True') continue
    if (condition['type'] === 'Reconciling') return inProgress(textAt(condition, 'message'))
    if (condition['type'] === 'Stalled') return failed(textAt(condition, 'message'))
  }
  return undefined
}

function readyCondition(object: JsonObject): ObjectStatus {
  const ready = conditionsOf(object).find(({ type }) => type === 'Ready')
  if (ready === undefined) return current('Resource is current')
  return ready['status'] === 'True' ? current('Resource is Ready') : inProgress(textAt(ready, 'message'))
}

function conditionsOf(object: JsonObject): readonly JsonObject[] {
  return arrayAt(object, 'status', 'conditions') as readonly JsonObject[]
}

const RULES: Readonly<Record<string, Rule>> = {
  Service: service,
  Pod: pod,
  Secret: alwaysReady,
  PersistentVolumeClaim: claim,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/Deployment': deployment,
  'apps/ReplicaSet': replicaSet,
  'policy/PodDisruptionBudget': () => current('AllowedDisruptions has been computed.'),
  'batch/CronJob': alwaysReady,
  ConfigMap: alwaysReady,
  'batch/Job': job,
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
}

function alwaysReady(): ObjectStatus {
  return current('Resource is always ready')
}

function service({ spec = {} }: JsonObject): ObjectStatus {
  const isPending = textAt(spec, 'type') === 'LoadBalancer' && textAt(spec, 'clusterIP') === ''
  return isPending ? inProgress('ClusterIP not set. Service type: LoadBalancer') : current('Service is ready')
}

function claim(object: JsonObject): ObjectStatus {
  const phase = textAt(object, 'status', 'phase') || 'unknown'
  return phase === 'Bound' ? current('PVC is Bound') : inProgress(`PVC is not Bound. phase: ${phase}`)
}

/** The counters of a status, 0 when absent. */
function counters(object: JsonObject) {
  const status = objectAt(object, 'status')
  return {
    wanted: numberAt(object, 1, 'spec', 'replicas'),
    replicas: numberAt(status, 0, 'replicas'),
    ready: numberAt(status, 0, 'readyReplicas'),
    current: numberAt(status, 0, 'currentReplicas'),
    updated: numberAt(status, 0, 'updatedReplicas'),
    available: numberAt(status, 0, 'availableReplicas'),
    labelled: numberAt(status, 0, 'fullyLabeledReplicas'),
  }
}

function statefulSet(object: JsonObject): ObjectStatus {
  const strategy = objectAt(object, 'spec', 'updateStrategy')
  if (strategy['type'] === 'OnDelete') return current('StatefulSet is using the ondelete update strategy')
  const { wanted, replicas, ready, updated, current: now } = counters(object)
  const partition = numberAt(strategy, -1, 'rollingUpdate', 'partition')
  if (wanted > replicas) return inProgress(`Replicas: ${replicas}/${wanted}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`)
  if (partition !== -1) {
    return updated < wanted - partition
      ? inProgress(`updated: ${updated}/${wanted - partition}`)
      : current(`Partition rollout complete. updated: ${updated}`)
  }
  if (wanted > now) return inProgress(`current: ${now}/${wanted}`)
  const status = objectAt(object, 'status')
  if (textAt(status, 'currentRevision') !== textAt(status, 'updateRevision')) {
    return inProgress('Waiting for updated revision to match current')
  }
  return current(`All replicas scheduled as expected. Replicas: ${replicas}`)
}

function deployment(object: JsonObject): ObjectStatus {
  const conditions = conditionsOf(object)
  const progressing = conditions.find(({ type }) => type === 'Progressing')
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded') return failed('Progress deadline exceeded')
  const { wanted, replicas, updated, available, ready } = counters(object)
  if (wanted > replicas) return inProgress(`Replicas: ${replicas}/${wanted}`)
  if (wanted > updated) return inProgress(`Updated: ${updated}/${wanted}`)
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`)
  if (updated > available) return inProgress(`Available: ${available}/${updated}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  const hasDeadline = typeof valueAt(object, 'spec', 'progressDeadlineSeconds') === 'number'
  const isRolledOut = progressing?.['status'] === 'True' && progressing['reason'] === 'NewReplicaSetAvailable'
  if (hasDeadline && !isRolledOut) return inProgress('ReplicaSet not Available')
  const isAvailable = conditions.some(({ type, status }) => type === 'Available' && status === 'True')
  return isAvailable
    ? current(`Deployment is available. Replicas: ${replicas}`)
    : inProgress('Deployment not Available')
}

function replicaSet(object: JsonObject): ObjectStatus {
  if (conditionsOf(object).some(({ type, status }) => type === 'ReplicaFailure' && status === 'True')) {
    return inProgress('Replica Failure condition. Check Pods')
  }
  const { wanted, replicas, labelled, available, ready } = counters(object)
  if (wanted > labelled) return inProgress(`Labelled: ${labelled}/${wanted}`)
  if (wanted > available) return inProgress(`Available: ${available}/${wanted}`)
  if (wanted > ready) return inProgress(`Ready: ${ready}/${wanted}`)
  if (replicas > wanted) return inProgress(`Pending termination: ${replicas - wanted}`)
  return current(`ReplicaSet is available. Replicas: ${replicas}`)
}

function daemonSet(object: JsonObject): ObjectStatus {
  const status = objectAt(object, 'status')
  if (status['observedGeneration'] === undefined) {
    return inProgress('DaemonSet status.observedGeneration not found')
  }
  const desired = numberAt(status, -1, 'desiredNumberScheduled')
  if (desired === -1) return inProgress('Missing .status.desiredNumberScheduled')
  for (const [word, field] of DAEMON_COUNTERS) {
    const count = numberAt(status, 0, field)
    if (desired > count) return inProgress(`${word}: ${count}/${desired}`)
  }
  return current(`All replicas scheduled as expected. Replicas: ${desired}`)
}

const DAEMON_COUNTERS: readonly (readonly [string, string])[] = [
  ['Current', 'currentNumberScheduled'],
  ['Updated', 'updatedNumberScheduled'],
  ['Available', 'numberAvailable'],
  ['Ready', 'numberReady'],
]

/** A pod that cannot be scheduled fails after 15 s upstream; here it is in progress as long as it is waited for. */
function pod(object: JsonObject): ObjectStatus {
  const phase = textAt(object, 'status', 'phase')
  if (phase === 'Succeeded') return current('Pod has completed successfully')
  if (phase === 'Failed') return current('Pod has completed, but not successfully')
  if (phase === 'Pending') {
    const waits = conditionsOf(object).some(isUnschedulable)
    return inProgress(waits ? 'Pod has not been scheduled' : 'Pod is in the Pending phase')
  }
  if (phase !== 'Running') return inProgress('Pod phase not available')
  if (conditionsOf(object).some(({ type, status }) => type === 'Ready' && status === 'True')) {
    return current('Pod is Ready')
  }
  const crashing = arrayAt(object, 'status', 'containerStatuses')
    .filter((container) => textAt(container, 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
    .map((container) => textAt(container, 'name'))
  return crashing.length === 0
    ? inProgress('Pod is running but is not Ready')
    : failed(`Containers in CrashLoop state: ${crashing.join(',')}`)
}

function isUnschedulable({ type, status, reason }: JsonObject): boolean {
  return type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable'
}

function job(object: JsonObject): ObjectStatus {
  const finished = finishedJob(object)
  if (finished !== undefined) return finished
  const status = objectAt(object, 'status')
  if (textAt(status, 'startTime') === '') return inProgress('Job not started')
  const [succeeded, active] = [numberAt(status, 0, 'succeeded'), numberAt(status, 0, 'active')]
  const count = numberAt(status, 0, 'failed')
  return current(`Job in progress. success:${succeeded}, active: ${active}, failed: ${count}`)
}

function finishedJob(object: JsonObject): ObjectStatus | undefined {
  const completions = numberAt(object, numberAt(object, 1, 'spec', 'parallelism'), 'spec', 'completions')
  for (const { type, status } of conditionsOf(object)) {
    if (status !== 'True') continue
    if (type === 'Complete') {
      return current(`Job Completed. succeeded: ${numberAt(object, 0, 'status', 'succeeded')}/${completions}`)
    }
    if (type === 'Failed') {
      return failed(`Job Failed. failed: ${numberAt(object, 0, 'status', 'failed')}/${completions}`)
    }
  }
  return undefined
}

function definition(object: JsonObject): ObjectStatus {
  for (const condition of conditionsOf(object)) {
    const { type, status, reason } = condition
    if (type === 'NamesAccepted' && status === 'False') return failed(textAt(condition, 'message'))
    if (type !== 'Established') continue
    if (status === 'False' && reason !== 'Installing') return failed(textAt(condition, 'message'))
    if (status === 'True') return current('CRD is established')
  }
  return inProgress('Install in progress')
}
