import type { ResourceKind } from '../resource-kind.js'
import { configMap } from './config-map.js'
import { controllerRevision } from './controller-revision.js'
import { cronJob } from './cron-job.js'
import { customResourceDefinition } from './custom-resource-definition.js'
import { daemonSet } from './daemon-set.js'
import { deployment } from './deployment.js'
import { endpointSlice } from './endpoint-slice.js'
import { endpoints } from './endpoints.js'
import { event } from './event.js'
import { ingress } from './ingress.js'
import { job } from './job.js'
import { lease } from './lease.js'
import { namespace } from './namespace.js'
import { node } from './node.js'
import { persistentVolume } from './persistent-volume.js'
import { persistentVolumeClaim } from './persistent-volume-claim.js'
import { pod } from './pod.js'
import { podDisruptionBudget } from './pod-disruption-budget.js'
import { priorityClass } from './priority-class.js'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.js'
import { replicaSet } from './replica-set.js'
import { secret } from './secret.js'
import { service } from './service.js'
import { serviceAccount } from './service-account.js'
import { statefulSet } from './stateful-set.js'
import { storageClass } from './storage-class.js'

/** The built-in kinds the API server serves, all of version v1. A new kind is one file and one line. */
export const builtinKinds: readonly ResourceKind[] = Object.freeze([
  configMap,
  endpoints,
  event,
  namespace,
  node,
  persistentVolume,
  persistentVolumeClaim,
  pod,
  secret,
  service,
  serviceAccount,
  controllerRevision,
  daemonSet,
  deployment,
  replicaSet,
  statefulSet,
  cronJob,
  job,
  lease,
  endpointSlice,
  ingress,
  podDisruptionBudget,
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  priorityClass,
  storageClass,
  customResourceDefinition,
])

/** The built-in kind of a group, if it is served. */
export function builtinKind(group: string, kind: string): ResourceKind | undefined {
  return builtinKinds.find((candidate) => candidate.group === group && candidate.kind === kind)
}
