import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, itemsOf, type Resource, succeeded } from '../client/api.js'
import { changedObject, metadataOf, namespacedName, textAt } from '../client/objects.js'
import { controllerOf, isControlledBy, withController, withoutOwners } from './owner-references.js'
import { selects } from './selector.js'

/** Key of the changed object while it is there; one that is gone needs no sync. */
export function presentKey(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after === undefined ? [] : [namespacedName(after)]
}

/** Key of the object's controller, if that is of this kind. */
export function ownerKey(kind: string, object: JsonObject | undefined): string | undefined {
  const owner = object === undefined ? undefined : controllerOf(object)
  if (object === undefined || textAt(owner, 'kind') !== kind) return undefined
  return `${textAt(object, 'metadata', 'namespace')}/${textAt(owner, 'name')}`
}

/** Keys of the object's controllers of this kind before and after a change, each once. */
export function ownerKeys(kind: string, change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const keys = [ownerKey(kind, before), ownerKey(kind, after)]
  return [...new Set(keys.filter((key): key is string => key !== undefined))]
}

/**
 * Objects of a resource in the owner's namespace that belong to it: its own that match, and ownerless ones that do, which
 * it adopts. Its own that no longer match are released. An owner that is being deleted neither adopts nor releases.
 * `matches` defaults to the owner's selector.
 * Source: kubernetes v1.36 pkg/controller/controller_ref_manager.go (ClaimObject, ClaimPods, ClaimReplicaSets).
 */
export function* claimObjects(
  owner: JsonObject,
  resource: Resource,
  matches: (object: JsonObject) => boolean = (object) => selects(owner, object),
): Proc<readonly JsonObject[]> {
  const namespace = textAt(owner, 'metadata', 'namespace')
  const deleting = metadataOf(owner)['deletionTimestamp'] !== undefined
  const claimed: JsonObject[] = []
  for (const object of itemsOf(yield* api({ verb: 'list', ...resource, namespace }))) {
    if (isControlledBy(object, owner)) {
      if (matches(object)) claimed.push(object)
      else if (!deleting)
        yield* patchObject(
          resource,
          object,
          withoutOwners(object, new Set([textAt(owner, 'metadata', 'uid')])),
        )
    } else if (controllerOf(object) === undefined && !deleting && isFree(object) && matches(object)) {
      const adopted = yield* patchObject(resource, object, withController(object, owner))
      if (adopted !== undefined) claimed.push(adopted)
    }
  }
  return claimed
}

function isFree(object: JsonObject): boolean {
  return metadataOf(object)['deletionTimestamp'] === undefined
}

/** The object after a merge patch, or undefined when the API refused (it changed or went; the next sync looks again). */
export function* patchObject(
  resource: Resource,
  object: JsonObject,
  body: JsonObject,
): Proc<JsonObject | undefined> {
  const metadata = metadataOf(object)
  const where = { namespace: textAt(metadata, 'namespace'), name: textAt(metadata, 'name') }
  const response = yield* api({ verb: 'patch', ...resource, ...where, patchType: 'merge', body })
  return succeeded(response) ? response.body : undefined
}
