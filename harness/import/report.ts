import type { LeftOut } from './dump.js'
import type { OpaqueKind } from './kinds.js'
import type { RedactionCounts } from './redact/known-secrets.js'
import type { FoundRelease } from './releases.js'
import type { FoundVersion } from './versions.js'

/** The version of the form of `import.json`; a change that older readers would misread raises it. */
export const IMPORT_VERSION = 1

/** What an import found and did: the content of `import.json`. Holds no secret value. */
export interface ImportReport {
  readonly schemaVersion: typeof IMPORT_VERSION
  readonly name: string
  /** RFC 3339. */
  readonly takenAt: string
  /** As the dump shows it; null: it does not. */
  readonly kubernetesVersion: string | null
  readonly objects: number
  readonly namespaces: number
  readonly nodes: number
  readonly versions: readonly FoundVersion[]
  readonly releases: readonly FoundRelease[]
  /** Kinds that are kept and not understood. */
  readonly opaque: readonly OpaqueKind[]
  /** What the world does without. */
  readonly leftOut: readonly LeftOut[]
  /** The provider's side of ExternalSecrets: how many secrets it was given, and what could not be derived. */
  readonly provider: { readonly secrets: number; readonly gaps: readonly string[] }
  readonly charts: readonly string[]
  readonly values: readonly string[]
  /** The paths of both as they were given, by which commands typed elsewhere mean them. Default: nobody gave any. */
  readonly given?: { readonly charts: readonly string[]; readonly values: readonly string[] }
  readonly states: readonly string[]
  readonly schemas: readonly string[]
  readonly redacted: RedactionCounts
  /** Whether the dump shows who manages which field. */
  readonly managedFields: boolean
  /** What differed already when the world stood for the first time; null: it was not looked at. */
  readonly baseline: readonly BaselineDifference[] | null
}

/** One way in which the imported world differs from what somebody wants. */
export interface BaselineDifference {
  readonly subject: string
  readonly owner: string
  readonly message: string
}
