import { InvariantViolation } from '../../kernel/errors.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { VIRTUAL_EPOCH_MS } from '../../kubernetes/index.js'
import type { DatabaseHandle, Executed } from './database-handle.js'

/** Null when it was done, else upstream's error text. */
export type Outcome = string | null

const DUPLICATE_DATABASE = '42P04'
const NO_ROWS = 'sql: no rows in result set'

const CREATE_SCHEMA_VERSION = `CREATE TABLE IF NOT EXISTS schema_version (version_partition INT NOT NULL, db_name VARCHAR(255) NOT NULL, creation_time TIMESTAMP, curr_version VARCHAR(64), min_compatible_version VARCHAR(64), PRIMARY KEY (version_partition, db_name))`

const CREATE_HISTORY = `CREATE TABLE IF NOT EXISTS schema_update_history (version_partition INT NOT NULL, year INT NOT NULL, month INT NOT NULL, update_time TIMESTAMP NOT NULL, description VARCHAR(255), manifest_md5 VARCHAR(64), new_version VARCHAR(64), old_version VARCHAR(64), PRIMARY KEY (version_partition, year, month, update_time))`

/**
 * What the schema tool and the start-up check ask of a database. Upstream sends the values of the two version tables as parameters, times of its
 * own clock among them; here they are literals, and the times are the server's.
 * Source: temporalio/temporal v1.29.1 common/persistence/sql/sqlplugin/postgresql/admin.go.
 */
export class AdminDb {
  readonly #handle: DatabaseHandle
  readonly #database: string

  constructor(handle: DatabaseHandle, database: string) {
    this.#handle = handle
    this.#database = database
  }

  *exec(statement: string): Proc<Outcome> {
    return problemOf(yield* this.#handle.execute(statement))
  }

  *createSchemaVersionTables(): Proc<Outcome> {
    return (yield* this.exec(CREATE_SCHEMA_VERSION)) ?? (yield* this.exec(CREATE_HISTORY))
  }

  *readSchemaVersion(): Proc<{ readonly version: string } | { readonly error: string }> {
    const executed = yield* this.#handle.execute(
      `SELECT curr_version FROM schema_version WHERE version_partition = 0 AND db_name = ${literal(this.#database)}`,
    )
    if (!executed.ok) return { error: executed.error }
    const row = executed.result?.rows[0]
    if (row === undefined) return { error: NO_ROWS }
    const [version = null] = row
    if (version !== null) return { version }
    return {
      error:
        'sql: Scan error on column index 0, name "curr_version": converting NULL to string is unsupported',
    }
  }

  *updateSchemaVersion(version: string, minCompatibleVersion: string): Proc<Outcome> {
    const row = [literal(this.#database), 'now()', literal(version), literal(minCompatibleVersion)]
    return yield* this.exec(
      `INSERT INTO schema_version (version_partition, db_name, creation_time, curr_version, min_compatible_version) VALUES (0, ${row.join(', ')}) ON CONFLICT (version_partition, db_name) DO UPDATE SET creation_time = excluded.creation_time, curr_version = excluded.curr_version, min_compatible_version = excluded.min_compatible_version`,
    )
  }

  *writeSchemaUpdateLog(
    oldVersion: string,
    newVersion: string,
    manifestMd5: string,
    description: string,
  ): Proc<Outcome> {
    const date = new Date(VIRTUAL_EPOCH_MS + (yield* now()))
    const month = `${date.getUTCFullYear()}, ${date.getUTCMonth() + 1}`
    const texts = [oldVersion, newVersion, manifestMd5, description].map(literal).join(', ')
    return yield* this.exec(
      `INSERT INTO schema_update_history (version_partition, year, month, update_time, old_version, new_version, manifest_md5, description) VALUES (0, ${month}, now(), ${texts})`,
    )
  }

  /** Tables and views of schema public, one DROP TABLE each, without CASCADE. */
  *dropAllTables(): Proc<Outcome> {
    const executed = yield* this.#handle.execute(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    )
    if (!executed.ok) return executed.error
    for (const [name] of executed.result?.rows ?? []) {
      const problem = yield* this.exec(`DROP TABLE ${name}`)
      if (problem !== null) return problem
    }
    return null
  }

  /** A database that exists already is what was wanted, whoever owns it. */
  *createDatabase(name: string): Proc<Outcome> {
    const executed = yield* this.#handle.execute(`CREATE DATABASE "${name}"`)
    return !executed.ok && executed.sqlstate === DUPLICATE_DATABASE ? null : problemOf(executed)
  }

  /** The name is not quoted: capitals fold, so that another database or none is meant; a hyphen is a syntax error. */
  *dropDatabase(name: string): Proc<Outcome> {
    return yield* this.exec(`DROP DATABASE IF EXISTS ${name}`)
  }
}

function problemOf(executed: Executed): Outcome {
  return executed.ok ? null : executed.error
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  if (text.includes('\u0000')) throw new InvariantViolation('a text with NUL in SQL')
  return `'${text.replaceAll("'", "''")}'`
}
