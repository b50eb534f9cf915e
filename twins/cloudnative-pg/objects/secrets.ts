import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { mint } from '../../kernel/requests.js'
import { applicationOf, nameOf, namespaceOf, ownerClusterOf, superuserEnabled } from '../cluster.js'
import { create, encoded, find, remove } from '../kube.js'
import { LABEL_RELOAD, LABEL_USER_TYPE, SECRET } from '../names.js'
import { ownedMetadata } from './metadata.js'

/** cloudnative-pg v1.30.0 internal/controller/cluster_create.go (password.Generate(64, 10, 0, false, true)). */
const PASSWORD_LENGTH = 64
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/**
 * The Secrets a Cluster needs: certificates, and the credentials of the application's owner and of the superuser where nobody
 * gave them. One that is there is left as it is, whoever owns it.
 * cloudnative-pg v1.30.0 internal/controller/cluster_create.go (reconcileAppUserSecret, reconcileSuperuserSecret),
 * cluster_pki.go.
 */
export function* ensureSecrets(cluster: JsonObject): Proc<void> {
  for (const part of ['ca', 'server', 'replication'] as const) yield* ensureCertificate(cluster, part)
  const application = applicationOf(cluster)
  if (application !== undefined && !application.given) {
    const { owner, database, secret } = application
    yield* ensureCredentials(cluster, secret, { owner, database, type: 'app' })
  }
  yield* ensureSuperuser(cluster)
}

function* ensureSuperuser(cluster: JsonObject): Proc<void> {
  const name = `${nameOf(cluster)}-superuser`
  if (superuserEnabled(cluster)) {
    if (cluster['spec'] !== undefined && hasGivenSuperuser(cluster)) return
    yield* ensureCredentials(cluster, name, { owner: 'postgres', database: '*', type: 'superuser' })
    return
  }
  const secret = yield* find(SECRET, namespaceOf(cluster), name)
  if (secret !== undefined && ownerClusterOf(secret) === nameOf(cluster)) yield* remove(SECRET, secret)
}

function hasGivenSuperuser(cluster: JsonObject): boolean {
  return (cluster['spec'] as JsonObject)['superuserSecret'] !== undefined
}

interface Credentials {
  readonly owner: string
  readonly database: string
  readonly type: 'app' | 'superuser'
}

function* ensureCredentials(cluster: JsonObject, name: string, credentials: Credentials): Proc<void> {
  if ((yield* find(SECRET, namespaceOf(cluster), name)) !== undefined) return
  const password = yield* generatePassword(`${namespaceOf(cluster)}/${name}`)
  const labels = { [LABEL_USER_TYPE]: credentials.type, [LABEL_RELOAD]: 'true' }
  yield* create(SECRET, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: ownedMetadata(cluster, name, { labels }),
    type: 'kubernetes.io/basic-auth',
    data: encoded(credentialTexts(cluster, credentials, password)),
  })
}

/** cloudnative-pg v1.30.0 pkg/specs/secrets.go (CreateSecret). */
function credentialTexts(cluster: JsonObject, { owner, database }: Credentials, password: string) {
  const host = `${nameOf(cluster)}-rw`
  const namespace = namespaceOf(cluster)
  const uri = (at: string) => `postgresql://${owner}:${password}@${at}:5432/${database}`
  const jdbc = (at: string) => `jdbc:postgresql://${at}:5432/${database}?password=${password}&user=${owner}`
  const [near, full] = [`${host}.${namespace}`, `${host}.${namespace}.svc.cluster.local`]
  return {
    username: owner,
    user: owner,
    password,
    dbname: database,
    host,
    port: '5432',
    pgpass: `${host}:5432:${database}:${owner}:${password}\n`,
    uri: uri(near),
    'jdbc-uri': jdbc(near),
    'fqdn-uri': uri(full),
    'fqdn-jdbc-uri': jdbc(full),
  }
}

/** Letters and digits out of minted ids; upstream's has exactly ten digits. */
function* generatePassword(subject: string): Proc<string> {
  let digits = ''
  while (digits.length < 2 * PASSWORD_LENGTH) digits += yield* mint('password', subject)
  const characters: string[] = []
  for (let at = 0; at < 2 * PASSWORD_LENGTH; at += 2)
    characters.push(ALPHABET[Number.parseInt(digits.slice(at, at + 2), 16) % ALPHABET.length] as string)
  return characters.join('')
}

/** Certificates are names of what they would be: nothing in the world checks one. */
function* ensureCertificate(cluster: JsonObject, part: 'ca' | 'server' | 'replication'): Proc<void> {
  const name = `${nameOf(cluster)}-${part}`
  if ((yield* find(SECRET, namespaceOf(cluster), name)) !== undefined) return
  const serial = yield* mint('certificate', `${namespaceOf(cluster)}/${name}`)
  const [certificate, key] = part === 'ca' ? ['ca.crt', 'ca.key'] : ['tls.crt', 'tls.key']
  yield* create(SECRET, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: ownedMetadata(cluster, name, { labels: { [LABEL_RELOAD]: 'true' } }),
    type: part === 'ca' ? 'Opaque' : 'kubernetes.io/tls',
    data: encoded({ [certificate]: `certificate ${serial}`, [key]: `key ${serial}` }),
  })
}
