/** API group of all kinds. cloudnative-pg v1.30.0 api/v1/groupversion_info.go. */
export const GROUP = 'postgresql.cnpg.io'
/** The version of all kinds. */
export const VERSION = 'v1'

/** The names a kind has in URLs and messages. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
}

const own = (resource: string, kind: string): Kind => ({ group: GROUP, version: VERSION, resource, kind })
const core = (resource: string, kind: string, group = ''): Kind => ({ group, version: 'v1', resource, kind })

export const CLUSTER = own('clusters', 'Cluster')
export const DATABASE = own('databases', 'Database')
export const BACKUP = own('backups', 'Backup')
export const SCHEDULED_BACKUP = own('scheduledbackups', 'ScheduledBackup')

export const NODE = core('nodes', 'Node')
export const POD = core('pods', 'Pod')
export const PVC = core('persistentvolumeclaims', 'PersistentVolumeClaim')
export const SECRET = core('secrets', 'Secret')
export const SERVICE = core('services', 'Service')
export const ENDPOINTS = core('endpoints', 'Endpoints')
export const SERVICE_ACCOUNT = core('serviceaccounts', 'ServiceAccount')
export const JOB = core('jobs', 'Job', 'batch')
export const PDB = core('poddisruptionbudgets', 'PodDisruptionBudget', 'policy')
export const ROLE = core('roles', 'Role', 'rbac.authorization.k8s.io')
export const ROLE_BINDING = core('rolebindings', 'RoleBinding', 'rbac.authorization.k8s.io')
export const DEPLOYMENT = core('deployments', 'Deployment', 'apps')

/** Labels and annotations. cloudnative-pg v1.30.0 pkg/utils/labels_annotations.go. */
export const LABEL_CLUSTER = 'cnpg.io/cluster'
export const LABEL_INSTANCE = 'cnpg.io/instanceName'
export const LABEL_INSTANCE_ROLE = 'cnpg.io/instanceRole'
export const LABEL_ROLE = 'role'
export const LABEL_POD_ROLE = 'cnpg.io/podRole'
export const LABEL_JOB_ROLE = 'cnpg.io/jobRole'
export const LABEL_PVC_ROLE = 'cnpg.io/pvcRole'
export const LABEL_RELOAD = 'cnpg.io/reload'
export const LABEL_USER_TYPE = 'cnpg.io/userType'
export const LABEL_SCHEDULED_BACKUP = 'cnpg.io/scheduled-backup'
export const LABEL_IMMEDIATE_BACKUP = 'cnpg.io/immediateBackup'
export const LABEL_MANAGED_BY = 'app.kubernetes.io/managed-by'
export const MANAGER = 'cloudnative-pg'
export const ANNOTATION_SERIAL = 'cnpg.io/nodeSerial'
export const ANNOTATION_PVC_STATUS = 'cnpg.io/pvcStatus'
export const ANNOTATION_POD_SPEC = 'cnpg.io/podSpec'
export const ANNOTATION_RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'
export const ANNOTATION_FENCED = 'cnpg.io/fencedInstances'
export const ANNOTATION_HIBERNATION = 'cnpg.io/hibernation'
export const ANNOTATION_RECONCILIATION = 'cnpg.io/reconciliationLoop'
export const ANNOTATION_POD_SPEC_RECONCILIATION = 'cnpg.io/reconcilePodSpec'

/** cloudnative-pg v1.30.0 pkg/utils/finalizers.go. */
export const DATABASE_FINALIZER = 'cnpg.io/deleteDatabase'
