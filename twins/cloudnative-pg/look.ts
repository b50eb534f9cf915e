import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, podReady, textAt } from '../kubernetes/index.js'
import {
  currentPrimaryOf,
  isTerminating,
  labelOf,
  nameOf,
  namespaceOf,
  ownerClusterOf,
  selectorOf,
  serialOf,
} from './cluster.js'
import { type InstanceRow, instancesOfCluster } from './instance/memory.js'
import { list } from './kube.js'
import { JOB, LABEL_POD_ROLE, LABEL_PVC_ROLE, POD, PVC } from './names.js'
import type { Operator } from './operator.js'

/** What the operator sees of a Cluster at one look. */
export interface Look {
  readonly cluster: JsonObject
  readonly operator: Operator
  /** Pods of instances, by serial; terminating ones too. */
  readonly pods: readonly JsonObject[]
  /** Volumes of instances, by serial. */
  readonly claims: readonly JsonObject[]
  /** Jobs that have not ended. */
  readonly running: readonly JsonObject[]
  readonly jobs: readonly JsonObject[]
  /** Status of the instances, by the names of their pods. */
  readonly rows: ReadonlyMap<string, InstanceRow>
}

/** cloudnative-pg v1.30.0 internal/controller/cluster_status.go (getManagedResources). */
export function* lookAt(cluster: JsonObject, operator: Operator): Proc<Look> {
  const namespace = namespaceOf(cluster)
  const selector = selectorOf(cluster)
  const owned = (object: JsonObject) => ownerClusterOf(object) === nameOf(cluster)
  const pods = (yield* list(POD, namespace, selector)).filter(
    (pod) => owned(pod) && labelOf(pod, LABEL_POD_ROLE) === 'instance',
  )
  const claims = (yield* list(PVC, namespace, selector)).filter(
    (claim) => owned(claim) && labelOf(claim, LABEL_PVC_ROLE) !== 'PG_TABLESPACE',
  )
  const jobs = (yield* list(JOB, namespace, selector)).filter(owned)
  const rows = yield* instancesOfCluster(namespace, nameOf(cluster))
  return {
    cluster,
    operator,
    pods: bySerial(pods),
    claims: bySerial(claims),
    jobs,
    running: jobs.filter((job) => !isEnded(job)),
    rows: new Map(rows.map((row) => [row.pod, row])),
  }
}

export function bySerial(objects: readonly JsonObject[]): readonly JsonObject[] {
  return [...objects].sort((a, b) => serialOf(a) - serialOf(b))
}

export function isEnded(job: JsonObject): boolean {
  return hasCondition(job, 'Complete') || hasCondition(job, 'Failed')
}

export function hasCondition(job: JsonObject, type: string): boolean {
  return arrayAt(job, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
  )
}

/** Pods that nobody is deleting. */
export function alive(look: Look): readonly JsonObject[] {
  return look.pods.filter((pod) => !isTerminating(pod))
}

/** Pods that are ready and whose instance answers. */
export function readyPods(look: Look): readonly JsonObject[] {
  return alive(look).filter((pod) => podReady(pod) && look.rows.get(nameOf(pod))?.running === true)
}

export function primaryPod(look: Look): JsonObject | undefined {
  return look.pods.find((pod) => nameOf(pod) === currentPrimaryOf(look.cluster))
}
