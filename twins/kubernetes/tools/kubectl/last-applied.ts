import { isObject, type JsonObject } from '../../../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../../client/objects.js'
import { KubectlError } from './errors.js'
import { toCompactJson } from './printers/go-json.js'

/** Where `kubectl apply` keeps what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * An object with itself, as applied, in its annotation. Source: kubectl v0.32.0 pkg/util/apply.go
 * (GetModifiedConfiguration): the recorded text lacks the annotation, has `annotations` even when empty, and ends with
 * a newline.
 */
export function withLastApplied(object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const { [LAST_APPLIED]: _, ...annotations } = objectAt(metadata, 'annotations')
  const recorded = `${toCompactJson({ ...object, metadata: { ...metadata, annotations } })}\n`
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: recorded } } }
}

/** An object as `diff` merges it: with `annotations`, even when empty, and without that of `apply`. Source: as above. */
export function withoutLastApplied(object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const { [LAST_APPLIED]: _, ...annotations } = objectAt(metadata, 'annotations')
  return { ...object, metadata: { ...metadata, annotations } }
}

/** True when the object was made with `apply` or `create --save-config`. */
export function hasLastApplied(object: JsonObject): boolean {
  return objectAt(metadataOf(object), 'annotations')[LAST_APPLIED] !== undefined
}

/** What was applied last, or an empty object. Throws `KubectlError` when the annotation does not hold an object. */
export function lastApplied(object: JsonObject): JsonObject {
  const text = textAt(objectAt(metadataOf(object), 'annotations'), LAST_APPLIED)
  if (text === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (isObject(parsed)) return parsed
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new KubectlError('retrieving original configuration: the annotation is not a JSON object')
}
