import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf, succeeded } from '../../client/api.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { controllerOf, isControlledBy, withController, withoutOwners } from '../owner-references.js'
import { REPLICA_SETS } from '../resources.js'
import { selects } from '../selector.js'

/**
 * ReplicaSets of a Deployment: its own that match the selector, plus ownerless ones that do, which it adopts. Its own
 * that no longer match are released.
 * Source: kubernetes v1.36 pkg/controller/controller_ref_manager.go (ClaimReplicaSets).
 */
export function* claimReplicaSets(deployment: JsonObject): Proc<readonly JsonObject[]> {
  const namespace = textAt(deployment, 'metadata', 'namespace')
  const deleting = metadataOf(deployment)['deletionTimestamp'] !== undefined
  const claimed: JsonObject[] = []
  for (const replicaSet of itemsOf(yield* api({ verb: 'list', ...REPLICA_SETS, namespace }))) {
    const matches = selects(deployment, replicaSet)
    if (controllerOf(replicaSet) === undefined) {
      const free = metadataOf(replicaSet)['deletionTimestamp'] === undefined
      if (!matches || deleting || !free) continue
      const adopted = yield* patchReplicaSet(replicaSet, withController(replicaSet, deployment))
      if (adopted !== undefined) claimed.push(adopted)
    } else if (isControlledBy(replicaSet, deployment)) {
      if (matches) claimed.push(replicaSet)
      else if (!deleting) {
        const own = new Set([textAt(deployment, 'metadata', 'uid')])
        yield* patchReplicaSet(replicaSet, withoutOwners(replicaSet, own))
      }
    }
  }
  return claimed
}

function* patchReplicaSet(replicaSet: JsonObject, body: JsonObject): Proc<JsonObject | undefined> {
  const { namespace, name } = metadataOf(replicaSet) as { namespace: string; name: string }
  const response = yield* api({
    verb: 'patch',
    ...REPLICA_SETS,
    namespace,
    name,
    patchType: 'merge',
    body,
  })
  return succeeded(response) ? response.body : undefined
}
