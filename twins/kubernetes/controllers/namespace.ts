import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  arrayAt,
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  OBJECTS,
  objectAt,
  parseObjectKey,
  textAt,
} from '../client/objects.js'
import { isConflict, isNotFound } from '../status-error.js'
import { latencies, timers } from './latencies.js'
import { deleteContent } from './namespace/delete-content.js'
import { deletionConditions } from './namespace/deletion-conditions.js'
import { NAMESPACES } from './resources.js'
import { failureOf, writeStatus } from './write-status.js'

const FINALIZER = 'kubernetes'

/**
 * Empties namespaces that are being deleted and lets them go.
 * Departs from upstream: it looks again when something in the namespace is gone, not after an estimated time.
 * Source: kubernetes v1.36 pkg/controller/namespace/deletion/namespaced_resources_deleter.go (Delete).
 */
export const namespaceController: Controller = {
  name: 'namespace',
  latencyMs: latencies.namespaceMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.namespaceRetryMaxMs },
  watches: [{ table: OBJECTS, map: namespaceKeys }],
  initial: (view) =>
    listObjects(view, '', 'namespaces')
      .filter(isTerminating)
      .map((namespace) => textAt(metadataOf(namespace), 'name')),
  reconcile,
}

function isTerminating(object: JsonObject): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined
}

/** A namespace that begins to go, or one whose content became less or lost a finalizer. */
function namespaceKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (change.key.startsWith('namespaces/')) {
    const began =
      after !== undefined && isTerminating(after) && (before === undefined || !isTerminating(before))
    return began ? [textAt(metadataOf(after), 'name')] : []
  }
  const lost =
    after === undefined || metadataOf(after)['finalizers'] !== metadataOf(before ?? {})['finalizers']
  const { namespace: name } = parseObjectKey(change.key)
  if (!lost || name === '') return []
  const namespace = findObject(view, '', 'namespaces', '', name)
  return namespace !== undefined && isTerminating(namespace) ? [name] : []
}

function* reconcile(name: string, { profile }: ControllerContext): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...NAMESPACES, name })
  if (!succeeded(found) || !isTerminating(found.body)) return {}
  const namespace = found.body
  if (!arrayAt(namespace, 'spec', 'finalizers').includes(FINALIZER)) return {}
  const content = yield* deleteContent(name, profile['kubernetes'] ?? '')
  const status = {
    ...objectAt(namespace, 'status'),
    phase: 'Terminating',
    conditions: deletionConditions(
      arrayAt(namespace, 'status', 'conditions').filter(isObject),
      content,
      yield* now(),
    ),
  }
  const written = yield* writeStatus(NAMESPACES, namespace, status)
  if (written.error !== undefined) return { error: written.error }
  if (content.failures.length > 0) return { error: content.failures.join('; ') }
  return content.remaining.length > 0 ? {} : yield* finalize(written.object)
}

/** Source: kubernetes v1.36 namespaced_resources_deleter.go (finalizeNamespace). */
function* finalize(namespace: JsonObject): Proc<ReconcileResult> {
  const finalizers = arrayAt(namespace, 'spec', 'finalizers').filter((one) => one !== FINALIZER)
  const name = textAt(metadataOf(namespace), 'name')
  const body = { ...namespace, spec: { ...objectAt(namespace, 'spec'), finalizers } }
  const response = yield* api({ verb: 'update', ...NAMESPACES, subresource: 'finalize', name, body })
  if (succeeded(response) || isNotFound(response.body)) return {}
  return { error: isConflict(response.body) ? `conflict: ${failureOf(response)}` : failureOf(response) }
}
