import type { Watch } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  textAt,
} from '../../kubernetes/index.js'
import type { Behaviours } from '../behaviours.js'
import { hasGenericTarget, targetNameOf } from '../external-secret.js'
import { EXTERNAL_SECRET, type Kind, LABEL_MANAGED, LABEL_MANAGED_VALUE, SECRET } from '../names.js'
import { OPERATOR_KEY, operatorOf } from '../operator.js'
import { controllerOf, isExternalSecret } from '../ownership.js'

/** What wakes an ExternalSecret: itself, its target by the release's rule, and the operator being started. */
export function externalSecretWatches(behaviours: Behaviours): readonly Watch[] {
  return [
    {
      table: OBJECTS,
      prefix: objectPrefix(EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource),
      map: (change) => {
        const { before, after } = changedObject(change)
        const object = after ?? before
        if (object === undefined) return []
        if (behaviours.ignoresStatusUpdates && before !== undefined && after !== undefined)
          return concernsController(before, after) ? [namespacedName(object)] : []
        return [namespacedName(object)]
      },
    },
    {
      table: OBJECTS,
      prefix: objectPrefix(SECRET.group, SECRET.resource),
      map: (change, view) => {
        const { before, after } = changedObject(change)
        return externalSecretsOf(after ?? before, before, view, behaviours)
      },
    },
    operatorWatch(EXTERNAL_SECRET),
  ]
}

/** Everything of a kind when the operator's Deployment comes up from 0 replicas, as the initial list of a new pod. */
export function operatorWatch(kind: Kind): Watch {
  return {
    table: OBJECTS,
    prefix: OPERATOR_KEY,
    map: (change, view) => {
      const { before, after } = changedObject(change)
      const ran = before === undefined || operatorOf(before).running
      const runs = after === undefined || operatorOf(after).running
      return runs && !ran ? listObjects(view, kind.group, kind.resource).map(namespacedName) : []
    },
  }
}

/** external-secrets v2.9.0 externalsecret_controller.go (shouldEnqueueExternalSecretUpdate). */
function concernsController(before: JsonObject, after: JsonObject): boolean {
  const members = ['generation', 'labels', 'annotations', 'finalizers', 'deletionTimestamp']
  return members.some((member) => !jsonEqual(metadataOf(before)[member], metadataOf(after)[member]))
}

/**
 * Until v0.9.17 only the controlling ExternalSecret (Owns); then all that target the Secret (findObjectsForSecret);
 * from v0.11.0 only for Secrets with the label `managed` (predicate secretHasESLabel).
 */
function externalSecretsOf(
  secret: JsonObject | undefined,
  before: JsonObject | undefined,
  view: View,
  { secretWatch }: Behaviours,
): readonly string[] {
  if (secret === undefined) return []
  const namespace = textAt(secret, 'metadata', 'namespace')
  if (secretWatch === 'owned') return [...new Set([before, secret].flatMap(owningKeys))]
  if (
    secretWatch === 'managed' &&
    textAt(secret, 'metadata', 'labels', LABEL_MANAGED) !== LABEL_MANAGED_VALUE
  )
    return []
  const name = textAt(secret, 'metadata', 'name')
  return listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource, namespace)
    .filter((es) => !hasGenericTarget(es) && targetNameOf(es) === name)
    .map(namespacedName)
}

function owningKeys(secret: JsonObject | undefined): readonly string[] {
  if (secret === undefined) return []
  const owner = controllerOf(arrayAt(secret, 'metadata', 'ownerReferences'))
  if (owner === undefined || !isExternalSecret(owner)) return []
  return [`${textAt(secret, 'metadata', 'namespace')}/${textAt(owner, 'name')}`]
}
