import { compareKeys, type JsonObject } from '../../../kernel/json.js'
import { metadataOf, textAt } from '../../client/objects.js'

/**
 * Oldest first, ties by name.
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go (ReplicaSetsByCreationTimestamp).
 */
export function compareCreation(a: JsonObject, b: JsonObject): number {
  const left = metadataOf(a)
  const right = metadataOf(b)
  return (
    compareKeys(textAt(left, 'creationTimestamp'), textAt(right, 'creationTimestamp')) ||
    compareKeys(textAt(left, 'name'), textAt(right, 'name'))
  )
}
