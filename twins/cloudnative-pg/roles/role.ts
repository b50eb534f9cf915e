import { hashString, hashToHex } from '../../kernel/hash.js'
import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, numberAt, textAt } from '../../kubernetes/index.js'
import { identifier, literal } from '../sql.js'

/** A role as `spec.managed.roles` wants it or as the server has it. */
export interface Role {
  readonly name: string
  readonly superuser: boolean
  readonly createdb: boolean
  readonly createrole: boolean
  readonly inherit: boolean
  readonly login: boolean
  readonly replication: boolean
  readonly bypassrls: boolean
  readonly connectionLimit: number
  /** As the manifest says it; '' for no end. */
  readonly validUntil: string
  readonly comment: string
  readonly inRoles: readonly string[]
}

/** A role of the server, and what tells that somebody changed it. */
export interface LiveRole extends Role {
  /** Stands for `xmin` of its row in pg_authid: a digest of its password. */
  readonly transactionId: number
}

/** The desired role. Missing attributes count as their defaults: what is left out is taken away. */
export function desiredRole(spec: JsonObject): Role {
  return {
    name: textAt(spec, 'name'),
    superuser: spec['superuser'] === true,
    createdb: spec['createdb'] === true,
    createrole: spec['createrole'] === true,
    inherit: spec['inherit'] !== false,
    login: spec['login'] === true,
    replication: spec['replication'] === true,
    bypassrls: spec['bypassrls'] === true,
    connectionLimit: numberAt(spec, -1, 'connectionLimit'),
    validUntil: textAt(spec, 'validUntil'),
    comment: textAt(spec, 'comment'),
    inRoles: arrayAt(spec, 'inRoles').map(String),
  }
}

/** cloudnative-pg v1.30.0 internal/management/controller/roles/postgres.go (List); the stored password stands in place of xmin. */
export const LIST_ROLES = `SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolcanlogin, rolreplication, rolbypassrls,
  rolconnlimit, to_char(rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS validuntil,
  pg_catalog.shobj_description(auth.oid, 'pg_authid') AS comment,
  array_to_string(ARRAY(SELECT r.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_authid r ON r.oid = m.roleid
    WHERE m.member = auth.oid ORDER BY 1), ',') AS inroles,
  rolpassword
  FROM pg_catalog.pg_authid AS auth WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1`

/** A row of {@link LIST_ROLES}. */
export function liveRole(row: readonly (string | null)[]): LiveRole {
  const flag = (index: number) => row[index] === 't'
  const text = (index: number) => row[index] ?? ''
  return {
    name: text(0),
    superuser: flag(1),
    createdb: flag(2),
    createrole: flag(3),
    inherit: flag(4),
    login: flag(5),
    replication: flag(6),
    bypassrls: flag(7),
    connectionLimit: Number(text(8)),
    validUntil: text(9),
    comment: text(10),
    inRoles: text(11) === '' ? [] : text(11).split(','),
    transactionId: text(12) === '' ? 0 : Number.parseInt(hashToHex(hashString(text(12))).slice(0, 7), 16),
  }
}

const FLAGS = [
  ['bypassrls', 'BYPASSRLS'],
  ['createdb', 'CREATEDB'],
  ['createrole', 'CREATEROLE'],
  ['inherit', 'INHERIT'],
  ['login', 'LOGIN'],
  ['replication', 'REPLICATION'],
  ['superuser', 'SUPERUSER'],
] as const

/** Whether attributes other than password, comment and memberships differ. */
export function differs(desired: Role, live: Role): boolean {
  return (
    FLAGS.some(([member]) => desired[member] !== live[member]) ||
    desired.connectionLimit !== live.connectionLimit ||
    (desired.validUntil !== '' && desired.validUntil !== live.validUntil)
  )
}

/** What is said of the password: nothing, none, or this one. */
export type PasswordClause =
  | { readonly kind: 'ignore' }
  | { readonly kind: 'disable' }
  | { readonly kind: 'set'; readonly password: string }

/**
 * CREATE ROLE or ALTER ROLE with every attribute spelled out.
 * cloudnative-pg v1.30.0 internal/management/controller/roles/postgres.go (Create, Update, appendRoleOptions, appendPasswordOption).
 */
export function roleStatement(verb: 'CREATE' | 'ALTER', role: Role, password: PasswordClause): string {
  const flags = FLAGS.map(([member, word]) => (role[member] ? word : `NO${word}`))
  const parts = [...flags, `CONNECTION LIMIT ${role.connectionLimit}`]
  if (password.kind === 'disable') parts.push('PASSWORD NULL')
  if (password.kind === 'set') parts.push(`PASSWORD ${literal(password.password)}`)
  if (role.validUntil !== '') parts.push(`VALID UNTIL ${literal(role.validUntil)}`)
  return `${verb} ROLE ${identifier(role.name)} ${parts.join(' ')}`
}

/** COMMENT ON ROLE. */
export function commentStatement(role: Role): string {
  return `COMMENT ON ROLE ${identifier(role.name)} IS ${literal(role.comment)}`
}

/** GRANT and REVOKE until the memberships are those that are wanted. */
export function membershipStatements(desired: Role, live: Role | undefined): readonly string[] {
  const before = live?.inRoles ?? []
  const missing = desired.inRoles.filter((name) => !before.includes(name))
  const surplus = before.filter((name) => !desired.inRoles.includes(name))
  return [
    ...missing.map((name) => `GRANT ${identifier(name)} TO ${identifier(desired.name)}`),
    ...surplus.map((name) => `REVOKE ${identifier(name)} FROM ${identifier(desired.name)}`),
  ]
}

/** Roles of the operator and the server's own. cloudnative-pg v1.30.0 pkg/postgres/roles.go (IsRoleReserved). */
export function isReserved(name: string): boolean {
  return name === 'postgres' || name === 'streaming_replica' || /^(pg_|cnpg_)/.test(name)
}
