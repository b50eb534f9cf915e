import { isObject, type JsonObject } from '../../kernel/json.js'
import { arrayAt, textAt } from '../../kubernetes/index.js'
import { annotationOf } from '../objects.js'
import { type Health, type HealthStatus, health } from './status.js'

/** `status.phase` of CloudNativePG -> health; any other text is Unknown. */
const PHASES: Readonly<Record<string, HealthStatus>> = {
  'Cluster in healthy state': 'Healthy',
  'Setting up primary': 'Progressing',
  'Creating a new replica': 'Progressing',
  'Upgrading cluster': 'Progressing',
  'Waiting for the instances to become active': 'Progressing',
  'Promoting to primary cluster': 'Progressing',
  'Switchover in progress': 'Degraded',
  'Failing over': 'Degraded',
  'Upgrading Postgres major version': 'Degraded',
  'Cluster upgrade delayed': 'Degraded',
  'Waiting for user action': 'Degraded',
  'Primary instance is being restarted in-place': 'Degraded',
  'Primary instance is being restarted without a switchover': 'Degraded',
  'Cluster cannot execute instance online upgrade due to missing architecture binary': 'Degraded',
  'Online upgrade in progress': 'Degraded',
  'Applying configuration': 'Degraded',
  'Unable to create required cluster objects': 'Suspended',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'Suspended',
  'Cluster has incomplete or invalid image catalog': 'Suspended',
  'Cluster is unrecoverable and needs manual intervention': 'Suspended',
}

/**
 * argo-cd v3.5.1 resource_customizations/postgresql.cnpg.io/Cluster/health.lua. Without a status the script fails, which
 * counts as Unknown.
 */
export function cluster(object: JsonObject): Health {
  if (annotationOf(object, 'cnpg.io/reconciliationLoop') === 'disabled') {
    return health('Suspended', 'Cluster reconciliation is suspended')
  }
  const { status } = object
  if (!isObject(status))
    return health('Unknown', "attempt to index a non-table object(nil) with key 'phaseReason'")
  const reason = textAt(status, 'phaseReason')
  if (status['conditions'] === undefined) return health('Progressing', reason)
  const hibernation = arrayAt(status, 'conditions').find(
    (each) => textAt(each, 'type') === 'cnpg.io/hibernation',
  )
  if (hibernation !== undefined) {
    const asleep = textAt(hibernation, 'status') === 'True'
    return health(asleep ? 'Suspended' : 'Degraded', textAt(hibernation, 'message'))
  }
  return health(PHASES[textAt(status, 'phase')] ?? 'Unknown', reason)
}
