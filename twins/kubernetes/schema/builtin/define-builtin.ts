import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { cannotBeHandled } from '../../status-error.js'
import { decodeStruct } from '../decode.js'
import type { FieldError } from '../field-error.js'
import type { Struct } from '../go-type.js'
import { validateObjectMeta, validateObjectMetaUpdate } from '../metadata.js'
import type { NameRule } from '../names.js'
import type { GenerationRule, PrinterColumn, ResourceKind } from '../resource-kind.js'
import { objectAt, withKey } from '../share.js'
import { structuralSchemaOf } from './go-schema.js'
import { structOfKind } from './types/index.js'

/** What a built-in kind says about itself; everything left out has the usual value. */
export interface BuiltinDefinition {
  readonly group: string
  /** Default `v1`. */
  readonly version?: string
  readonly kind: string
  readonly plural: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** Default true. */
  readonly namespaced?: boolean
  /** Default none; `status` in it makes status a subresource. */
  readonly subresources?: readonly string[]
  /** Default `none`. */
  readonly generationRule?: GenerationRule
  /** Default `Background`. */
  readonly defaultDeletePropagation?: 'Background' | 'Orphan'
  /** Default true. */
  readonly allowUnconditionalUpdate?: boolean
  /** Default false. */
  readonly allowCreateOnUpdate?: boolean
  /** Default a DNS-1123 subdomain. */
  readonly nameRule?: NameRule
  readonly default?: (object: JsonObject) => JsonObject
  /** Beyond resetting status. */
  readonly prepareForCreate?: (object: JsonObject) => JsonObject
  /** Beyond keeping status. */
  readonly prepareForUpdate?: (object: JsonObject, old: JsonObject) => JsonObject
  /** Everything but metadata. */
  readonly validate?: (object: JsonObject) => readonly FieldError[]
  /** Everything but metadata; default `validate` of the new object. */
  readonly validateUpdate?: (object: JsonObject, old: JsonObject) => readonly FieldError[]
  readonly validateStatusUpdate?: (object: JsonObject, old: JsonObject) => readonly FieldError[]
  readonly printerColumns: readonly PrinterColumn[]
  readonly printRow: (object: JsonObject, nowMs: number) => readonly string[]
}

const NO_ERRORS: readonly FieldError[] = Object.freeze([])

/** Builds the kind: typed decoding, metadata validation and the usual values around what the definition says. */
export function defineBuiltin(definition: BuiltinDefinition): ResourceKind {
  const { kind, group, plural } = definition
  const version = definition.version ?? 'v1'
  const struct = structOfKind(kind, version)
  const subresources = definition.subresources ?? []
  const hasStatus = subresources.includes('status')
  return {
    group,
    version,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    shortNames: definition.shortNames ?? [],
    categories: definition.categories ?? [],
    namespaced: definition.namespaced ?? true,
    subresources,
    hasStatus,
    generationRule: definition.generationRule ?? 'none',
    defaultDeletePropagation: definition.defaultDeletePropagation ?? 'Background',
    allowUnconditionalUpdate: definition.allowUnconditionalUpdate ?? true,
    allowCreateOnUpdate: definition.allowCreateOnUpdate ?? false,
    get schema() {
      return structuralSchemaOf(struct)
    },
    decode: (object, stored) => {
      const decoded = decodeStruct(struct, object, stored)
      if (decoded.error !== undefined) throw cannotBeHandled(kind, version, decoded.error)
      return decoded
    },
    default: definition.default ?? ((object) => object),
    prepareForCreate: (object) =>
      prepareForCreate(definition, hasStatus ? withEmptyStatus(struct, object) : object),
    prepareForUpdate: (object, old) => prepareForUpdate(definition, hasStatus, object, old),
    ...validators(definition),
    printerColumns: definition.printerColumns,
    printRow: definition.printRow,
  }
}

function prepareForCreate(definition: BuiltinDefinition, reset: JsonObject): JsonObject {
  return definition.prepareForCreate === undefined ? reset : definition.prepareForCreate(reset)
}

function prepareForUpdate(
  definition: BuiltinDefinition,
  hasStatus: boolean,
  object: JsonObject,
  old: JsonObject,
): JsonObject {
  const kept = hasStatus ? withKey(object, 'status', old['status']) : object
  return definition.prepareForUpdate === undefined ? kept : definition.prepareForUpdate(kept, old)
}

/** The status of a new object: what Go emits for an empty one. */
function withEmptyStatus(struct: Struct, object: JsonObject): JsonObject {
  const empty = decodeStruct(struct, {}).object['status']
  return jsonEqual(object['status'], empty) ? object : withKey(object, 'status', empty)
}

function validators(
  definition: BuiltinDefinition,
): Pick<ResourceKind, 'validate' | 'validateUpdate' | 'validateStatusUpdate'> {
  const rules = {
    namespaced: definition.namespaced ?? true,
    builtin: true,
    ...(definition.nameRule === undefined ? {} : { nameRule: definition.nameRule }),
  }
  const content = definition.validate ?? (() => NO_ERRORS)
  const change = definition.validateUpdate ?? ((object: JsonObject) => content(object))
  const status = definition.validateStatusUpdate ?? (() => NO_ERRORS)
  const metadata = (object: JsonObject): JsonObject => objectAt(object, 'metadata') ?? {}
  return {
    validate: (object) => concat(validateObjectMeta(metadata(object), rules), content(object)),
    validateUpdate: (object, old) =>
      concat(validateObjectMetaUpdate(metadata(object), metadata(old)), change(object, old)),
    validateStatusUpdate: (object, old) =>
      concat(validateObjectMetaUpdate(metadata(object), metadata(old)), status(object, old)),
  }
}

function concat(first: readonly FieldError[], second: readonly FieldError[]): readonly FieldError[] {
  if (second.length === 0) return first
  return first.length === 0 ? second : [...first, ...second]
}
