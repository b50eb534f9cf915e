import type { JsonObject } from '../../kernel/json.js'
import { objectAt } from '../../kubernetes/index.js'
import { nameOf, namespaceOf } from '../cluster.js'
import { ownedBy } from '../kube.js'
import { LABEL_CLUSTER, LABEL_MANAGED_BY, MANAGER } from '../names.js'

/**
 * Metadata of what the operator makes for a Cluster: its labels, those that are inherited, and the owner.
 * cloudnative-pg v1.30.0 api/v1/cluster_funcs.go (SetInheritedDataAndOwnership).
 */
export function ownedMetadata(
  cluster: JsonObject,
  name: string,
  more: {
    readonly labels?: JsonObject
    readonly annotations?: JsonObject
    readonly blocksOwner?: boolean
  } = {},
): JsonObject {
  const inherited = objectAt(cluster, 'spec', 'inheritedMetadata')
  const annotations = { ...objectAt(inherited, 'annotations'), ...more.annotations }
  return {
    name,
    namespace: namespaceOf(cluster),
    labels: {
      ...objectAt(inherited, 'labels'),
      [LABEL_CLUSTER]: nameOf(cluster),
      [LABEL_MANAGED_BY]: MANAGER,
      ...more.labels,
    },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ownerReferences: ownedBy(cluster, more.blocksOwner === true),
  }
}
