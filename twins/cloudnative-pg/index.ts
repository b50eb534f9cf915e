import { defineComponent } from '../contract/component.js'
import type { TableSpec } from '../kernel/table.js'
import { clusterWebhook } from './admission.js'
import { backupController } from './controllers/backup.js'
import { clusterController } from './controllers/cluster.js'
import { databaseController, deletedClusters } from './controllers/database.js'
import { instanceManager } from './controllers/instance-manager.js'
import { crashedInstances, lostVolumes } from './controllers/machines.js'
import { scheduledBackupController } from './controllers/scheduled-backup.js'
import { serviceHosts } from './controllers/service-hosts.js'
import { customResourceDefinitions } from './crds/index.js'
import { operatorImage, postgresImage } from './images.js'
import { instancesPort, instancesTable } from './instance/memory.js'
import { cloudnativePgPlane } from './plane.js'
import { profile } from './versions.js'

/** CloudNativePG, releases 1.25.0 to 1.30.x. */
export const cloudnativePg = defineComponent({
  name: 'cloudnative-pg',
  optional: true,
  profiles: [profile],
  tables: [instancesTable] as unknown as readonly TableSpec<never>[],
  ports: () => [instancesPort],
  controllers: ({ profile: versions }) => [
    clusterController(versions),
    instanceManager,
    databaseController,
    deletedClusters,
    backupController,
    scheduledBackupController,
    serviceHosts,
    crashedInstances,
    lostVolumes,
  ],
  images: [operatorImage, postgresImage],
  admission: [clusterWebhook],
  manifests: customResourceDefinitions,
  planes: [cloudnativePgPlane],
})
