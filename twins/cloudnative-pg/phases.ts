/** Phases of a Cluster. cloudnative-pg v1.30.0 api/v1/cluster_types.go (Phase…). */
export const PHASE = {
  firstPrimary: 'Setting up primary',
  createReplica: 'Creating a new replica',
  waitingForInstances: 'Waiting for the instances to become active',
  healthy: 'Cluster in healthy state',
  switchover: 'Switchover in progress',
  failOver: 'Failing over',
  upgrade: 'Upgrading cluster',
  waitingForUser: 'Waiting for user action',
  inPlacePrimaryRestart: 'Primary instance is being restarted in-place',
  inPlaceDeletePrimaryRestart: 'Primary instance is being restarted without a switchover',
  applyingConfiguration: 'Applying configuration',
  onlineUpgrading: 'Online upgrade in progress',
  cannotCreateObjects: 'Unable to create required cluster objects',
  unrecoverable: 'Cluster is unrecoverable and needs manual intervention',
} as const

/** The phase of a Cluster that asks for something the twin does not have; what it is stands in `phaseReason`. */
export const NOT_MODELLED_PHASE = 'not modelled'
