import type { Difference, Plane, PlaneReport } from '../contract/component.js'
import { isObject, type JsonObject, jsonEqual } from '../kernel/json.js'
import type { View } from '../kernel/world.js'
import {
  conditionStatus,
  findCondition,
  listObjects,
  metadataOf,
  numberAt,
  objectAt,
  subjectOf,
  textAt,
  valueAt,
} from '../kubernetes/index.js'
import { isTerminating, namespaceOf, phaseOf } from './cluster.js'
import { BACKUP, CLUSTER, DATABASE, type Kind } from './names.js'
import { NOT_MODELLED_PHASE } from './phases.js'

const OWNER = 'CloudNativePG'

/**
 * What the operator still wants: every Cluster healthy or hibernated, every managed role as it shall be, every Database applied in its
 * present generation, no backup failed, nothing stuck while terminating.
 */
export const cloudnativePgPlane: Plane = { name: 'cloudnative-pg', inspect }

function inspect(view: View): PlaneReport {
  const [clusters, databases, backups] = [CLUSTER, DATABASE, BACKUP].map((kind) => all(view, kind)) as [
    readonly JsonObject[],
    readonly JsonObject[],
    readonly JsonObject[],
  ]
  const roles = clusters.flatMap(rolesOf)
  const differences = [
    ...[...clusters, ...databases].flatMap(terminating),
    ...clusters.flatMap(clusterDifferences),
    ...roles.flatMap(roleDifferences),
    ...databases.flatMap((database) => databaseDifferences(database, clusters)),
    ...backups.filter((backup) => textAt(backup, 'status', 'phase') === 'failed').map(failedBackup),
  ]
  const compared = clusters.length + roles.length + databases.length + backups.length
  const unmodelled = clusters.filter((cluster) => phaseOf(cluster) === NOT_MODELLED_PHASE)
  if (unmodelled.length === 0) return { compared, differences }
  const reasons = unmodelled.map(
    (cluster) => `${subjectOf(cluster)}: not modelled: ${textAt(cluster, 'status', 'phaseReason')}`,
  )
  return { compared, differences, inconclusive: reasons.join('; ') }
}

function all(view: View, kind: Kind): readonly JsonObject[] {
  return listObjects(view, kind.group, kind.resource)
}

function about(object: JsonObject, message: string): Difference {
  return { subject: subjectOf(object), owner: OWNER, message }
}

function terminating(object: JsonObject): readonly Difference[] {
  if (!isTerminating(object)) return []
  const { finalizers } = metadataOf(object)
  const held = Array.isArray(finalizers) ? finalizers.join(', ') : 'nothing'
  return [about(object, `is terminating and held by ${held}`)]
}

function clusterDifferences(cluster: JsonObject): readonly Difference[] {
  if (conditionStatus(cluster, 'Ready') === 'True') return []
  if (conditionStatus(cluster, 'cnpg.io/hibernation') === 'True') return []
  const phase = phaseOf(cluster) || 'no phase yet'
  const reason = textAt(cluster, 'status', 'phaseReason')
  const condition = findCondition(cluster, 'Ready')
  const text = reason === '' ? phase : `${phase}: ${reason}`
  return [about(cluster, `is not Ready: ${condition === undefined ? 'no condition yet' : text}`)]
}

interface ManagedRole {
  readonly cluster: JsonObject
  readonly name: string
}

function rolesOf(cluster: JsonObject): readonly ManagedRole[] {
  const roles = valueAt(cluster, 'spec', 'managed', 'roles')
  if (!Array.isArray(roles)) return []
  return roles.filter(isObject).map((role) => ({ cluster, name: textAt(role, 'name') }))
}

function roleDifferences({ cluster, name }: ManagedRole): readonly Difference[] {
  const status = objectAt(cluster, 'status', 'managedRolesStatus')
  const reconciled = valueAt(status, 'byStatus', 'reconciled')
  if (Array.isArray(reconciled) && reconciled.includes(name)) return passwordDifferences({ cluster, name })
  const problems = valueAt(status, 'cannotReconcile', name)
  const why = Array.isArray(problems) ? problems.join('; ') : 'not reconciled yet'
  return [about(cluster, `role ${name}: ${why}`)]
}

/** A role whose Secret was missing when its password was last written has none now. */
function passwordDifferences({ cluster, name }: ManagedRole): readonly Difference[] {
  const state = objectAt(cluster, 'status', 'managedRolesStatus', 'passwordStatus', name)
  const cleared = jsonEqual(state['resourceVersion'] ?? null, '')
  return cleared ? [about(cluster, `role ${name}: its password was cleared, its Secret was missing`)] : []
}

function databaseDifferences(database: JsonObject, clusters: readonly JsonObject[]): readonly Difference[] {
  const name = textAt(database, 'spec', 'cluster', 'name')
  const cluster = clusters.find(
    (each) => textAt(metadataOf(each), 'name') === name && namespaceOf(each) === namespaceOf(database),
  )
  if (cluster === undefined) return [about(database, `its Cluster ${name} does not exist`)]
  const applied = valueAt(database, 'status', 'applied') === true
  const generation = numberAt(metadataOf(database), 0, 'generation')
  if (applied && numberAt(database, 0, 'status', 'observedGeneration') === generation) return []
  return [about(database, `is not applied: ${textAt(database, 'status', 'message') || 'not looked at yet'}`)]
}

function failedBackup(backup: JsonObject): Difference {
  return about(backup, `failed: ${textAt(backup, 'status', 'error')}`)
}
