import { isObject, type JsonObject } from '../../kernel/json.js'
import { arrayAt, metadataOf, textAt } from '../client/objects.js'

/** All owner references of an object. */
export function ownerReferencesOf(object: JsonObject): readonly JsonObject[] {
  return arrayAt(object, 'metadata', 'ownerReferences').filter(isObject)
}

/** The reference with `controller: true`, or undefined (metav1.GetControllerOf). */
export function controllerOf(object: JsonObject): JsonObject | undefined {
  return ownerReferencesOf(object).find((reference) => reference['controller'] === true)
}

/** True when the object's controller is this very object (by uid). */
export function isControlledBy(object: JsonObject, owner: JsonObject): boolean {
  return textAt(controllerOf(object), 'uid') === textAt(owner, 'metadata', 'uid')
}

/**
 * The reference a controller sets on what it makes: controller and blockOwnerDeletion are true.
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/controller_ref.go (NewControllerRef).
 */
export function controllerReference(owner: JsonObject): JsonObject {
  const metadata = metadataOf(owner)
  return {
    apiVersion: textAt(owner, 'apiVersion'),
    kind: textAt(owner, 'kind'),
    name: textAt(metadata, 'name'),
    uid: textAt(metadata, 'uid'),
    controller: true,
    blockOwnerDeletion: true,
  }
}

/**
 * Merge patch that takes owner references away, guarded by the object's uid and resourceVersion.
 * Source: kubernetes v1.36 pkg/controller/garbagecollector/patch.go (deleteOwnerRefJSONMergePatch).
 */
export function withoutOwners(object: JsonObject, ownerUids: ReadonlySet<string>): JsonObject {
  const kept = ownerReferencesOf(object).filter((reference) => !ownerUids.has(textAt(reference, 'uid')))
  return ownerReferencesPatch(object, kept)
}

/** Merge patch that adds a controller reference (adoption), guarded by the object's uid and resourceVersion. */
export function withController(object: JsonObject, owner: JsonObject): JsonObject {
  return ownerReferencesPatch(object, [...ownerReferencesOf(object), controllerReference(owner)])
}

/** Merge patch that replaces all owner references, guarded by the object's uid and resourceVersion. */
export function ownerReferencesPatch(object: JsonObject, references: readonly JsonObject[]): JsonObject {
  const metadata = metadataOf(object)
  return {
    metadata: {
      uid: textAt(metadata, 'uid'),
      resourceVersion: textAt(metadata, 'resourceVersion'),
      ownerReferences: references.length === 0 ? null : references,
    },
  }
}
