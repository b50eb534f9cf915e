import type { Watch } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import {
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  presentKey,
  textAt,
} from '../../kubernetes/index.js'
import { currentPrimaryOf, labelOf, nameOf, namespaceOf, ownerClusterOf, usedSecretsOf } from '../cluster.js'
import { INSTANCES, type InstanceRow } from '../instance/memory.js'
import {
  CLUSTER,
  JOB,
  type Kind,
  LABEL_CLUSTER,
  LABEL_RELOAD,
  NODE,
  PDB,
  POD,
  PVC,
  SECRET,
  SERVICE,
} from '../names.js'
import { OPERATOR_KEY, operatorOf } from '../operator.js'

/**
 * What wakes the operator for a Cluster. A Secret counts when the Cluster owns it or when it carries the label cnpg.io/reload:
 * without it a change is noticed with the next event of the Cluster only.
 * cloudnative-pg v1.30.0 internal/controller/cluster_controller.go (SetupWithManager), cluster_predicates.go.
 */
export function clusterWatches(profile: Readonly<Record<string, string>>): readonly Watch[] {
  return [
    watchOf(CLUSTER, presentKey),
    ...[POD, PVC, JOB, SERVICE, PDB].map((kind) => watchOf(kind, clusterKeys)),
    watchOf(SECRET, (change, view) => [...new Set([...ownerKeys(change), ...usersOf(change, view)])]),
    watchOf(NODE, primariesOn),
    { table: INSTANCES, map: instanceKeys },
    operatorWatch(profile),
  ]
}

/** All Clusters, when the operator comes up or its image changes. */
function operatorWatch(profile: Readonly<Record<string, string>>): Watch {
  return {
    table: OBJECTS,
    prefix: OPERATOR_KEY,
    map: (change, view) => {
      const { before, after } = changedObject(change)
      const [was, is] = [operatorOf(before, profile), operatorOf(after, profile)]
      if (!is.running || (was.running && was.image === is.image)) return []
      return listObjects(view, CLUSTER.group, CLUSTER.resource).map(namespacedName)
    },
  }
}

function watchOf(kind: Kind, keys: (change: Change, view: View) => readonly string[]): Watch {
  return {
    table: OBJECTS,
    prefix: objectPrefix(kind.group, kind.resource),
    map: (change, view) => keys(change, view),
  }
}

/** Its own, and those in the way that carry its label: upstream looks again every second until they are gone. */
function clusterKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const object = after ?? before
  const name = object === undefined ? '' : labelOf(object, LABEL_CLUSTER)
  const labelled = object === undefined || name === '' ? [] : [`${namespaceOf(object)}/${name}`]
  return [...new Set([...ownerKeys(change), ...labelled])]
}

/** Clusters with their primary on a node that changed. cluster_controller.go (mapNodeToClusters). */
function primariesOn({ before, after }: Change, view: View): readonly string[] {
  const node = (after ?? before) as JsonObject
  return listObjects(view, CLUSTER.group, CLUSTER.resource)
    .filter((cluster) => {
      const pod = findObject(view, '', 'pods', namespaceOf(cluster), currentPrimaryOf(cluster))
      return textAt(pod, 'spec', 'nodeName') === nameOf(node)
    })
    .map(namespacedName)
}

function ownerKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const object = after ?? before
  const owners = [before, after].map(ownerClusterOf).filter((name) => name !== undefined)
  return object === undefined ? [] : [...new Set(owners)].map((name) => `${namespaceOf(object)}/${name}`)
}

/** Clusters that use a Secret with the label; its value does not matter. */
function usersOf(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const secret = after ?? before
  if (secret === undefined || !(LABEL_RELOAD in objectAt(metadataOf(secret), 'labels'))) return []
  const name = textAt(metadataOf(secret), 'name')
  return listObjects(view, CLUSTER.group, CLUSTER.resource, namespaceOf(secret))
    .filter((cluster) => usedSecretsOf(cluster).includes(name))
    .map(namespacedName)
}

/** Key of the Cluster of an instance that came, went or said something new. */
export function instanceKeys({ key, before, after }: Change): readonly string[] {
  const row = (after ?? before) as InstanceRow | undefined
  return row === undefined || row === null ? [] : [`${key.slice(0, key.indexOf('/'))}/${row.cluster}`]
}
