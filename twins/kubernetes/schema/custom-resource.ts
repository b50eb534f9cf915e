import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { cannotBeHandled } from '../status-error.js'
import { structNamed } from './builtin/types/index.js'
import type { CustomColumn, CustomResourceDefinition, CustomResourceVersion } from './crd.js'
import { decodeStruct } from './decode.js'
import { type FieldError, invalidValue } from './field-error.js'
import { evaluateJsonPath } from './json-path.js'
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.js'
import type { DecodedBody, PrinterColumn, ResourceKind } from './resource-kind.js'
import { apiVersionOf } from './resource-kind.js'
import { objectAt, stringAt, withKey } from './share.js'
import { applyDefaults, pruneUnknown, validate, validatePart, validateUpdate } from './structural.js'
import { humanDuration, parseTime } from './time.js'

/** A definition without columns prints the age. Source: apiextensions-apiserver v0.36.3 pkg/apiserver/customresource_handler.go. */
const AGE_COLUMN: CustomColumn = {
  name: 'Age',
  type: 'date',
  format: '',
  priority: 0,
  jsonPath: '.metadata.creationTimestamp',
}

/**
 * The kind that one version of a definition serves.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/customresource_handler.go (unstructuredSchemaCoercer),
 * pkg/registry/customresource/{strategy,validator,status_strategy}.go, tableconvertor/tableconvertor.go. Conversion between
 * versions is not part of it.
 */
export function customResourceKind(
  definition: CustomResourceDefinition,
  version: CustomResourceVersion,
): ResourceKind {
  const { names, group } = definition
  const { schema } = version
  const typeMeta = { kind: names.kind, apiVersion: apiVersionOf({ group, version: version.name }) }
  const namespaced = definition.scope === 'Namespaced'
  const hasStatus = version.subresources.status
  return {
    group,
    version: version.name,
    ...names,
    namespaced,
    subresources: subresourcesOf(version),
    hasStatus,
    generationRule: 'all-but-metadata',
    defaultDeletePropagation: 'Background',
    allowUnconditionalUpdate: false,
    allowCreateOnUpdate: false,
    schema,
    decode: (object) => decodeCustom(object, names.kind, version),
    default: (object) => (schema === undefined ? object : applyDefaults(schema, object)),
    prepareForCreate: (object) => (hasStatus ? withKey(object, 'status', undefined) : object),
    prepareForUpdate: (object, old) => (hasStatus ? withKey(object, 'status', old['status']) : object),
    validate: (object) => validateCreate(object, typeMeta, namespaced, schema),
    validateUpdate: (object, old) => validateChange(object, old, typeMeta, schema),
    validateStatusUpdate: (object, old) => validateStatus(object, old, typeMeta, schema),
    ...printing(version),
  }
}

function printing(version: CustomResourceVersion): Pick<ResourceKind, 'printerColumns' | 'printRow'> {
  const columns = version.printerColumns.length === 0 ? [AGE_COLUMN] : version.printerColumns
  return {
    printerColumns: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      ...columns.map(printerColumn),
    ],
    printRow: (object, nowMs) => [
      stringAt(object, 'metadata', 'name'),
      ...columns.map((column) => printCell(column, object, nowMs)),
    ],
  }
}

function subresourcesOf(version: CustomResourceVersion): readonly string[] {
  const { status, scale } = version.subresources
  return [...(status ? ['status'] : []), ...(scale === undefined ? [] : ['scale'])]
}

function decodeCustom(object: JsonObject, kind: string, version: CustomResourceVersion): DecodedBody {
  const metadata = objectAt(object, 'metadata')
  const decoded = metadata === undefined ? undefined : decodeStruct(structNamed('ObjectMeta'), metadata)
  if (decoded?.error !== undefined) throw cannotBeHandled(kind, version.name, decoded.error)
  const typed = decoded === undefined ? object : withKey(object, 'metadata', decoded.object)
  const metaFields = (decoded?.unknownFields ?? []).map((field) => `metadata.${field}`)
  if (version.schema === undefined) return { object: typed, unknownFields: metaFields }
  const pruned = pruneUnknown(version.schema, typed)
  return { object: pruned.object, unknownFields: [...metaFields, ...pruned.unknownFields] }
}

interface TypeMeta {
  readonly kind: string
  readonly apiVersion: string
}

function validateTypeMeta(object: JsonObject, { kind, apiVersion }: TypeMeta): readonly FieldError[] {
  const errors: FieldError[] = []
  if (object['kind'] !== kind) {
    errors.push(invalidValue('kind', stringAt(object, 'kind'), `must be ${kind}`))
  }
  if (object['apiVersion'] !== apiVersion) {
    errors.push(invalidValue('apiVersion', stringAt(object, 'apiVersion'), `must be ${apiVersion}`))
  }
  return errors
}

function validateCreate(
  object: JsonObject,
  typeMeta: TypeMeta,
  namespaced: boolean,
  schema: JsonObject | undefined,
): readonly FieldError[] {
  const typeErrors = validateTypeMeta(object, typeMeta)
  if (typeErrors.length > 0) return typeErrors
  const metadata = validateObjectMeta(objectAt(object, 'metadata') ?? {}, { namespaced })
  return schema === undefined ? metadata : [...metadata, ...validate(schema, object)]
}

function validateMetadataChange(object: JsonObject, old: JsonObject): readonly FieldError[] {
  return validateObjectMetaUpdate(objectAt(object, 'metadata') ?? {}, objectAt(old, 'metadata') ?? {})
}

function validateChange(
  object: JsonObject,
  old: JsonObject,
  typeMeta: TypeMeta,
  schema: JsonObject | undefined,
): readonly FieldError[] {
  const typeErrors = validateTypeMeta(object, typeMeta)
  if (typeErrors.length > 0) return typeErrors
  const metadata = validateMetadataChange(object, old)
  return schema === undefined ? metadata : [...metadata, ...validateUpdate(schema, object, old)]
}

function validateStatus(
  object: JsonObject,
  old: JsonObject,
  typeMeta: TypeMeta,
  schema: JsonObject | undefined,
): readonly FieldError[] {
  const typeErrors = validateTypeMeta(object, typeMeta)
  if (typeErrors.length > 0) return typeErrors
  const metadata = validateMetadataChange(object, old)
  const statusSchema = objectAt(objectAt(schema, 'properties'), 'status')
  const status = objectAt(object, 'status')
  if (statusSchema === undefined || status === undefined) return metadata
  return [...metadata, ...validatePart(statusSchema, status, objectAt(old, 'status'), 'status')]
}

const COLUMN_TYPES: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'date'])

function printerColumn({ name, type, format, priority }: CustomColumn): PrinterColumn {
  const known = COLUMN_TYPES.has(type) ? (type as PrinterColumn['type']) : 'string'
  return { name, type: known, format, priority }
}

/** A missing or mistyped value prints nothing. */
function printCell(column: CustomColumn, object: JsonObject, nowMs: number): string {
  const value = evaluateJsonPath(column.jsonPath, object)[0]
  if (value === undefined || value === null) return ''
  switch (column.type) {
    case 'string':
      return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
    case 'integer':
      return typeof value === 'number' ? String(Math.trunc(value)) : ''
    case 'number':
      return typeof value === 'number' ? String(value) : ''
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : ''
    default:
      return printDate(value, nowMs)
  }
}

function printDate(value: Json, nowMs: number): string {
  if (typeof value !== 'string') return ''
  const time = parseTime(value)
  return time === undefined ? '<invalid>' : humanDuration(nowMs - time)
}
