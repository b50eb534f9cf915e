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
