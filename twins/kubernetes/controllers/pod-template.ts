import type { JsonObject } from '../../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../client/objects.js'
import { controllerReference } from './owner-references.js'

/**
 * The pod that a controller makes of a template. It gets a generated name unless the caller sets one.
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go (GetPodFromTemplate).
 */
export function podFromTemplate(owner: JsonObject, template: JsonObject): JsonObject {
  const metadata = metadataOf(template)
  const copied: Record<string, JsonObject> = {}
  for (const field of ['labels', 'annotations', 'finalizers'] as const) {
    if (metadata[field] !== undefined) copied[field] = metadata[field] as JsonObject
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...copied,
      generateName: `${textAt(owner, 'metadata', 'name')}-`,
      namespace: textAt(owner, 'metadata', 'namespace'),
      ownerReferences: [controllerReference(owner)],
    },
    spec: objectAt(template, 'spec'),
  }
}
