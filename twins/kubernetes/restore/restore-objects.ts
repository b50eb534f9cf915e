import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { IDS, INCARNATIONS, type MintedId } from '../../kernel/tables.js'
import type { Transaction } from '../../kernel/transaction.js'
import { MANAGED_FIELDS } from '../api-server/managed-fields.js'
import { countPod } from '../api-server/projections/pods-per-node.js'
import { OPAQUE_KINDS } from '../api-server/resources/opaque.js'
import { fromTimestamp, groupResource, metadataOf, OBJECTS, objectKey, textAt } from '../client/objects.js'
import { decodeManagedFields } from '../machinery/managed-fields/index.js'
import { requireOwners } from './require-owners.js'
import { type ResolvedKinds, resolveKinds, rowOf, type StoredKind, typeOf } from './resolve-kinds.js'
import { nameInMessages, SnapshotError } from './snapshot-error.js'

/** Who minted the ids of a cluster; see `verbs/create.ts` and the kubelet. */
const API_SERVER = 'api-server'
const KUBELET = 'kubelet'

/** An object of a snapshot, ready to be stored. */
export interface SnapshotRow {
  readonly key: string
  readonly row: JsonObject
  readonly managedFields: Json | undefined
  /** Its place in the snapshot. */
  readonly index: number
}

/**
 * Puts the objects of a cluster into an empty store, as etcd does from a backup: everything they say stays, uid, generation,
 * deletion, owners, status and managers included; only resourceVersions are new. Nothing is logged as written and nobody is
 * told, so this is for a world that has not been booted. Events and Leases are left out: they tell of the past, and of
 * holders that start anew. `modelled`: see `resolveKinds`.
 * Throws {@link SnapshotError}, naming the object.
 */
export function restoreObjects(
  transaction: Transaction,
  objects: readonly JsonObject[],
  modelled: ReadonlySet<string>,
): void {
  const kinds = resolveKinds(transaction, objects, modelled)
  const rows = rowsOf(objects, kinds)
  requireOwners(transaction, objects, rows, kinds)
  for (const kind of kinds.opaque) {
    const here = rows.some(({ key }) => key.startsWith(`${groupResource(kind.group, kind.resource)}/`))
    if (here || kind.spec === null)
      transaction.put(OPAQUE_KINDS, groupResource(kind.group, kind.resource), kind)
  }
  for (const item of rows) store(transaction, item)
  transaction.append({ kind: 'note', text: `restored ${rows.length} objects of a snapshot` })
}

function rowsOf(objects: readonly JsonObject[], kinds: ResolvedKinds): readonly SnapshotRow[] {
  const byKey = new Map<string, SnapshotRow>()
  const byUid = new Map<string, JsonObject>()
  objects.forEach((object, index) => {
    const { group, kind } = typeOf(object)
    if (isLeftOut(group, kind)) return
    const item = rowFor(object, index, kinds.stored.get(`${group}/${kind}`) as StoredKind)
    const twice = byKey.get(item.key)
    if (twice !== undefined && isSameDump(objects[twice.index] as JsonObject, object)) return
    if (twice !== undefined) {
      const remedy = 'Take one dump of each resource, and leave the older ones out.'
      throw new SnapshotError(index, object, 'is in the snapshot twice, in different states', remedy)
    }
    const uid = textAt(metadataOf(object), 'uid')
    const twin = byUid.get(uid)
    if (twin !== undefined) {
      const remedy = 'Dump each resource in one version only.'
      throw new SnapshotError(index, object, `has the uid of ${nameInMessages(twin)}`, remedy)
    }
    byUid.set(uid, object)
    byKey.set(item.key, item)
  })
  return [...byKey.values()]
}

/** Events (of both groups) and Leases. */
function isLeftOut(group: string, kind: string): boolean {
  if (kind === 'Event') return group === '' || group === 'events.k8s.io'
  return kind === 'Lease' && group === 'coordination.k8s.io'
}

function isSameDump(a: JsonObject, b: JsonObject): boolean {
  const [one, other] = [metadataOf(a), metadataOf(b)]
  return one['uid'] === other['uid'] && one['resourceVersion'] === other['resourceVersion']
}

