/** API group of ExternalSecrets and stores. external-secrets v2.9.0 apis/externalsecrets/v1/register.go. */
export const GROUP = 'external-secrets.io'
/** API group of generators. */
export const GENERATORS_GROUP = 'generators.external-secrets.io'

/** The names a kind has in URLs and messages. */
export interface Kind {
  readonly group: string
  readonly resource: string
  readonly kind: string
}

export const EXTERNAL_SECRET: Kind = { group: GROUP, resource: 'externalsecrets', kind: 'ExternalSecret' }
export const SECRET_STORE: Kind = { group: GROUP, resource: 'secretstores', kind: 'SecretStore' }
export const CLUSTER_SECRET_STORE: Kind = {
  group: GROUP,
  resource: 'clustersecretstores',
  kind: 'ClusterSecretStore',
}
export const PASSWORD: Kind = { group: GENERATORS_GROUP, resource: 'passwords', kind: 'Password' }
export const SECRET: Kind = { group: '', resource: 'secrets', kind: 'Secret' }
export const CONFIG_MAP: Kind = { group: '', resource: 'configmaps', kind: 'ConfigMap' }

/** Labels and annotations on target Secrets. external-secrets v2.9.0 apis/externalsecrets/v1/externalsecret_types.go. */
export const LABEL_MANAGED = 'reconcile.external-secrets.io/managed'
export const LABEL_MANAGED_VALUE = 'true'
export const LABEL_OWNER = 'reconcile.external-secrets.io/created-by'
export const ANNOTATION_DATA_HASH = 'reconcile.external-secrets.io/data-hash'

/** external-secrets v2.9.0 pkg/controllers/externalsecret/externalsecret_controller.go (ExternalSecretFinalizer). */
export const FINALIZER = 'externalsecrets.external-secrets.io/externalsecret-cleanup'

/** The operator's user agent: the manager of fields it writes without naming one. */
export const USER_AGENT = 'external-secrets'
