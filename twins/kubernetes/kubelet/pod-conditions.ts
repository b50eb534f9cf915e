import { isObject, type JsonObject } from '../../kernel/json.js'
import { arrayAt, textAt, toTimestamp } from '../client/objects.js'
import { conditionsOf, findCondition, isConditionTrue } from '../controllers/conditions.js'

/** What the conditions are computed from. */
export interface ConditionInput {
  readonly pod: JsonObject
  readonly phase: string
  readonly statuses: readonly JsonObject[]
  readonly initStatuses: readonly JsonObject[]
  readonly initialized: boolean
  readonly hasSandbox: boolean
  readonly nowMs: number
}

interface Verdict {
  readonly type: string
  readonly ok: boolean
  readonly reason?: string
  readonly message?: string
}

/**
 * The kubelet's conditions, with those of others kept. The transition time stays while the status stays.
 * Sources: kubernetes v1.36 pkg/kubelet/status/generate.go (GeneratePodReadyCondition, GenerateContainersReadyCondition,
 * GeneratePodInitializedCondition, GeneratePodReadyToStartContainersCondition), pkg/kubelet/status/status_manager.go
 * (updateLastTransitionTime).
 */
export function podConditions(input: ConditionInput): readonly JsonObject[] {
  const before = conditionsOf(input.pod)
  const at = toTimestamp(input.nowMs)
  const containersReady = containersReadyVerdict(input)
  const verdicts: readonly Verdict[] = [
    { type: 'PodReadyToStartContainers', ok: input.hasSandbox && !isOver(input.phase) },
    initializedVerdict(input),
    readyVerdict(input, containersReady),
    containersReady,
    { type: 'PodScheduled', ok: true },
  ]
  const own = verdicts.map((verdict) => toCondition(verdict, findCondition(before, verdict.type), at))
  const foreign = before.filter(
    (condition) => !verdicts.some((verdict) => verdict.type === condition['type']),
  )
  return [...own, ...foreign]
}

/** The sandbox of a pod that has come to its end is stopped. */
const isOver = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed'

function toCondition(verdict: Verdict, before: JsonObject | undefined, at: string): JsonObject {
  const status = verdict.ok ? 'True' : 'False'
  const since = before?.['status'] === status ? textAt(before, 'lastTransitionTime') : ''
  return {
    type: verdict.type,
    status,
    lastTransitionTime: since || at,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
  }
}

function initializedVerdict({ initialized, initStatuses, phase }: ConditionInput): Verdict {
  const type = 'Initialized'
  if (phase === 'Succeeded') return { type, ok: true, reason: 'PodCompleted' }
  if (initialized) return { type, ok: true }
  const incomplete = initStatuses.filter((status) => status['ready'] !== true).map(nameOf)
  if (initStatuses.length === 0) return { type, ok: true }
  return {
    type,
    ok: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  }
}

function containersReadyVerdict({ phase, statuses }: ConditionInput): Verdict {
  const type = 'ContainersReady'
  if (phase === 'Succeeded') return { type, ok: false, reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, ok: false, reason: 'PodFailed' }
  const unready = statuses.filter((status) => status['ready'] !== true).map(nameOf)
  if (unready.length === 0) return { type, ok: true }
  const message = `containers with unready status: [${unready.join(' ')}]`
  return { type, ok: false, reason: 'ContainersNotReady', message }
}

function readyVerdict({ pod }: ConditionInput, containers: Verdict): Verdict {
  if (!containers.ok) return { ...containers, type: 'Ready' }
  const gates = arrayAt(pod, 'spec', 'readinessGates').filter(isObject)
  const conditions = conditionsOf(pod)
  const missing = gates
    .map((gate) => textAt(gate, 'conditionType'))
    .filter((type) => !isConditionTrue(conditions, type))
  if (missing.length === 0) return { type: 'Ready', ok: true }
  const messages = missing.map((type) =>
    findCondition(conditions, type) === undefined
      ? `corresponding condition of pod readiness gate "${type}" does not exist.`
      : `the status of pod readiness gate "${type}" is not "True", but ${textAt(findCondition(conditions, type), 'status')}`,
  )
  return { type: 'Ready', ok: false, reason: 'ReadinessGatesNotReady', message: messages.join(', ') }
}

function nameOf(status: JsonObject): string {
  return textAt(status, 'name')
}
