/** One step of a store's schema: what `update-schema` does to reach `version`. */
export interface SchemaVersion {
  readonly version: string
  readonly minCompatibleVersion: string
  readonly description: string
  /** In the order in which they run, each as its own request; none where the manifest says AllowNoCqlFiles. */
  readonly statements: readonly string[]
}

/** A keyed table in one statement; columns are SQL. */
export function createTable(name: string, columns: readonly string[], key: readonly string[]): string {
  return `CREATE TABLE ${name} (${[...columns, `PRIMARY KEY (${key.join(', ')})`].join(', ')})`
}

/** A table that holds serialised rows under an integer and further keys, as most of the default store's are. */
export function createBlobTable(name: string, keys: Readonly<Record<string, string>>): string {
  const columns = Object.entries(keys).map(([key, type]) => `${key} ${type} NOT NULL`)
  return createTable(name, [...columns, ...BLOB], Object.keys(keys))
}

/** Columns of a serialised value. */
export const BLOB: readonly string[] = ['data BYTEA NOT NULL', 'data_encoding VARCHAR(16) NOT NULL']
