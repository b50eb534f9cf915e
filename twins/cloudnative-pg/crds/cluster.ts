import type { JsonObject } from '../../kernel/json.js'
import { CLUSTER } from '../names.js'
import {
  ANYTHING,
  ANYTHINGS,
  choice,
  column,
  crd,
  FLAG,
  list,
  object,
  PRESENCE,
  REFERENCE,
  STRING_MAP,
  TEXT,
  TEXTS,
  WHOLE,
} from './schema.js'

/**
 * The Cluster CRD: fields the twin reads with their types and defaults, others are kept unchecked.
 * cloudnative-pg v1.28.1 config/crd/bases/postgresql.cnpg.io_clusters.yaml.
 */
export function clusterCrd(): JsonObject {
  const columns = [
    column('Age', '.metadata.creationTimestamp', 'date'),
    column('Instances', '.status.instances', 'integer'),
    column('Ready', '.status.readyInstances', 'integer'),
    column('Status', '.status.phase'),
    column('Primary', '.status.currentPrimary'),
  ]
  const scale = { specReplicasPath: '.spec.instances', statusReplicasPath: '.status.instances' }
  return crd(CLUSTER, columns, object(specProperties(), { required: ['instances'] }), { scale })
}

function specProperties(): JsonObject {
  return {
    instances: { ...WHOLE, default: 1, minimum: 1 },
    imageName: TEXT,
    startDelay: { ...WHOLE, format: 'int32', default: 3600 },
    stopDelay: { ...WHOLE, format: 'int32', default: 1800 },
    smartShutdownTimeout: { ...WHOLE, format: 'int32', default: 180 },
    switchoverDelay: { ...WHOLE, format: 'int32', default: 3600 },
    failoverDelay: { ...WHOLE, format: 'int32', default: 0 },
    minSyncReplicas: { ...WHOLE, default: 0, minimum: 0 },
    maxSyncReplicas: { ...WHOLE, default: 0, minimum: 0 },
    postgresUID: { ...WHOLE, format: 'int64', default: 26 },
    postgresGID: { ...WHOLE, format: 'int64', default: 26 },
    enablePDB: { ...FLAG, default: true },
    enableSuperuserAccess: { ...FLAG, default: false },
    logLevel: choice(['error', 'warning', 'info', 'debug', 'trace'], 'info'),
    primaryUpdateMethod: choice(['switchover', 'restart'], 'restart'),
    primaryUpdateStrategy: choice(['unsupervised', 'supervised'], 'unsupervised'),
    superuserSecret: REFERENCE,
    bootstrap: bootstrap(),
    storage: storage(),
    postgresql: object({
      parameters: STRING_MAP,
      pg_hba: TEXTS,
      pg_ident: TEXTS,
      shared_preload_libraries: TEXTS,
    }),
    managed: object({ roles: list(role()), services: ANYTHING }),
    backup: object({
      target: choice(['primary', 'prefer-standby'], 'prefer-standby'),
      retentionPolicy: { ...TEXT, pattern: '^[1-9][0-9]*[dwm]$' },
      barmanObjectStore: object(
        { destinationPath: { ...TEXT, minLength: 1 } },
        { required: ['destinationPath'] },
      ),
      volumeSnapshot: ANYTHING,
    }),
    replicationSlots: { ...ANYTHING, default: { highAvailability: { enabled: true } } },
    resources: ANYTHING,
    affinity: object({ nodeSelector: STRING_MAP, tolerations: ANYTHINGS }),
    env: ANYTHINGS,
    externalClusters: list(object({ name: TEXT }, { required: ['name'] })),
    inheritedMetadata: object({ labels: STRING_MAP, annotations: STRING_MAP }),
    priorityClassName: TEXT,
    imagePullPolicy: TEXT,
    schedulerName: TEXT,
  }
}

function bootstrap(): JsonObject {
  const application = { database: TEXT, owner: TEXT, secret: REFERENCE }
  return object({
    initdb: object({
      ...application,
      encoding: TEXT,
      localeCollate: TEXT,
      localeCType: TEXT,
      postInitSQL: TEXTS,
      postInitTemplateSQL: TEXTS,
      postInitApplicationSQL: TEXTS,
    }),
    recovery: object({
      ...application,
      backup: REFERENCE,
      source: TEXT,
      recoveryTarget: object({
        targetTime: TEXT,
        targetName: TEXT,
        targetLSN: TEXT,
        targetXID: TEXT,
        targetImmediate: FLAG,
        backupID: TEXT,
      }),
    }),
  })
}

function storage(): JsonObject {
  return object({ size: TEXT, storageClass: TEXT, resizeInUseVolumes: { ...FLAG, default: true } })
}

function role(): JsonObject {
  return object(
    {
      name: TEXT,
      ensure: PRESENCE,
      comment: TEXT,
      passwordSecret: REFERENCE,
      disablePassword: FLAG,
      connectionLimit: { ...WHOLE, format: 'int64', default: -1 },
      inherit: { ...FLAG, default: true },
      login: FLAG,
      superuser: FLAG,
      createdb: FLAG,
      createrole: FLAG,
      replication: FLAG,
      bypassrls: FLAG,
      inRoles: TEXTS,
      validUntil: { ...TEXT, format: 'date-time' },
    },
    { required: ['name'] },
  )
}
