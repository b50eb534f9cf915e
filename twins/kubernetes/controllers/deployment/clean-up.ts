import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api } from '../../client/api.js'
import { metadataOf, numberAt, textAt } from '../../client/objects.js'
import { REPLICA_SETS } from '../resources.js'
import { nameOf, replicasOf } from './replicas.js'
import { revisionOf } from './revisions.js'

/** Upstream reads the largest int32 as "keep all". */
const KEEP_ALL = 2_147_483_647

/**
 * Deletes old ReplicaSets beyond `revisionHistoryLimit`, lowest revision first; one that is in use is skipped.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (cleanupDeployment).
 */
export function* cleanUpHistory(deployment: JsonObject, old: readonly JsonObject[]): Proc<void> {
  const limit = numberAt(deployment, KEEP_ALL, 'spec', 'revisionHistoryLimit')
  for (const replicaSet of surplusHistory(old, limit)) {
    const namespace = textAt(replicaSet, 'metadata', 'namespace')
    yield* api({ verb: 'delete', ...REPLICA_SETS, namespace, name: nameOf(replicaSet) })
  }
}

/** The ReplicaSets that {@link cleanUpHistory} deletes. */
export function surplusHistory(old: readonly JsonObject[], limit: number): readonly JsonObject[] {
  const cleanable = old.filter((replicaSet) => metadataOf(replicaSet)['deletionTimestamp'] === undefined)
  const surplus = cleanable.length - limit
  if (limit === KEEP_ALL || surplus <= 0) return []
  const byRevision = [...cleanable].sort((a, b) => revisionOf(a) - revisionOf(b))
  return byRevision.slice(0, surplus).filter(isIdle)
}

function isIdle(replicaSet: JsonObject): boolean {
  return (
    numberAt(replicaSet, 0, 'status', 'replicas') === 0 &&
    replicasOf(replicaSet) === 0 &&
    numberAt(replicaSet, 0, 'metadata', 'generation') <=
      numberAt(replicaSet, 0, 'status', 'observedGeneration')
  )
}
