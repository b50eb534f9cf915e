import type { JsonObject } from '../../twins/kernel/json.js'

/** A file as it lies in the dump. */
export interface DumpFile {
  /** As shown in messages. */
  readonly path: string
  readonly text: string
}

/** An API object of a dump. */
export interface DumpObject {
  readonly object: JsonObject
  readonly path: string
  /** 1-based line of the document it stands in. */
  readonly line: number
}

/** A file that is kept as a file, with secrets replaced. */
export interface KeptFile {
  readonly path: string
  readonly text: string
}

/** Something of the dump that the world does without, or holds without understanding it. */
export interface LeftOut {
  /** A file, or `Kind namespace/name`. */
  readonly what: string
  readonly why: string
}

/** Everything that a dump was found to hold. Nothing of it is redacted yet. */
export interface Dump {
  readonly objects: readonly DumpObject[]
  /** `terraform show -json`. */
  readonly states: readonly KeptFile[]
  /** `pg_dump --schema-only`. */
  readonly schemas: readonly KeptFile[]
  /** `kubectl version -o json`: `v1.31.4`, or '' when the dump has none. */
  readonly serverVersion: string
  readonly leftOut: readonly LeftOut[]
}
