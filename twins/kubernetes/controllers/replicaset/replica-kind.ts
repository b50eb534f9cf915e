import type { Resource } from '../../client/api.js'
import { REPLICA_SETS, REPLICATION_CONTROLLERS } from '../resources.js'

/** A kind that keeps a number of equal pods. */
export interface ReplicaKind {
  readonly kind: string
  readonly resource: Resource
  /** The source of its events. */
  readonly component: string
}

export const REPLICA_SET_KIND: ReplicaKind = {
  kind: 'ReplicaSet',
  resource: REPLICA_SETS,
  component: 'replicaset-controller',
}

export const REPLICATION_CONTROLLER_KIND: ReplicaKind = {
  kind: 'ReplicationController',
  resource: REPLICATION_CONTROLLERS,
  component: 'replication-controller',
}
