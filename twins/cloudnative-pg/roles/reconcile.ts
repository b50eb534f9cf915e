import { compareKeys, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { objectAt, textAt } from '../../kubernetes/index.js'
import { managedRolesOf, nameOf, namespaceOf, serverOf } from '../cluster.js'
import { patchStatus } from '../cluster-status.js'
import { decoded, find, ReconcileError } from '../kube.js'
import { SECRET } from '../names.js'
import { secretVersion } from '../secret-version.js'
import { asSuperuser, ServerError } from '../server.js'
import { identifier } from '../sql.js'
import type { Behaviours } from '../versions.js'
import {
  commentStatement,
  desiredRole,
  differs,
  isReserved,
  LIST_ROLES,
  type LiveRole,
  liveRole,
  membershipStatements,
  type PasswordClause,
  type Role,
  roleStatement,
} from './role.js'

/** What was last written of a role's password: `status.managedRolesStatus.passwordStatus`. */
interface PasswordState {
  readonly resourceVersion: string
  readonly transactionID: number
}

/** Problems of roles, by name. */
type Problems = Readonly<Record<string, readonly string[]>>

/**
 * Brings the roles of `spec.managed.roles` about: create, update, comment, memberships, delete; then writes their status. Roles that are not
 * listed are never touched. Throws {@link ReconcileError} when one bad Secret ends the whole pass (releases before 1.28.4 and 1.29.2).
 * cloudnative-pg v1.30.0 internal/management/controller/roles/{roles,runnable,contract}.go.
 */
export function* reconcileRoles(cluster: JsonObject, behaviours: Behaviours): Proc<void> {
  const specs = managedRolesOf(cluster)
  const known = objectAt(cluster, 'status', 'managedRolesStatus')
  if (specs.length === 0 && Object.keys(known).length === 0) return
  const server = serverOf(namespaceOf(cluster), nameOf(cluster))
  const pass = new Pass(cluster, server, behaviours, yield* listRoles(server))
  for (const spec of specs) yield* pass.reconcile(spec)
  const live = yield* listRoles(server)
  const managedRolesStatus = statusOf(specs, pass, live)
  yield* patchStatus(cluster, { managedRolesStatus })
}

function* listRoles(server: string): Proc<ReadonlyMap<string, LiveRole>> {
  const rows = yield* asSuperuser(server, LIST_ROLES)
  return new Map(rows.map(liveRole).map((role) => [role.name, role]))
}

/** One pass over the roles. It lives inside of one reconcile. */
class Pass {
  readonly #cluster: JsonObject
  readonly #server: string
  readonly #behaviours: Behaviours
  readonly #live: ReadonlyMap<string, LiveRole>
  readonly #written = new Map<string, string>()
  readonly #problems: Record<string, readonly string[]> = {}

  constructor(
    cluster: JsonObject,
    server: string,
    behaviours: Behaviours,
    live: ReadonlyMap<string, LiveRole>,
  ) {
    this.#cluster = cluster
    this.#server = server
    this.#behaviours = behaviours
    this.#live = live
  }

  get problems(): Problems {
    return this.#problems
  }

  *reconcile(spec: JsonObject): Proc<void> {
    const role = desiredRole(spec)
    if (isReserved(role.name)) return
    try {
      if (textAt(spec, 'ensure') === 'absent') yield* this.#drop(role.name)
      else yield* this.#ensure(spec, role)
    } catch (error) {
      if (
        error instanceof ServerError ||
        (error instanceof ReconcileError && this.#behaviours.rolesAreIndependent)
      ) {
        this.#problems[role.name] = [error.message]
        return
      }
      throw error
    }
  }

  *#drop(name: string): Proc<void> {
    if (!this.#live.has(name)) return
    try {
      yield* asSuperuser(this.#server, `DROP ROLE ${identifier(name)}`)
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      this.#problems[name] = [`could not perform DELETE on role ${name}: ${error.message}`]
    }
  }

  *#ensure(spec: JsonObject, role: Role): Proc<void> {
    const live = this.#live.get(role.name)
    const { clause, version } = yield* this.#passwordOf(spec, role, live)
    if (live === undefined) yield* this.#run('CREATE', role, clause)
    else if (clause.kind !== 'ignore' || differs(role, live)) yield* this.#run('ALTER', role, clause)
    if (version !== undefined) this.#written.set(role.name, version)
    if ((live?.comment ?? '') !== role.comment) yield* asSuperuser(this.#server, commentStatement(role))
    for (const statement of membershipStatements(role, live)) yield* asSuperuser(this.#server, statement)
  }

  *#run(verb: 'CREATE' | 'ALTER', role: Role, clause: PasswordClause): Proc<void> {
    yield* asSuperuser(this.#server, roleStatement(verb, role, clause))
  }

  /** The password to write, if any, and the version of the Secret it comes from. roles/contract.go (ApplyPassword). */
  *#passwordOf(
    spec: JsonObject,
    role: Role,
    live: LiveRole | undefined,
  ): Proc<{ readonly clause: PasswordClause; readonly version?: string }> {
    const secretName = textAt(spec, 'passwordSecret', 'name')
    if (secretName === '') {
      const disable = spec['disablePassword'] === true && live?.transactionId !== 0
      return { clause: disable ? { kind: 'disable' } : { kind: 'ignore' } }
    }
    const secret = yield* find(SECRET, namespaceOf(this.#cluster), secretName)
    const version = secretVersion(secret)
    const state = passwordStateOf(this.#cluster, role.name)
    const upToDate =
      state !== undefined && state.resourceVersion === version && state.transactionID === live?.transactionId
    if (secret === undefined && !this.#behaviours.missingSecretClears)
      throw new ReconcileError(
        `failed to get password secret ${secretName}: secrets "${secretName}" not found`,
      )
    if (upToDate) return { clause: { kind: 'ignore' }, version }
    // Before it was mended, a Secret that is not there counted as one with an empty password.
    const password = secret === undefined ? '' : passwordIn(secret, role.name, secretName, this.#behaviours)
    return { clause: { kind: 'set', password }, version }
  }

  /** What is noted of passwords after the pass; for roles that were left alone what was noted before. */
  passwordStatus(live: ReadonlyMap<string, LiveRole>): JsonObject {
    const status: Record<string, JsonObject> = {}
    for (const spec of managedRolesOf(this.#cluster)) {
      const name = textAt(spec, 'name')
      const transactionID = live.get(name)?.transactionId ?? 0
      const version = this.#written.get(name)
      const before = passwordStateOf(this.#cluster, name)
      if (version !== undefined) status[name] = { resourceVersion: version, transactionID }
      else if (before !== undefined) status[name] = { ...before }
    }
    return status
  }
}

function passwordStateOf(cluster: JsonObject, role: string): PasswordState | undefined {
  const all = objectAt(cluster, 'status', 'managedRolesStatus', 'passwordStatus')
  return all[role] as unknown as PasswordState | undefined
}

/** cloudnative-pg v1.30.0 internal/management/utils/secrets.go (GetUserPasswordFromSecret). The type of the Secret does not matter. */
function passwordIn(secret: JsonObject, role: string, secretName: string, behaviours: Behaviours): string {
  const username = decoded(secret, 'username')
  if (username === undefined) throw new ReconcileError("username key doesn't exist inside the secret")
  const password = decoded(secret, 'password')
  if (password === undefined) throw new ReconcileError("password key doesn't exist inside the secret")
  if (username.trim() !== role)
    throw new ReconcileError(
      behaviours.rolesAreIndependent
        ? `the username in secret "${secretName}" does not match role "${role}"`
        : `wrong username '${username.trim()}' in secret, expected '${role}'`,
    )
  return password
}

function statusOf(specs: readonly JsonObject[], pass: Pass, live: ReadonlyMap<string, LiveRole>): JsonObject {
  const { problems } = pass
  const managed = new Set(specs.map((spec) => textAt(spec, 'name')))
  const names = [...new Set([...managed, ...live.keys()])].sort(compareKeys)
  const group = (name: string): string => {
    if (isReserved(name)) return 'reserved'
    if (!managed.has(name)) return 'not-managed'
    return problems[name] === undefined ? 'reconciled' : 'pending-reconciliation'
  }
  const byStatus = Object.fromEntries(
    [...new Set(names.map(group))].map((status) => [status, names.filter((name) => group(name) === status)]),
  )
  const passwordStatus = pass.passwordStatus(live)
  return {
    byStatus,
    ...(Object.keys(problems).length === 0 ? {} : { cannotReconcile: problems as unknown as JsonObject }),
    ...(Object.keys(passwordStatus).length === 0 ? {} : { passwordStatus }),
  }
}