function rowFor(object: JsonObject, index: number, kind: StoredKind): SnapshotRow {
  const metadata = metadataOf(object)
  const refuse = (what: string, remedy: string): never => {
    throw new SnapshotError(index, object, what, remedy)
  }
  const name = textAt(metadata, 'name')
  const namespace = textAt(metadata, 'namespace')
  if (name === '') refuse('has no metadata.name', 'A snapshot holds objects as a cluster shows them.')
  if (textAt(metadata, 'uid') === '')
    refuse(
      'has no metadata.uid: no cluster has shown it like this',
      'Give it as a manifest (world.manifests) instead.',
    )
  if (kind.namespaced && namespace === '')
    refuse('has no namespace', 'Dump it with its metadata (-o yaml or -o json).')
  if (!kind.namespaced && namespace !== '')
    refuse(`is in namespace ${namespace}, but its kind has none`, 'Correct the dump.')
  const { managedFields, resourceVersion: _old, ...kept } = metadata
  const row = rowOf(kind, { ...object, metadata: kept }, index)
  return { key: objectKey(kind.group, kind.resource, namespace, name), row, managedFields, index }
}

function store(transaction: Transaction, { key, row, managedFields }: SnapshotRow): void {
  const metadata = { ...metadataOf(row), resourceVersion: String(transaction.nextRevision()) }
  const object = Object.freeze({ ...row, metadata: Object.freeze(metadata) })
  transaction.put(OBJECTS, key, object)
  countPod(transaction, undefined, object)
  if (managedFields !== undefined)
    transaction.put(MANAGED_FIELDS, key, decodeManagedFields(managedFields, fromTimestamp))
  noteIds(transaction, key, object)
}

/** The random end of a generated name, unlike the ordinal of a StatefulSet's pod. Source: apimachinery v0.36.3 pkg/util/rand. */
const GENERATED = /^[bcdfghjklmnpqrstvwxz2456789]{5}$/

/**
 * Ids that a cluster minted count as minted here: canonical forms rename them like any other, and an object of the same name
 * that is created later gets another uid.
 */
function noteIds(transaction: Transaction, key: string, object: JsonObject): void {
  const metadata = metadataOf(object)
  const uid = textAt(metadata, 'uid')
  noteId(transaction, uid, { actor: API_SERVER, purpose: 'uid', subject: key })
  const generateName = textAt(metadata, 'generateName')
  const name = textAt(metadata, 'name')
  if (
    generateName !== '' &&
    name.startsWith(generateName) &&
    GENERATED.test(name.slice(generateName.length))
  ) {
    const base = key.slice(0, key.length - name.length) + generateName
    noteId(transaction, name, { actor: API_SERVER, purpose: 'name', subject: base })
  }
  if (object['kind'] === 'Pod') notePodIds(transaction, object, uid)
}

function notePodIds(transaction: Transaction, pod: JsonObject, uid: string): void {
  const { status } = pod
  const ip = textAt(status, 'podIP')
  if (ip !== '' && ip !== textAt(status, 'hostIP'))
    noteId(transaction, ip, { actor: KUBELET, purpose: 'pod-ip', subject: uid })
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    const statuses = isObject(status) && Array.isArray(status[list]) ? (status[list] as readonly Json[]) : []
    for (const one of statuses) {
      const subject = `${uid}/${textAt(one, 'name')}`
      for (const id of new Set([
        textAt(one, 'lastState', 'terminated', 'containerID'),
        textAt(one, 'containerID'),
      ]))
        if (id !== '')
          noteId(transaction, id.replace(/^.*\//, ''), { actor: KUBELET, purpose: 'container', subject })
    }
  }
}

function noteId(transaction: Transaction, id: string, source: Omit<MintedId, 'incarnation'>): void {
  if (transaction.get(IDS, id) !== undefined) return
  const counter = `${source.actor}\u0000${source.purpose}\u0000${source.subject}`
  const incarnation = (transaction.get<number>(INCARNATIONS, counter) ?? 0) + 1
  transaction.put(INCARNATIONS, counter, incarnation)
  transaction.put(IDS, id, {
    actor: source.actor,
    purpose: source.purpose,
    subject: source.subject,
    incarnation,
  })
}
