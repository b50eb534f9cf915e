import { InvariantViolation } from '../kernel/errors.js'
import { hashJsonWithout } from '../kernel/hash.js'
import { type Json, type JsonObject, jsonEqual } from '../kernel/json.js'
import type { Port } from '../kernel/port.js'
import type { Proc } from '../kernel/process.js'
import { call } from '../kernel/requests.js'
import type { TableSpec } from '../kernel/table.js'
import { asJson } from '../kernel/tables.js'
import type { Transaction } from '../kernel/transaction.js'
import { arrayAt, metadataOf, OBJECTS, textAt } from '../kubernetes/index.js'
import { behavioursOf } from './behaviours.js'
import { keyOf, type ResourceKey } from './objects.js'
import { settingsOf } from './settings.js'
import type { Generated } from './source/types.js'
import { instanceOf } from './tracking.js'

const PORT = 'argocd'
const LATENCY_MS = 1

/** The repository server's cache: row per `<application> <hash of what manifests are a function of>`. */
export const MANIFESTS = 'argocd.manifests'
/** What the application controller keeps in memory: row per Application, {@link Memory}. */
const MEMORY = 'argocd.applications'

/** Memory of one Application. Departs from upstream: it survives a restart of the controller. */
export interface Memory {
  /** Level of a refresh that was asked for and not done yet. */
  readonly level?: number
  /** Virtual time before which a running operation does not go on: the pause after a sync wave. */
  readonly resumeAt?: number
}

export const argocdTables = [
  { name: MANIFESTS, bookkeeping: true, canonical: () => null },
  {
    name: MEMORY,
    fingerprint: (value: JsonObject) => hashJsonWithout(value, new Set(['resumeAt'])),
    canonical: () => null,
    bookkeeping: true,
  },
] as unknown as readonly TableSpec<never>[]

/** Argo CD's own memory: the manifest cache, requested refreshes, and the cluster cache's index of what is tracked. */
export const argocdPort: Port = {
  name: PORT,
  latencyMs: LATENCY_MS,
  handle,
  describe: (payload) => `${textAt(payload, 'op')} ${textAt(payload, 'key')}`,
}

/** A row of the manifest cache, and the actor that asks, which is the prefix of the pids it spawns. */
export function* readManifests(
  key: string,
): Proc<{ readonly actor: string; readonly generated: Generated | null }> {
  const answer = yield* call(PORT, { op: 'read-manifests', key })
  return answer as unknown as { actor: string; generated: Generated | null }
}

export function* storeManifests(key: string, generated: Generated): Proc<void> {
  yield* call(PORT, { op: 'write-manifests', key, generated: asJson(generated) })
}

export function* readMemory(key: string): Proc<Memory> {
  return ((yield* call(PORT, { op: 'read-memory', key })) ?? {}) as Memory
}

export function* writeMemory(key: string, memory: Memory): Proc<void> {
  yield* call(PORT, { op: 'write-memory', key, memory: asJson(memory) })
}

/**
 * Live objects whose tracking names this instance and that have no owner, as the cluster cache finds them. Endpoints are
 * owned by their Service there. gitops-engine pkg/cache/cluster.go (GetManagedLiveObjs), resource.go.
 */
export function* listTracked(
  instance: string,
): Proc<readonly (ResourceKey & { readonly apiVersion: string })[]> {
  return (yield* call(PORT, { op: 'tracked', key: instance })) as unknown as readonly (ResourceKey & {
    apiVersion: string
  })[]
}

/** Resources that are never watched. argo-cd v3.5.1 docs/operator-manual/argocd-cm.yaml (resource.exclusions of an installation). */
const EXCLUDED: ReadonlySet<string> = new Set(['events', 'endpoints', 'endpointslices', 'leases'])

export function isWatched(rowKey: string): boolean {
  return !EXCLUDED.has(/^[^./]*/.exec(rowKey)?.[0] ?? '')
}

function handle(transaction: Transaction, payload: JsonObject, caller: { readonly actor: string }): Json {
  const key = textAt(payload, 'key')
  switch (payload['op']) {
    case 'read-manifests':
      return { actor: caller.actor, generated: transaction.get<JsonObject>(MANIFESTS, key) ?? null }
    case 'write-manifests':
      transaction.put(MANIFESTS, key, payload['generated'])
      return null
    case 'read-memory':
      return transaction.get<JsonObject>(MEMORY, key) ?? null
    case 'write-memory':
      return writeRow(transaction, key, payload['memory'] as JsonObject)
    case 'tracked':
      return trackedBy(transaction, key)
    default:
      throw new InvariantViolation(`unknown request ${String(payload['op'])} to Argo CD`)
  }
}

function writeRow(transaction: Transaction, key: string, memory: JsonObject): Json {
  const before = transaction.get<JsonObject>(MEMORY, key)
  if (jsonEqual(before ?? {}, memory)) return null
  if (Object.keys(memory).length > 0) transaction.put(MEMORY, key, memory)
  else transaction.delete(MEMORY, key)
  return null
}

function trackedBy(transaction: Transaction, instance: string): Json {
  const settings = settingsOf(transaction, behavioursOf(transaction.system.profile))
  return transaction
    .list<JsonObject>(OBJECTS)
    .filter(({ key, value }) => instanceOf(value, settings) === instance && isWatched(key))
    .filter(({ value }) => arrayAt(metadataOf(value), 'ownerReferences').length === 0)
    .map(({ value }) => ({ ...keyOf(value), apiVersion: textAt(value, 'apiVersion') }))
}
