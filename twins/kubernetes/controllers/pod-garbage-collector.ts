import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { withDisruptionTarget } from './disruption-target.js'
import { latencies, timers } from './latencies.js'
import { isPodTerminal } from './pods.js'
import { NODES, PODS } from './resources.js'
import { failureOf } from './write-status.js'

/**
 * Deletes pods by force whose node is gone.
 * Departs from upstream: ended pods are not counted (limit 12500), and nodes out of service are not known.
 * Source: kubernetes v1.36 pkg/controller/podgc/gc_controller.go (gcOrphaned).
 */
export const podGarbageCollector: Controller = {
  name: 'pod-garbage-collector',
  latencyMs: latencies.podGarbageCollectorMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [{ table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys }],
  initial: (view) =>
    listObjects(view, '', 'pods')
      .filter((pod) => isOrphan(view, pod))
      .map(namespacedName),
  reconcile,
}

function isOrphan(view: View, pod: JsonObject): boolean {
  const name = textAt(pod, 'spec', 'nodeName')
  return name !== '' && findObject(view, '', 'nodes', '', name) === undefined
}

function nodeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before === undefined || after !== undefined) return []
  const rows = view.byIndex<JsonObject>(OBJECTS, 'node', textAt(metadataOf(before), 'name'))
  return rows.map((row) => namespacedName(row.value))
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const address = splitNamespacedName(key)
  const found = yield* api({ verb: 'get', ...PODS, ...address })
  if (!succeeded(found)) return {}
  const node = yield* api({ verb: 'get', ...NODES, name: textAt(found.body, 'spec', 'nodeName') || '-' })
  if (succeeded(node)) return {}
  if (!isPodTerminal(found.body)) {
    const why = 'PodGC: node no longer exists'
    const refusal = yield* withDisruptionTarget(found.body, 'DeletionByPodGC', why, 'Failed')
    if (refusal !== undefined) return { error: refusal }
  }
  const deleted = yield* api({ verb: 'delete', ...PODS, ...address, gracePeriodSeconds: 0 })
  return succeeded(deleted) || isNotFound(deleted.body) ? {} : { error: failureOf(deleted) }
}
