import type { JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { arrayAt, listObjects, metadataOf, objectAt, textAt, valueAt } from '../../client/objects.js'
import { isDefaultClass } from '../../schema/builtin/storage-class.js'
import { withMetadata } from '../object-metadata.js'

/**
 * A claim that names no class gets the default one, the newest if there are several.
 * Source: kubernetes v1.36 plugin/pkg/admission/storage/storageclass/setdefault/admission.go, pkg/volume/util/storageclass.go
 * (GetDefaultClass).
 */
export function withDefaultClass(claim: JsonObject, view: View): JsonObject {
  const spec = objectAt(claim, 'spec')
  const named =
    spec['storageClassName'] !== undefined ||
    valueAt(claim, 'metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class') !== undefined
  if (named) return claim
  const found = defaultClass(view)
  if (found === undefined) return claim
  return { ...claim, spec: { ...spec, storageClassName: textAt(found, 'metadata', 'name') } }
}

function defaultClass(view: View): JsonObject | undefined {
  const age = (one: JsonObject): string => textAt(one, 'metadata', 'creationTimestamp')
  const classes = listObjects(view, 'storage.k8s.io', 'storageclasses').filter(isDefaultClass)
  return classes.reduce<JsonObject | undefined>(
    (newest, one) => (newest === undefined || age(one) > age(newest) ? one : newest),
    undefined,
  )
}

/** The object with a finalizer. */
export function withFinalizer(object: JsonObject, finalizer: string): JsonObject {
  const before = arrayAt(object, 'metadata', 'finalizers')
  if (before.includes(finalizer)) return object
  return withMetadata(object, { ...metadataOf(object), finalizers: [...before, finalizer] })
}
