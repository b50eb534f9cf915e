import type { Json, JsonObject } from '../../kernel/json.js'

/** One source of an Application at a commit. */
export interface SourceAt extends JsonObject {
  /** As in `spec.source`. */
  readonly source: JsonObject
  /** Folder of the artefacts that holds the commit's tree. */
  readonly folder: string
}

/** What manifests are a function of: arguments of the repository server's program. */
export interface GenerateRequest extends JsonObject {
  /** Row in the manifest cache. */
  readonly key: string
  readonly application: string
  readonly namespace: string
  readonly sources: readonly SourceAt[]
}

/** What generation gave: objects as Git has them, or upstream's error. */
export type Generated =
  | { readonly kind: 'manifests'; readonly objects: readonly JsonObject[]; readonly sourceType: string }
  | { readonly kind: 'failed'; readonly error: string }

/** The sources of an Application: `spec.sources`, or the one in `spec.source`. */
export function sourcesOf(spec: JsonObject): readonly JsonObject[] {
  const { source, sources } = spec
  if (Array.isArray(sources) && sources.length > 0) return sources as readonly JsonObject[]
  return source === undefined ? [] : [source as JsonObject]
}

export function hasSeveralSources(spec: JsonObject): boolean {
  return Array.isArray(spec['sources']) && (spec['sources'] as readonly Json[]).length > 0
}
