import { isObject, type Json, type JsonObject, stableStringify } from '../../../kernel/json.js'
import { goJsonEscape } from '../../schema/go-text.js'
import type { TypeSchema } from '../type-schema.js'
import { compareTyped } from './compare.js'
import { difference, type FieldSet, isEmptySet } from './field-set.js'
import { fieldSetOf } from './field-set-of.js'
import type { OwnedFields } from './take-fields.js'
import { configProblems } from './validate-config.js'

/** The manager for which a client-side apply is taken over without conflicts. */
export const KUBECTL = 'kubectl'

/** Where `kubectl apply` keeps the configuration it applied last. */
export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * What stays contested when `kubectl apply --server-side` takes over from a client-side apply: fields the annotation
 * holds with the live value may be taken. Without a usable annotation everything stays contested.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/lastappliedmanager.go (Apply).
 */
export function contestedAfterClientSideApply(
  schema: TypeSchema,
  live: JsonObject,
  apiVersion: string,
  contested: readonly OwnedFields[],
): readonly OwnedFields[] {
  const allowed = lastAppliedFields(schema, live, apiVersion)
  if (allowed === undefined) return contested
  return contested
    .map(({ entry, fields }) => ({ entry, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmptySet(fields))
}

function lastAppliedFields(schema: TypeSchema, live: JsonObject, apiVersion: string): FieldSet | undefined {
  const applied = lastApplied(live)
  if (applied === undefined || applied['apiVersion'] !== apiVersion) return undefined
  if (configProblems(schema, live) !== undefined || configProblems(schema, applied) !== undefined)
    return undefined
  const { added, modified, removed } = compareTyped(schema, applied, live)
  return [modified, added, removed].reduce(difference, fieldSetOf(schema, applied))
}

function lastApplied(live: JsonObject): JsonObject | undefined {
  const text = annotationOf(live)
  if (text === undefined) return undefined
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function annotationOf(object: JsonObject): string | undefined {
  const metadata = object['metadata']
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined
  const text = isObject(annotations) ? annotations[LAST_APPLIED_ANNOTATION] : undefined
  return typeof text === 'string' && text !== '' ? text : undefined
}

/**
 * An applied object with the annotation of client-side apply brought up to date, if it has one.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/lastappliedupdater.go (Apply).
 */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const metadata = object['metadata']
  if (annotationOf(object) === undefined || !isObject(metadata)) return object
  const text = `${goJsonEscape(stableStringify(withoutAnnotation(config)))}\n`
  if (annotationOf(object) === text) return object
  const annotations = { ...(metadata['annotations'] as JsonObject), [LAST_APPLIED_ANNOTATION]: text }
  return { ...object, metadata: { ...metadata, annotations } }
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const metadata = config['metadata']
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined
  if (!isObject(metadata) || !isObject(annotations)) return config
  const { [LAST_APPLIED_ANNOTATION]: _, ...rest } = annotations
  return { ...config, metadata: { ...metadata, annotations: rest } }
}
