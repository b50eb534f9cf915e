import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { OBJECTS, objectPrefix, presentKey, splitNamespacedName } from '../../kubernetes/index.js'
import { applicationOf, serverOf, superuserEnabled, superuserSecretOf } from '../cluster.js'
import { INSTANCES, type InstanceRow, instancesOfCluster, update } from '../instance/memory.js'
import { decoded, find, ReconcileError } from '../kube.js'
import { CLUSTER, SECRET } from '../names.js'
import { managerVersion } from '../operator.js'
import { reconcileRoles } from '../roles/reconcile.js'
import { secretVersion } from '../secret-version.js'
import { asSuperuser, ServerAway, ServerError } from '../server.js'
import { identifier, literal } from '../sql.js'
import { behavioursOf } from '../versions.js'
import { instanceKeys } from './watches.js'

const LATENCY_MS = 100

/**
 * What the instance manager of a primary does in its server: passwords of the application's owner and of the superuser, then managed roles.
 * It is woken by its Cluster only and reads Secrets as they are then. What it does is that of its own release, not of the operator's.
 * cloudnative-pg v1.30.0 internal/management/controller/instance_controller.go (Reconcile, reconcileDatabase, reconcileUser).
 */
export const instanceManager: Controller = {
  name: 'instance-manager',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  watches: [
    {
      table: OBJECTS,
      prefix: objectPrefix(CLUSTER.group, CLUSTER.resource),
      map: presentKey,
    },
    { table: INSTANCES, map: instanceKeys },
  ],
  initial: () => [],
  reconcile: reconcileInstance,
}

/** The instance manager of the running primary of a Cluster, if there is one. */
export function* runningPrimary(namespace: string, cluster: string): Proc<InstanceRow | undefined> {
  const rows = yield* instancesOfCluster(namespace, cluster)
  return rows.find(({ role, running }) => role === 'primary' && running)
}

function* reconcileInstance(key: string, _context: ControllerContext): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const cluster = yield* find(CLUSTER, namespace, name)
  const row = yield* runningPrimary(namespace, name)
  if (cluster === undefined || row === undefined) return {}
  try {
    yield* reconcileUsers(cluster, namespace, row)
    yield* reconcileRoles(cluster, behavioursOf(managerVersion(row.manager)))
    return {}
  } catch (error) {
    // A postmaster that comes back wakes it by itself.
    if (error instanceof ServerAway) return {}
    if (error instanceof ReconcileError || error instanceof ServerError) return { error: error.message }
    throw error
  }
}

function* reconcileUsers(cluster: JsonObject, namespace: string, row: InstanceRow): Proc<void> {
  const server = serverOf(namespace, row.cluster)
  if (superuserEnabled(cluster)) {
    const user = { name: 'postgres', secret: superuserSecretOf(cluster), set: row.superuserSecret }
    const version = yield* setPassword(server, namespace, user)
    yield* update(namespace, row.pod, { superuserSecret: version })
  } else if (row.superuserSecret !== DISABLED) {
    yield* asSuperuser(server, 'ALTER ROLE postgres WITH PASSWORD NULL')
    yield* update(namespace, row.pod, { superuserSecret: DISABLED })
  }
  const application = applicationOf(cluster)
  if (application === undefined) return
  const user = { name: application.owner, secret: application.secret, set: row.applicationSecret }
  yield* update(namespace, row.pod, { applicationSecret: yield* setPassword(server, namespace, user) })
}

/** Remembered in place of a version: the superuser has no password. */
const DISABLED = 'disabled'

interface User {
  readonly name: string
  readonly secret: string
  /** Version of the Secret that was set last, '' since the start of the instance manager. */
  readonly set: string
}

/** Sets a user's password unless that of this Secret was set before; a missing Secret is skipped. */
function* setPassword(server: string, namespace: string, user: User): Proc<string> {
  const secret = yield* find(SECRET, namespace, user.secret)
  if (secret === undefined) return user.set
  const version = secretVersion(secret)
  if (version === user.set) return version
  const username = decoded(secret, 'username')
  if (username === undefined) throw new ReconcileError("username key doesn't exist inside the secret")
  const password = decoded(secret, 'password')
  if (password === undefined) throw new ReconcileError("password key doesn't exist inside the secret")
  if (username !== user.name)
    throw new ReconcileError(`wrong username '${username}' in secret, expected '${user.name}'`)
  yield* asSuperuser(server, `ALTER ROLE ${identifier(user.name)} WITH PASSWORD ${literal(password)}`)
  return version
}
