import type { JsonObject } from '../../../kernel/json.js'
import { metadataOf } from '../../client/objects.js'

/** An object reduced to its metadata. Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/response.go (asPartialObjectMetadata). */
export function partialObjectMetadata(object: JsonObject, version: string): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: metadataOf(object),
  }
}
