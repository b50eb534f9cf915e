import { isObject, type JsonObject } from '../../kernel/json.js'
import { arrayAt, textAt } from '../../kubernetes/index.js'
import { identifier, literal } from '../sql.js'

/** Options of CREATE DATABASE and the fields they come from, in upstream's order. */
const CREATE_OPTIONS = [
  ['template', 'TEMPLATE', identifier],
  ['tablespace', 'TABLESPACE', identifier],
  ['allowConnections', 'ALLOW_CONNECTIONS', String],
  ['connectionLimit', 'CONNECTION LIMIT', String],
  ['isTemplate', 'IS_TEMPLATE', String],
  ['encoding', 'ENCODING', literal],
  ['locale', 'LOCALE', literal],
  ['localeProvider', 'LOCALE_PROVIDER', literal],
  ['localeCollate', 'LC_COLLATE', literal],
  ['localeCType', 'LC_CTYPE', literal],
] as const

/** cloudnative-pg v1.30.0 internal/management/controller/database_controller_sql.go (createDatabase). */
export function createDatabase(spec: JsonObject): string {
  const options = CREATE_OPTIONS.filter(([field]) => spec[field] !== undefined).map(
    ([field, option, write]) => ` ${option} ${write(String(spec[field]))}`,
  )
  const owner = ` OWNER ${identifier(textAt(spec, 'owner'))}`
  return `CREATE DATABASE ${identifier(textAt(spec, 'name'))}${owner}${options.join('')}`
}

/** An existing database gets what is named, its owner always. database_controller_sql.go (updateDatabase). */
export function alterDatabase(spec: JsonObject): readonly string[] {
  const alter = `ALTER DATABASE ${identifier(textAt(spec, 'name'))}`
  const given = (field: string, text: string) =>
    spec[field] === undefined ? [] : [`${alter} ${text} ${String(spec[field])}`]
  return [
    ...given('isTemplate', 'WITH IS_TEMPLATE'),
    ...given('allowConnections', 'WITH ALLOW_CONNECTIONS'),
    ...given('connectionLimit', 'WITH CONNECTION LIMIT'),
    `${alter} OWNER TO ${identifier(textAt(spec, 'owner'))}`,
    ...(spec['tablespace'] === undefined
      ? []
      : [`${alter} SET TABLESPACE ${identifier(textAt(spec, 'tablespace'))}`]),
  ]
}

/** database_controller_sql.go (dropDatabase). */
export function dropDatabase(spec: JsonObject): string {
  return `DROP DATABASE IF EXISTS ${identifier(textAt(spec, 'name'))}`
}

/** Whether a database exists. */
export function detectDatabase(spec: JsonObject): string {
  return `SELECT count(*) FROM pg_catalog.pg_database WHERE datname = ${literal(textAt(spec, 'name'))}`
}

/** An object inside of a database: the query that finds it, and the statements for what may be found. */
export interface Managed {
  readonly name: string
  readonly absent: boolean
  /** One row if it exists: what {@link Managed.update} is told. */
  readonly detect: string
  readonly create: readonly string[]
  readonly update: (row: readonly (string | null)[]) => readonly string[]
  readonly drop: string
}

/** `spec.schemas`. database_controller_sql.go (createDatabaseSchema, updateDatabaseSchema, dropDatabaseSchema). */
export function managedSchemas(spec: JsonObject): readonly Managed[] {
  return arrayAt(spec, 'schemas')
    .filter(isObject)
    .map((schema) => {
      const [name, owner] = [textAt(schema, 'name'), textAt(schema, 'owner')]
      const authorization = owner === '' ? '' : ` AUTHORIZATION ${identifier(owner)}`
      return {
        name,
        absent: textAt(schema, 'ensure') === 'absent',
        detect: `SELECT n.nspname, a.rolname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_authid a ON n.nspowner = a.oid WHERE n.nspname = ${literal(name)}`,
        create: [`CREATE SCHEMA ${identifier(name)}${authorization}`],
        update: ([, live]) =>
          owner === '' || live === owner
            ? []
            : [`ALTER SCHEMA ${identifier(name)} OWNER TO ${identifier(owner)}`],
        drop: `DROP SCHEMA IF EXISTS ${identifier(name)}`,
      }
    })
}

/** `spec.extensions`. database_controller_sql.go (createDatabaseExtension, updateDatabaseExtension, dropDatabaseExtension). */
export function managedExtensions(spec: JsonObject): readonly Managed[] {
  return arrayAt(spec, 'extensions')
    .filter(isObject)
    .map((extension) => {
      const [name, version, schema] = ['name', 'version', 'schema'].map((field) =>
        textAt(extension, field),
      ) as [string, string, string]
      const alter = `ALTER EXTENSION ${identifier(name)}`
      const versioned = version === '' ? '' : ` VERSION ${identifier(version)}`
      const placed = schema === '' ? '' : ` SCHEMA ${identifier(schema)}`
      return {
        name,
        absent: textAt(extension, 'ensure') === 'absent',
        detect: `SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON e.extnamespace = n.oid WHERE e.extname = ${literal(name)}`,
        create: [`CREATE EXTENSION ${identifier(name)}${versioned}${placed}`],
        update: ([, liveVersion, liveSchema]) => [
          ...(version === '' || version === liveVersion ? [] : [`${alter} UPDATE TO ${identifier(version)}`]),
          ...(schema === '' || schema === liveSchema ? [] : [`${alter} SET SCHEMA ${identifier(schema)}`]),
        ],
        drop: `DROP EXTENSION IF EXISTS ${identifier(name)}`,
      }
    })
}
