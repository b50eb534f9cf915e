import type { JsonObject } from '../../kernel/json.js'
import { CLUSTER_SECRET_STORE, type Kind, SECRET_STORE } from '../names.js'
import type { Version } from '../versions.js'
import { CONDITIONS, choice, column, crd, list, object, STRING_MAP, TEXT, TEXTS } from './schema.js'
import { servedVersions } from './served-versions.js'

/**
 * The SecretStore CRD: providers aws and fake with their fields, others unchecked.
 * external-secrets v2.9.0 config/crds/bases/external-secrets.io_secretstores.yaml.
 */
export function secretStoreCrd(version: Version): JsonObject {
  return storeCrd(SECRET_STORE, 'ss', 'Namespaced', version)
}

/** external-secrets v2.9.0 config/crds/bases/external-secrets.io_clustersecretstores.yaml. */
export function clusterSecretStoreCrd(version: Version): JsonObject {
  return storeCrd(CLUSTER_SECRET_STORE, 'css', 'Cluster', version)
}

function storeCrd(
  kind: Kind,
  shortName: string,
  scope: 'Namespaced' | 'Cluster',
  version: Version,
): JsonObject {
  const ready = '.status.conditions[?(@.type=="Ready")]'
  const columns = [
    column('AGE', '.metadata.creationTimestamp', 'date'),
    column('Status', `${ready}.reason`),
    column('Capabilities', '.status.capabilities'),
    column('Ready', `${ready}.status`),
  ]
  const properties = {
    spec: object(
      {
        controller: TEXT,
        refreshInterval: {
          'x-kubernetes-int-or-string': true,
          anyOf: [{ type: 'integer' }, { type: 'string' }],
        },
        retrySettings: object({ maxRetries: { type: 'integer', format: 'int32' }, retryInterval: TEXT }),
        conditions: list(conditionSchema()),
        provider: providerSchema(),
      },
      { required: ['provider'] },
    ),
    status: object({ capabilities: TEXT, conditions: CONDITIONS }),
  }
  const versions = servedVersions(version).map((served) => ({ ...served, columns, properties }))
  return crd(kind, [shortName], scope, versions)
}

/** Which namespaces may use a ClusterSecretStore. */
function conditionSchema(): JsonObject {
  const expression = object({ key: TEXT, operator: TEXT, values: TEXTS }, { required: ['key', 'operator'] })
  return object({
    namespaceSelector: object(
      { matchLabels: STRING_MAP, matchExpressions: list(expression) },
      { 'x-kubernetes-map-type': 'atomic' },
    ),
    namespaces: TEXTS,
    namespaceRegexes: TEXTS,
  })
}

function providerSchema(): JsonObject {
  const more = { minProperties: 1, maxProperties: 1, 'x-kubernetes-preserve-unknown-fields': true }
  return object({ aws: awsSchema(), fake: fakeSchema() }, more)
}

function awsSchema(): JsonObject {
  const account = object({ name: TEXT, namespace: TEXT, audiences: TEXTS }, { required: ['name'] })
  const key = object({ name: TEXT, namespace: TEXT, key: TEXT })
  const secretRef = object({
    accessKeyIDSecretRef: key,
    secretAccessKeySecretRef: key,
    sessionTokenSecretRef: key,
  })
  return object(
    {
      auth: object({ jwt: object({ serviceAccountRef: account }), secretRef }),
      region: TEXT,
      service: choice(['SecretsManager', 'ParameterStore', 'CertificateManager']),
      prefix: TEXT,
      role: TEXT,
      additionalRoles: TEXTS,
      externalID: TEXT,
      secretsManager: object({
        forceDeleteWithoutRecovery: { type: 'boolean' },
        recoveryWindowInDays: { type: 'integer', format: 'int64' },
      }),
    },
    { required: ['region', 'service'] },
  )
}

function fakeSchema(): JsonObject {
  const entry = object({ key: TEXT, value: TEXT, version: TEXT }, { required: ['key', 'value'] })
  return object({ data: list(entry), validationResult: { type: 'integer' } }, { required: ['data'] })
}
