import type { JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import type { Proc } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'
import type { TableSpec } from '../../kernel/table.js'
import type { Transaction } from '../../kernel/transaction.js'
import { textAt } from '../../kubernetes/index.js'

/** What the instance managers know: row `namespace/pod`. */
export const INSTANCES = 'cnpg.instances'
const PORT = 'cnpg-instances'
const LATENCY_MS = 1

/** What an instance manager holds in memory and tells the operator. Gone with its container. */
export interface InstanceRow extends JsonObject {
  /** The container's process. */
  readonly pid: string
  readonly pod: string
  readonly cluster: string
  /** Release of the instance manager's binary, as the image that brought it. */
  readonly manager: string
  readonly role: 'primary' | 'replica'
  /** False while the instance is fenced: the postmaster is stopped. */
  readonly running: boolean
  /** What the postmaster took at its start and keeps until its end. */
  readonly started: JsonObject
  /** Version of the Secrets whose passwords were set, '' before. */
  readonly applicationSecret: string
  readonly superuserSecret: string
}

export const instancesTable: TableSpec<InstanceRow> = { name: INSTANCES }

/** The instances' memory: written by instance managers, read by the operator as it reads their status over HTTP. */
export const instancesPort: Port = {
  name: PORT,
  latencyMs: LATENCY_MS,
  handle: (tx, payload) => {
    const key = textAt(payload, 'key')
    switch (payload['op']) {
      case 'enter':
        tx.put(INSTANCES, key, payload['row'] as InstanceRow)
        return null
      case 'remember':
        remember(tx, key, payload['patch'] as JsonObject)
        return null
      case 'leave':
        if (tx.get<InstanceRow>(INSTANCES, key)?.pid === payload['pid']) tx.delete(INSTANCES, key)
        return null
      case 'at':
        return tx.get<InstanceRow>(INSTANCES, key) ?? null
      default:
        return tx
          .list<InstanceRow>(INSTANCES, `${textAt(payload, 'namespace')}/`)
          .map(({ value }) => value)
          .filter(({ cluster }) => cluster === payload['cluster'])
    }
  },
  describe: (payload) => `${textAt(payload, 'op')} ${textAt(payload, 'key') || textAt(payload, 'cluster')}`,
}

function remember(tx: Transaction, key: string, patch: JsonObject): void {
  const row = tx.get<InstanceRow>(INSTANCES, key)
  if (row === undefined) return
  if (Object.entries(patch).every(([name, value]) => row[name] === value)) return
  tx.put(INSTANCES, key, { ...row, ...patch })
}

/** Begin the memory of an instance manager. */
export function* enter(namespace: string, row: InstanceRow): Proc<void> {
  yield* call(PORT, { op: 'enter', key: `${namespace}/${row.pod}`, row })
}

/** Change what is remembered of an instance. Nothing happens if it is gone. */
export function* update(namespace: string, pod: string, patch: Partial<InstanceRow>): Proc<void> {
  yield* call(PORT, { op: 'remember', key: `${namespace}/${pod}`, patch: patch as JsonObject })
}

/** Forget an instance whose container is this process. */
export function* leave(namespace: string, pod: string, pid: string): Proc<void> {
  yield* call(PORT, { op: 'leave', key: `${namespace}/${pod}`, pid })
}

/** The instances of a Cluster that run, by the names of their pods. */
export function* instancesOfCluster(namespace: string, cluster: string): Proc<readonly InstanceRow[]> {
  return (yield* call(PORT, instancesRequest(namespace, cluster))) as unknown as readonly InstanceRow[]
}

/** The instance of a pod, if it runs. */
export function* instanceAt(namespace: string, pod: string): Proc<InstanceRow | undefined> {
  return ((yield* call(PORT, { op: 'at', key: `${namespace}/${pod}` })) as InstanceRow | null) ?? undefined
}

/** The call of {@link instancesOfCluster}, for `waitUntil`. */
export function instancesCall(namespace: string, cluster: string) {
  return { port: PORT, payload: instancesRequest(namespace, cluster) }
}

function instancesRequest(namespace: string, cluster: string): JsonObject {
  return { op: 'list', namespace, cluster }
}
