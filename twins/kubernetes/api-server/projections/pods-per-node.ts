import type { JsonObject } from '../../../kernel/json.js'
import type { Row, TableSpec } from '../../../kernel/table.js'
import type { Transaction } from '../../../kernel/transaction.js'
import type { View } from '../../../kernel/world.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { ownerIndex } from './indexes.js'

/** Row `owner uid/namespace/node` -> how many active pods of the owner run there; never 0. */
const PODS_PER_NODE = 'kubernetes.podsPerNode'

/** It says nothing that the objects do not say: counting them for every pod to place would cost their square. */
export const podsPerNodeTable = {
  name: PODS_PER_NODE,
  fingerprint: () => null,
  bookkeeping: true,
} satisfies TableSpec<number> as unknown as TableSpec<never>

/** Follow a write of any object. */
export function countPod(
  transaction: Transaction,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): void {
  const [old, current] = [placesOf(before), placesOf(after)]
  for (const key of old) if (!current.includes(key)) add(transaction, key, -1)
  for (const key of current) if (!old.includes(key)) add(transaction, key, 1)
}

/** How many active pods of an owner each node has, as rows `node` -> count, by node. */
export function podsPerNode(view: View, ownerUid: string, namespace: string): readonly Row<number>[] {
  const prefix = `${ownerUid}/${namespace}/`
  return view
    .list<number>(PODS_PER_NODE, prefix)
    .map(({ key, value }) => ({ key: key.slice(prefix.length), value }))
}

function add(transaction: Transaction, key: string, difference: number): void {
  const count = (transaction.get<number>(PODS_PER_NODE, key) ?? 0) + difference
  if (count === 0) transaction.delete(PODS_PER_NODE, key)
  else transaction.put(PODS_PER_NODE, key, count)
}

const NONE: readonly string[] = []

/** Neither finished nor being deleted: kubernetes v1.36 pkg/controller/controller_utils.go (IsPodActive). */
function placesOf(object: JsonObject | undefined): readonly string[] {
  if (object === undefined || object['kind'] !== 'Pod') return NONE
  const node = textAt(object, 'spec', 'nodeName')
  if (node === '' || metadataOf(object)['deletionTimestamp'] !== undefined) return NONE
  const phase = textAt(object, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed') return NONE
  const namespace = textAt(object, 'metadata', 'namespace')
  return ownerIndex(object).map((uid) => `${uid}/${namespace}/${node}`)
}
