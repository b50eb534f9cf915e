import { imageProgramName } from '../../contract/component.js'
import { administer } from '../../contract/sql/client.js'
import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { Proc, Process } from '../../kernel/process.js'
import { inspect } from '../../kernel/requests.js'
import { PROCESSES } from '../../kernel/tables.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { changedObject, OBJECTS, objectPrefix, splitNamespacedName, textAt } from '../../kubernetes/index.js'
import { labelOf, namespaceOf, serverOf } from '../cluster.js'
import { INSTANCE_IMAGE } from '../images.js'
import { INSTANCES, type InstanceRow, instanceAt, leave } from '../instance/memory.js'
import { list } from '../kube.js'
import { LABEL_CLUSTER, PVC } from '../names.js'

/** The kernel of a node notices at once. */
const LATENCY_MS = 1

/**
 * What happens to a postmaster whose container ended without shutting it down: it is gone, and its sessions with it. The program of an
 * instance does the same for itself when it is asked to stop.
 */
export const crashedInstances: Controller = {
  name: 'cnpg-crashed-instances',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 1, maxMs: 1_000 },
  watches: [{ table: PROCESSES, map: endedInstance }],
  initial: () => [],
  reconcile: reconcileInstance,
}

function endedInstance({ key, before, after }: Change, view: View): readonly string[] {
  const process = (after ?? before) as Process | undefined
  if (process?.program !== imageProgramName(INSTANCE_IMAGE)) return []
  if (after !== undefined && after !== null && (after as Process).exit === null) return []
  const instance = `${textAt(process.args, 'namespace')}/${textAt(process.args, 'pod')}`
  return view.get<InstanceRow>(INSTANCES, instance)?.pid === key ? [instance] : []
}

function* reconcileInstance(key: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const row = yield* instanceAt(namespace, name)
  if (row === undefined) return {}
  const process = yield* inspect(row.pid)
  if (process !== null && process.state === 'running') return {}
  if (row.role === 'primary' && row.running)
    yield* administer({ op: 'set-status', server: serverOf(namespace, row.cluster), status: 'down' })
  yield* leave(namespace, name, row.pid)
  return {}
}

/** Data goes with the last volume that holds it. */
export const lostVolumes: Controller = {
  name: 'cnpg-lost-volumes',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 1, maxMs: 1_000 },
  watches: [{ table: OBJECTS, prefix: objectPrefix(PVC.group, PVC.resource), map: deletedVolume }],
  initial: () => [],
  reconcile: reconcileVolumes,
}

function deletedVolume(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  if (before === undefined || after !== undefined) return []
  const cluster = labelOf(before, LABEL_CLUSTER)
  return cluster === '' ? [] : [`${namespaceOf(before)}/${cluster}`]
}

function* reconcileVolumes(key: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const left = yield* list(PVC, namespace, `${LABEL_CLUSTER}=${name}`)
  if (left.length === 0) yield* administer({ op: 'remove-server', server: serverOf(namespace, name) })
  return {}
}
