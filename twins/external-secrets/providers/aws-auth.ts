import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { metadataOf, objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import { absent, coreRef, find } from '../kube.js'
import { type Kind, SECRET } from '../names.js'
import { SyncError } from '../sync-error.js'

const SERVICE_ACCOUNT: Kind = { group: '', resource: 'serviceaccounts', kind: 'ServiceAccount' }
const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn'

/**
 * Whether the credentials' namespace is that of the ExternalSecret: a ClusterSecretStore cannot be validated then.
 * external-secrets v2.9.0 providers/v1/aws/util/provider.go (IsReferentSpec).
 */
export function isReferent(aws: JsonObject): boolean {
  const account = valueAt(aws, 'auth', 'jwt', 'serviceAccountRef')
  if (isObject(account) && textAt(account, 'namespace') === '') return true
  const names = ['accessKeyIDSecretRef', 'secretAccessKeySecretRef', 'sessionTokenSecretRef']
  return names.some((name) => {
    const ref = valueAt(aws, 'auth', 'secretRef', name)
    return isObject(ref) && textAt(ref, 'namespace') === ''
  })
}

/**
 * Look up what the credentials are made of: a ServiceAccount with a role, or keys in a Secret. Without `auth` the
 * operator's own credentials are used. What AWS would say to them is not modelled: they always work.
 * Throws upstream's error when something is missing. providers/v1/aws/auth/auth.go (constructCredsProvider).
 */
export function* resolveCredentials(store: JsonObject, aws: JsonObject, namespace: string): Proc<void> {
  const cluster = store['kind'] === 'ClusterSecretStore'
  const account = valueAt(aws, 'auth', 'jwt', 'serviceAccountRef')
  if (isObject(account)) {
    yield* resolveServiceAccount(account, cluster, namespace)
    return
  }
  const secretRef = valueAt(aws, 'auth', 'secretRef')
  if (!isObject(secretRef)) return
  yield* resolveKey(objectAt(secretRef, 'secretAccessKeySecretRef'), cluster, namespace, 'SecretAccessKey')
  yield* resolveKey(objectAt(secretRef, 'accessKeyIDSecretRef'), cluster, namespace, 'accessKeyID')
  const token = valueAt(secretRef, 'sessionTokenSecretRef')
  if (isObject(token)) yield* resolveKey(token, cluster, namespace, 'SessionToken')
}

function* resolveServiceAccount(account: JsonObject, cluster: boolean, esNamespace: string): Proc<void> {
  const name = textAt(account, 'name')
  const namespace = (cluster && textAt(account, 'namespace')) || esNamespace
  const ref = coreRef(SERVICE_ACCOUNT, namespace, name)
  const found = yield* find(ref)
  if (found === undefined) throw session(absent(ref).message)
  if (textAt(metadataOf(found), 'annotations', ROLE_ANNOTATION) === '')
    throw session(`an IAM role must be associated with service account ${name} (namespace: ${namespace})`)
}

/** runtime/esutils/resolvers/secret_ref.go (SecretKeyRef). */
function* resolveKey(ref: JsonObject, cluster: boolean, esNamespace: string, what: string): Proc<void> {
  const name = textAt(ref, 'name')
  const namespace = (cluster && textAt(ref, 'namespace')) || esNamespace
  const key = textAt(ref, 'key')
  const secret = coreRef(SECRET, namespace, name)
  const found = yield* find(secret)
  const prefix = `could not fetch ${what} secret: `
  if (found === undefined)
    throw session(
      `${prefix}cannot get Kubernetes secret ${JSON.stringify(name)} from namespace ${JSON.stringify(namespace)}: ${absent(secret).message}`,
    )
  if (valueAt(found, 'data', key) === undefined)
    throw session(`${prefix}cannot find secret data for key: ${JSON.stringify(key)}`)
}

function session(why: string): SyncError {
  return new SyncError('other', `unable to create session: ${why}`)
}
