import type { JsonObject } from '../../kernel/json.js'
import type { FieldError } from './field-error.js'

/** A column of `kubectl get`. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go (TableColumnDefinition). */
export interface PrinterColumn {
  /** As in the Table the server answers; kubectl prints it in upper case. */
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** `name` marks the column that kubectl prefixes with the resource. */
  readonly format: string
  /** 0: always shown; above 0: only with `-o wide`. */
  readonly priority: number
}

/** A body decoded into its type. */
export interface DecodedBody {
  /** The same reference when nothing changed. */
  readonly object: JsonObject
  /** Paths of unknown fields, which are dropped: reported as warnings, or as an error under strict validation. */
  readonly unknownFields: readonly string[]
}

/**
 * When an update bumps `metadata.generation`:
 * - `none`: the kind has none
 * - `spec`: a change of spec
 * - `spec-or-annotations`: a change of spec or annotations
 * - `all-but-metadata`: a change of anything outside metadata (status only counts without a status subresource)
 */
export type GenerationRule = 'none' | 'spec' | 'spec-or-annotations' | 'all-but-metadata'

/** Everything the API server must know about a kind, built in or custom. All functions are pure. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  /** `status`, `scale`, `log`, … as served below an object. */
  readonly subresources: readonly string[]
  /** True when status is written through its own subresource only. */
  readonly hasStatus: boolean
  readonly generationRule: GenerationRule
  /** What a DELETE without propagationPolicy does with dependents. */
  readonly defaultDeletePropagation: 'Background' | 'Orphan'
  /** False: a PUT must carry a resourceVersion. */
  readonly allowUnconditionalUpdate: boolean
  /** True: a PUT of a missing object creates it. */
  readonly allowCreateOnUpdate: boolean
  /** Structural schema for publishing (OpenAPI); undefined for a custom resource without one. */
  readonly schema: JsonObject | undefined

  /**
   * Decodes a body (or a patched object) into the kind: drops and names unknown fields. What it shares with `stored`,
   * the object it is to replace, is not looked at again.
   * @throws StatusError 400 when a field has the wrong JSON type.
   */
  decode(object: JsonObject, stored?: JsonObject): DecodedBody
  /** Fills in defaults; idempotent. */
  default(object: JsonObject): JsonObject
  /** What the server resets or generates before storing a new object (system metadata is already set). */
  prepareForCreate(object: JsonObject): JsonObject
  /** What the server restores or derives before storing an update of the main resource: status, allocated values. */
  prepareForUpdate(object: JsonObject, old: JsonObject): JsonObject
  /** Validates a new object, metadata included. */
  validate(object: JsonObject): readonly FieldError[]
  /** Validates an update of the main resource, metadata included. */
  validateUpdate(object: JsonObject, old: JsonObject): readonly FieldError[]
  /** Validates an update of the status subresource, metadata included. */
  validateStatusUpdate(object: JsonObject, old: JsonObject): readonly FieldError[]

  readonly printerColumns: readonly PrinterColumn[]
  /** One cell per column; `nowMs` is the time in milliseconds since the Unix epoch. */
  printRow(object: JsonObject, nowMs: number): readonly string[]
}

/** A version of a built-in kind that is served, but stored as another one. Both conversions are pure. */
export interface ConvertedVersion {
  readonly kind: ResourceKind
  /** `v2`. */
  readonly storageVersion: string
  /** An object of this version as it is stored. */
  toStorage(object: JsonObject): JsonObject
  /** A stored object in this version. */
  toServed(row: JsonObject): JsonObject
}

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<ResourceKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** Names of the columns as kubectl prints them: upper case; wide columns only when asked for. */
export function tableHeaders(kind: Pick<ResourceKind, 'printerColumns'>, wide = false): readonly string[] {
  return shownColumns(kind, wide).map((column) => column.name.toUpperCase())
}

/** The cells of a row that belong to the shown columns. */
export function tableCells(
  kind: Pick<ResourceKind, 'printerColumns' | 'printRow'>,
  object: JsonObject,
  nowMs: number,
  wide = false,
): readonly string[] {
  const cells = kind.printRow(object, nowMs)
  return cells.filter((_, index) => wide || kind.printerColumns[index]?.priority === 0)
}

function shownColumns(kind: Pick<ResourceKind, 'printerColumns'>, wide: boolean): readonly PrinterColumn[] {
  return kind.printerColumns.filter((column) => wide || column.priority === 0)
}
