import type { JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { discoverResources } from '../../api-server/discovery.js'
import { findKind } from '../../client/discovery.js'
import { arrayAt, metadataOf, OBJECTS, objectKey, textAt } from '../../client/objects.js'

/** Finalizers the collector works for. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go. */
export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

export function isTerminating(object: JsonObject): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined
}

export function hasFinalizer(object: JsonObject, finalizer: string): boolean {
  return arrayAt(object, 'metadata', 'finalizers').includes(finalizer)
}

/** Terminating, and waiting for its dependents to go first. */
export function isDeletingDependents(object: JsonObject): boolean {
  return isTerminating(object) && hasFinalizer(object, FOREGROUND)
}

/** The owner a reference means, as the collector's cache has it. */
export type OwnerInView =
  | { readonly kind: 'unknown-kind' }
  | { readonly kind: 'absent'; readonly key: string }
  | { readonly kind: 'present'; readonly key: string; readonly object: JsonObject }

/** Looks an owner up in the dependent's own namespace; another uid means absent. */
export function ownerInView(view: View, reference: JsonObject, namespace: string): OwnerInView {
  const info = findKind(discoverResources(view), textAt(reference, 'apiVersion'), textAt(reference, 'kind'))
  if (info === undefined) return { kind: 'unknown-kind' }
  const place = info.namespaced ? namespace : ''
  const key = objectKey(info.group, info.plural, place, textAt(reference, 'name'))
  const object = view.get<JsonObject>(OBJECTS, key)
  if (object === undefined || textAt(metadataOf(object), 'uid') !== reference['uid'])
    return { kind: 'absent', key }
  return { kind: 'present', key, object }
}
