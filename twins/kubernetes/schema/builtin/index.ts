import type { ConvertedVersion, ResourceKind } from '../resource-kind.js'
import { configMap } from './config-map.js'
import { controllerRevision } from './controller-revision.js'
import { cronJob } from './cron-job.js'
import { customResourceDefinition } from './custom-resource-definition.js'
import { daemonSet } from './daemon-set.js'
import { deployment } from './deployment.js'
import { endpointSlice } from './endpoint-slice.js'
import { endpoints } from './endpoints.js'
import { event } from './event.js'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.js'
import { horizontalPodAutoscalerV1 } from './horizontal-pod-autoscaler-v1.js'
import { ingress } from './ingress.js'
import { ingressClass } from './ingress-class.js'
import { job } from './job.js'
import { lease } from './lease.js'
import { limitRange } from './limit-range.js'
import { namespace } from './namespace.js'
import { networkPolicy } from './network-policy.js'
import { node } from './node.js'
import { persistentVolume } from './persistent-volume.js'
import { persistentVolumeClaim } from './persistent-volume-claim.js'
import { pod } from './pod.js'
import { podDisruptionBudget } from './pod-disruption-budget.js'
import { priorityClass } from './priority-class.js'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.js'
import { replicaSet } from './replica-set.js'
import { replicationController } from './replication-controller.js'
import { resourceQuota } from './resource-quota.js'
import { runtimeClass } from './runtime-class.js'
import { secret } from './secret.js'
import { service } from './service.js'
import { serviceAccount } from './service-account.js'
import { statefulSet } from './stateful-set.js'
import { storageClass } from './storage-class.js'
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configuration.js'

/** The built-in kinds the API server serves, each in the version that is stored. A new kind is one file and one line. */
export const builtinKinds: readonly ResourceKind[] = Object.freeze([
  configMap,
  endpoints,
  event,
  limitRange,
  namespace,
  node,
  persistentVolume,
  persistentVolumeClaim,
  pod,
  replicationController,
  resourceQuota,
  secret,
  service,
  serviceAccount,
  controllerRevision,
  daemonSet,
  deployment,
  replicaSet,
  statefulSet,
  horizontalPodAutoscaler,
  cronJob,
  job,
  lease,
  endpointSlice,
  ingress,
  ingressClass,
  networkPolicy,
  runtimeClass,
  podDisruptionBudget,
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  priorityClass,
  storageClass,
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
  customResourceDefinition,
])

/** Other versions in which built-in kinds are served. */
export const convertedVersions: readonly ConvertedVersion[] = Object.freeze([horizontalPodAutoscalerV1])

/** The built-in kind of a group, if it is served. */
export function builtinKind(group: string, kind: string): ResourceKind | undefined {
  return builtinKinds.find((candidate) => candidate.group === group && candidate.kind === kind)
}
