import type { JsonObject } from '../kernel/json.js'
import type { TableSpec } from '../kernel/table.js'
import { managedFieldsTable } from './api-server/managed-fields.js'
import { canonicalKey, canonicalObject } from './api-server/projections/canonical.js'
import { exactObject } from './api-server/projections/exact.js'
import { configMapIndex, nodeIndex, ownerIndex, secretIndex } from './api-server/projections/indexes.js'
import { podsPerNodeTable } from './api-server/projections/pods-per-node.js'
import { antiAffinityIndex } from './api-server/resources/anti-affinity-index.js'
import { opaqueKindsTable, opaqueReadsTable } from './api-server/resources/opaque.js'
import { OBJECTS } from './client/objects.js'
import { ADDRESS_INDEX, addressIndex } from './network/address-index.js'

/** All API objects, by `resource.group/namespace/name`; see `twins/kubernetes/client/objects.ts`. */
export const objectsTable: TableSpec<JsonObject> = {
  name: OBJECTS,
  indexes: {
    owner: ownerIndex,
    node: nodeIndex,
    secret: secretIndex,
    configMap: configMapIndex,
    antiAffinity: antiAffinityIndex,
    [ADDRESS_INDEX]: addressIndex,
  },
  fingerprint: exactObject,
  canonical: canonicalObject,
  canonicalKey,
}

/** The tables of the Kubernetes component. */
export const kubernetesTables: readonly TableSpec<never>[] = [
  objectsTable,
  managedFieldsTable,
  podsPerNodeTable,
  opaqueKindsTable,
  opaqueReadsTable,
]
