import type { JsonObject } from '../../kernel/json.js'
import { groupOf, metadataOf, textAt } from '../../kubernetes/index.js'
import { HOOK_FINALIZER } from '../names.js'
import { isDeleting } from '../objects.js'
import { cluster } from './cluster.js'
import { applicationSet, externalSecret, secretStore } from './custom.js'
import { type Health, health } from './status.js'
import { cronJob, ingress, job, persistentVolumeClaim, pod, service } from './workload-parts.js'
import { daemonSet, deployment, replicaSet, statefulSet } from './workloads.js'

export type { Health, HealthStatus } from './status.js'
export { isWorse } from './status.js'

/** By `group/Kind`; kinds that are not here have no health. argo-cd v3.5.1 gitops-engine/pkg/health/health.go (GetHealthCheckFunc). */
const CHECKS: Readonly<Record<string, (object: JsonObject) => Health | undefined>> = {
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/ReplicaSet': replicaSet,
  'apps/DaemonSet': daemonSet,
  'networking.k8s.io/Ingress': ingress,
  '/Service': service,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  '/Pod': pod,
  'batch/Job': job,
  'batch/CronJob': cronJob,
  'argoproj.io/ApplicationSet': applicationSet,
  'external-secrets.io/ExternalSecret': externalSecret,
  'external-secrets.io/SecretStore': secretStore,
  'external-secrets.io/ClusterSecretStore': secretStore,
  'postgresql.cnpg.io/Cluster': cluster,
}

/** What is configured for Applications: the documented check hands their own health on. */
function application(object: JsonObject): Health {
  const status = textAt(object, 'status', 'health', 'status')
  return status === ''
    ? health('Progressing', '')
    : { status: status as Health['status'], message: textAt(object, 'status', 'health', 'message') }
}

/**
 * The health of a live object, or undefined when its kind has no check. Anything that is being deleted (and is not held
 * by a hook's finalizer) is Progressing. health.go (GetResourceHealth).
 */
export function healthOf(object: JsonObject, applicationHealth = false): Health | undefined {
  const finalizers = metadataOf(object)['finalizers']
  const hook = Array.isArray(finalizers) && finalizers.includes(HOOK_FINALIZER)
  if (isDeleting(object) && !hook) return health('Progressing', 'Pending deletion')
  const key = `${groupOf(object)}/${textAt(object, 'kind')}`
  if (key === 'argoproj.io/Application') return applicationHealth ? application(object) : undefined
  return CHECKS[key]?.(object)
}
