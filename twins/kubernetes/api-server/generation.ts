import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import { metadataOf, numberAt, valueAt } from '../client/objects.js'
import { withMetadata } from './object-metadata.js'
import type { ServedResource } from './served-resource.js'

/** The generation of a new object; undefined for kinds that have none. */
export function firstGeneration({ type }: ServedResource): number | undefined {
  return type.generationRule === 'none' ? undefined : 1
}

/**
 * Whether a change to the main resource counts as a new generation; `status` is that of the stored object already where
 * it is a subresource. Source: kubernetes v1.36 strategies (PrepareForUpdate), apiextensions-apiserver v0.36.3
 * pkg/registry/customresource/strategy.go.
 */
export function bumpsGeneration({ type }: ServedResource, object: JsonObject, old: JsonObject): boolean {
  if (object === old) return false
  switch (type.generationRule) {
    case 'none':
      return false
    case 'spec':
      return !jsonEqual(object['spec'], old['spec'])
    case 'spec-or-annotations':
      return !jsonEqual(object['spec'], old['spec']) || !sameAnnotations(object, old)
    case 'all-but-metadata':
      return differsOutsideMetadata(object, old) || differsOutsideMetadata(old, object)
  }
}

function sameAnnotations(object: JsonObject, old: JsonObject): boolean {
  const path = ['metadata', 'annotations'] as const
  return jsonEqual(valueAt(object, ...path) ?? {}, valueAt(old, ...path) ?? {})
}

function differsOutsideMetadata(object: JsonObject, other: JsonObject): boolean {
  for (const member in object) {
    if (member !== 'metadata' && !jsonEqual(object[member], other[member])) return true
  }
  return false
}

/** The object with its generation one higher. */
export function withNextGeneration(object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  return withMetadata(object, { ...metadata, generation: numberAt(metadata, 0, 'generation') + 1 })
}
