import type { Resource } from '../client/api.js'

/** Resources the built-in controllers work on. */
export const PODS: Resource = { group: '', version: 'v1', resource: 'pods' }
export const NODES: Resource = { group: '', version: 'v1', resource: 'nodes' }
export const NAMESPACES: Resource = { group: '', version: 'v1', resource: 'namespaces' }
export const SECRETS: Resource = { group: '', version: 'v1', resource: 'secrets' }
export const CONFIG_MAPS: Resource = { group: '', version: 'v1', resource: 'configmaps' }
export const PERSISTENT_VOLUME_CLAIMS: Resource = {
  group: '',
  version: 'v1',
  resource: 'persistentvolumeclaims',
}
export const DEPLOYMENTS: Resource = { group: 'apps', version: 'v1', resource: 'deployments' }
export const REPLICA_SETS: Resource = { group: 'apps', version: 'v1', resource: 'replicasets' }
export const REPLICATION_CONTROLLERS: Resource = {
  group: '',
  version: 'v1',
  resource: 'replicationcontrollers',
}
export const STATEFUL_SETS: Resource = { group: 'apps', version: 'v1', resource: 'statefulsets' }
export const DAEMON_SETS: Resource = { group: 'apps', version: 'v1', resource: 'daemonsets' }
export const CONTROLLER_REVISIONS: Resource = {
  group: 'apps',
  version: 'v1',
  resource: 'controllerrevisions',
}
export const POD_DISRUPTION_BUDGETS: Resource = {
  group: 'policy',
  version: 'v1',
  resource: 'poddisruptionbudgets',
}
export const JOBS: Resource = { group: 'batch', version: 'v1', resource: 'jobs' }
export const CRON_JOBS: Resource = { group: 'batch', version: 'v1', resource: 'cronjobs' }
export const SERVICES: Resource = { group: '', version: 'v1', resource: 'services' }
export const ENDPOINTS: Resource = { group: '', version: 'v1', resource: 'endpoints' }
export const ENDPOINT_SLICES: Resource = {
  group: 'discovery.k8s.io',
  version: 'v1',
  resource: 'endpointslices',
}
export const SERVICE_ACCOUNTS: Resource = { group: '', version: 'v1', resource: 'serviceaccounts' }
export const PERSISTENT_VOLUMES: Resource = { group: '', version: 'v1', resource: 'persistentvolumes' }
export const STORAGE_CLASSES: Resource = {
  group: 'storage.k8s.io',
  version: 'v1',
  resource: 'storageclasses',
}
