import { administer } from '../../contract/sql/client.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import { Cancelled, type Proc, type Program, type ProgramContext } from '../../kernel/process.js'
import { checkpoint, now, report, waitUntil } from '../../kernel/requests.js'
import { arrayAt, objectAt, textAt, toTimestamp } from '../../kubernetes/index.js'
import { currentPrimaryOf, isFenced, phaseOf, serverOf, targetPrimaryOf } from '../cluster.js'
import { find, patch, ReconcileError } from '../kube.js'
import { CLUSTER, POD } from '../names.js'
import { decreasesHotStandby, needsRestart, startParameters } from '../parameters.js'
import { PHASE } from '../phases.js'
import { enter, type InstanceRow, instancesCall, leave, update } from './memory.js'

/** It watches its Cluster: news of a change come after this long. */
const POLL_MS = 100
const EXIT_NO_CLUSTER = 1

/** Which instance this is. */
interface Me extends JsonObject {
  readonly namespace: string
  readonly pod: string
  readonly cluster: string
  readonly pid: string
  readonly manager: string
}

/** What the instance does now. */
type State = JsonObject & {
  readonly role: 'none' | 'primary' | 'replica'
  readonly running: boolean
  readonly started: JsonObject
}

type Step = 'wait' | 'start-primary' | 'start-replica' | 'promote' | 'demote' | 'restart' | 'fence'

/** What it goes on from. */
interface Kept extends JsonObject {
  readonly me: Me
  readonly state: State
}

const STOPPED: State = { role: 'none', running: false, started: {} }

/**
 * `instance run`: the instance manager as the first process of a pod. It starts the postmaster as primary or replica, as the Cluster's
 * `targetPrimary` says, promotes and demotes it, restarts it in place when that is asked for, stops it while it is fenced, and
 * shuts it down with its pod. The replicas of a Cluster share the server of the primary.
 * cloudnative-pg v1.30.0 internal/management/controller/instance_controller.go (Reconcile, reconcilePrimary,
 * reconcileOldPrimary, processConfigReloadAndManageRestart), internal/cmd/manager/instance/run/lifecycle.
 */
export const instanceRun: Program = function* (args, context) {
  const kept = context.resume as Kept | null
  const me = kept?.me ?? (yield* whoAmI(args, context))
  if (me.cluster === '') return EXIT_NO_CLUSTER
  let state = kept?.state ?? STOPPED
  try {
    for (;;) {
      const { step, cluster } = yield* nextChange(me, state)
      state = yield* perform(me, state, step, cluster)
      yield* checkpoint({ me, state } satisfies Kept)
    }
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    yield* shutDown(me, state)
    return 0
  }
}

function* whoAmI(args: JsonObject, context: ProgramContext): Proc<Me> {
  const [namespace, name] = [textAt(args, 'namespace'), textAt(args, 'pod')]
  const pod = yield* find(POD, namespace, name)
  const [bootstrap] = arrayAt(pod, 'spec', 'initContainers')
  const cluster = textAt(args, 'env', 'CLUSTER_NAME')
  return { namespace, pod: name, cluster, pid: context.pid, manager: textAt(bootstrap, 'image') }
}

function* nextChange(me: Me, state: State): Proc<{ readonly step: Step; readonly cluster: JsonObject }> {
  const address = { group: CLUSTER.group, version: CLUSTER.version, resource: CLUSTER.resource }
  const cluster = { verb: 'get', ...address, namespace: me.namespace, name: me.cluster } as const
  const reads = [{ port: 'api', payload: cluster as JsonObject }, instancesCall(me.namespace, me.cluster)]
  const predicate = (answers: readonly Json[]) => stepOf(me, state, answers) !== 'wait'
  const options = { reads, predicate, pollMs: POLL_MS, timeoutMs: Number.POSITIVE_INFINITY }
  const { answers } = yield* waitUntil({ ...options, timer: 'background' })
  return { step: stepOf(me, state, answers), cluster: objectAt(answers[0], 'body') }
}

