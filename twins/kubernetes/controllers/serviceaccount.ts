import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, succeeded } from '../client/api.js'
import { changedObject, listObjects, metadataOf, OBJECTS, objectPrefix, textAt } from '../client/objects.js'
import { hasStatusCause, isAlreadyExists } from '../status-error.js'
import { latencies, timers } from './latencies.js'
import { activeNamespaceKeys, namespaceOfLost } from './namespaces.js'
import { NAMESPACES, SERVICE_ACCOUNTS } from './resources.js'
import { failureOf } from './write-status.js'

const DEFAULT = 'default'

/**
 * Gives each active namespace the ServiceAccount `default`, again when it is deleted.
 * Source: kubernetes v1.36 pkg/controller/serviceaccount/serviceaccounts_controller.go (syncNamespace).
 */
export const serviceAccountController: Controller = {
  name: 'serviceaccount',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'namespaces'), map: activeNamespaceKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'serviceaccounts'), map: lostKeys },
  ],
  initial: (view) => listObjects(view, '', 'namespaces').map((one) => textAt(metadataOf(one), 'name')),
  reconcile,
}

function lostKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after === undefined ? namespaceOfLost(change, DEFAULT) : []
}

function* reconcile(namespace: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...NAMESPACES, name: namespace })
  if (!succeeded(found) || textAt(found.body, 'status', 'phase') !== 'Active') return {}
  const known = yield* api({ verb: 'get', ...SERVICE_ACCOUNTS, namespace, name: DEFAULT })
  if (succeeded(known)) return {}
  const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: DEFAULT, namespace } }
  const created = yield* api({ verb: 'create', ...SERVICE_ACCOUNTS, namespace, body })
  const harmless = isAlreadyExists(created.body) || hasStatusCause(created.body, 'NamespaceTerminating')
  return succeeded(created) || harmless ? {} : { error: failureOf(created) }
}