function stepOf(me: Me, state: State, [answer, instances]: readonly Json[]): Step {
  const cluster = objectAt(answer, 'body')
  if (cluster['kind'] !== 'Cluster') return 'wait'
  if (isFenced(cluster, me.pod)) return state.running ? 'fence' : 'wait'
  const target = targetPrimaryOf(cluster)
  if (target === '') return 'wait'
  const isTarget = target === me.pod
  const others = (instances as unknown as readonly InstanceRow[]).filter(({ pod }) => pod !== me.pod)
  // A new primary waits until the old one has shut down: it would lose what it has not received.
  const free = others.every(({ role }) => role !== 'primary')
  if (!state.running && !isTarget) return 'start-replica'
  if (!state.running) return free ? 'start-primary' : 'wait'
  if (isTarget && state.role === 'replica') return free ? 'promote' : 'wait'
  if (!isTarget && state.role === 'primary') return 'demote'
  return isTarget && mustRestart(state, cluster) ? 'restart' : 'wait'
}

/** In place: when the operator asks for it, and at once for settings that a standby may not have below the primary's. */
function mustRestart(state: State, cluster: JsonObject): boolean {
  if (!needsRestart(state.started, cluster)) return false
  if (phaseOf(cluster) === PHASE.inPlacePrimaryRestart) return true
  const unsupervised = textAt(cluster, 'spec', 'primaryUpdateStrategy') !== 'supervised'
  return unsupervised && decreasesHotStandby(state.started, cluster)
}

function* perform(me: Me, state: State, step: Step, cluster: JsonObject): Proc<State> {
  const server = serverOf(me.namespace, me.cluster)
  switch (step) {
    case 'fence':
      if (state.role === 'primary') yield* administer({ op: 'set-status', server, status: 'down' })
      yield* report({ ready: false })
      yield* update(me.namespace, me.pod, { running: false })
      return { ...state, running: false }
    case 'demote':
    case 'start-replica':
      if (step === 'demote') yield* administer({ op: 'set-status', server, status: 'down' })
      return yield* started(me, 'replica', cluster)
    case 'restart':
      // A restart ends all sessions.
      yield* administer({ op: 'set-status', server, status: 'down' })
      yield* administer({ op: 'set-status', server, status: 'up' })
      return yield* started(me, 'primary', cluster)
    case 'start-primary':
    case 'promote':
      yield* administer({ op: 'set-status', server, status: 'up' })
      yield* claimPrimary(me, cluster)
      return yield* started(me, 'primary', cluster)
    default:
      return state
  }
}

/** The instance that has become primary says so in the Cluster. instance_controller.go (reconcilePrimary). */
function* claimPrimary(me: Me, cluster: JsonObject): Proc<void> {
  if (currentPrimaryOf(cluster) === me.pod) return
  const status = { currentPrimary: me.pod, currentPrimaryTimestamp: toTimestamp(yield* now()) }
  try {
    yield* patch(CLUSTER, cluster, { status }, 'status')
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error
  }
}

function* started(me: Me, role: 'primary' | 'replica', cluster: JsonObject): Proc<State> {
  const parameters = startParameters(cluster)
  const { pid, pod, manager } = me
  const row = { pid, pod, cluster: me.cluster, manager, role, running: true, started: parameters }
  yield* enter(me.namespace, { ...row, applicationSecret: '', superuserSecret: '' })
  yield* report({ ready: true })
  return { role, running: true, started: parameters }
}

/** A smart shutdown that nobody keeps waiting, and a fast one for who does. */
function* shutDown(me: Me, state: State): Proc<void> {
  const server = serverOf(me.namespace, me.cluster)
  if (state.role === 'primary' && state.running)
    yield* administer({ op: 'set-status', server, status: 'down' })
  yield* leave(me.namespace, me.pod, me.pid)
}
