import { imageProgramName } from '../../twins/contract/component.js'
import type { HistoryCheck } from '../../twins/contract/twin.js'
import { compareKeys, type Json, type JsonObject } from '../../twins/kernel/json.js'
import type { Process } from '../../twins/kernel/process.js'
import { PROCESSES } from '../../twins/kernel/tables.js'
import type { View } from '../../twins/kernel/world.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  matchesLabels,
  metadataOf,
  namespacedName,
  numberAt,
  OBJECTS,
  objectAt,
  objectPrefix,
  parseLabelSelector,
  textAt,
} from '../../twins/kubernetes/index.js'
import type { Evidence } from '../runner/outcome.js'
import type { PodSelector, Scenario } from '../scenario/scenario.js'
import type { Gate, GateContext, Judgement } from './gate.js'

const NAME = 'protected-pods'
const PODS = objectPrefix('', 'pods')

interface State extends JsonObject {
  /** Row key of each protected pod -> what must stay the same. */
  readonly pods: Readonly<Record<string, Baseline>>
  /** Selectors that no pod had at the start. */
  readonly unmatched: readonly string[]
  readonly violations: readonly Violation[]
}

interface Baseline extends JsonObject {
  readonly uid: string
  readonly restarts: number
}

interface Violation extends JsonObject {
  readonly pod: string
  readonly message: string
  readonly seq: number
}

/** Protected pods live through everything: same uid, same containers, no restart, from the first step to the end. */
export const protectedPods: Gate = {
  name: NAME,
  check: historyCheck,
  judge: (context): Judgement => {
    const { twin, after, scenario } = context
    const state = twin.checkState(after, NAME) as State | null
    if (state === null) return { compared: 0, evidence: [], inconclusive: 'the check was never armed' }
    const compared = Object.keys(state.pods).length
    const evidence = state.violations.map(toEvidence)
    if (state.unmatched.length > 0)
      return { compared, evidence, inconclusive: `no pod has ${state.unmatched.join(', nor ')}` }
    if (scenario.protects.pods.length === 0)
      return { compared, evidence, note: 'the scenario protects no pods' }
    const images = assumedImages(context, Object.keys(state.pods))
    if (images.length === 0) return { compared, evidence }
    const note = `assumed: nothing is known of ${images.join(', ')}; such a container starts, is ready and never fails`
    return { compared, evidence, note }
  },
}

/** Images of protected pods that run a program which knows nothing of them. */
function assumedImages<S>(context: GateContext<S>, pods: readonly string[]): readonly string[] {
  const programs = new Set((context.genericPrograms ?? []).map(imageProgramName))
  const images = context.twin
    .view(context.after)
    .list<Process>(PROCESSES)
    .filter(({ value }) => programs.has(value.program))
    .filter(({ value }) => pods.includes(`${PODS}${value.args['namespace']}/${value.args['pod']}`))
    .map(({ value }) => String(value.args['image']))
  return [...new Set(images)].sort(compareKeys)
}

function toEvidence(violation: Violation): Evidence {
  return { subject: `Pod ${violation.pod}`, owner: null, message: violation.message, seq: violation.seq }
}

function historyCheck(scenario: Scenario): HistoryCheck {
  return {
    name: NAME,
    tables: [OBJECTS],
    start: (view) => startState(view, scenario.protects.pods),
    step: (state, change) => {
      if (!change.key.startsWith(PODS)) return state
      const known = state as State
      const baseline = known.pods[change.key]
      const { before, after } = changedObject(change)
      if (baseline === undefined) return state
      const message = violationOf(baseline, before, after)
      if (message === undefined) return state
      const pod = change.key.slice(PODS.length)
      return { ...known, violations: [...known.violations, { pod, message, seq: change.seq }] }
    },
  }
}

function startState(view: View, selectors: readonly PodSelector[]): State {
  const pods: Record<string, Baseline> = {}
  const unmatched: string[] = []
  for (const { namespace, selector } of selectors) {
    const labels = parseLabelSelector(selector)
    const found = listObjects(view, '', 'pods', namespace).filter((pod) =>
      matchesLabels(labels, objectAt(pod, 'metadata', 'labels')),
    )
    if (found.length === 0) unmatched.push(`${selector} in namespace ${namespace}`)
    for (const pod of found) pods[PODS + namespacedName(pod)] = baselineOf(pod)
  }
  return { pods, unmatched, violations: [] }
}

function baselineOf(pod: JsonObject): Baseline {
  return { uid: uidOf(pod), restarts: restartsOf(pod) }
}

/** Each violation is told once, at the write that makes it; what happens to a successor of the same name is not. */
function violationOf(
  baseline: Baseline,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string | undefined {
  if (before === undefined)
    return after === undefined || uidOf(after) === baseline.uid
      ? undefined
      : 'was replaced by another pod of the same name'
  if (uidOf(before) !== baseline.uid) return undefined
  if (after === undefined) return 'was deleted'
  if (metadataOf(after)['deletionTimestamp'] !== undefined)
    return metadataOf(before)['deletionTimestamp'] === undefined ? 'is being terminated' : undefined
  const restarts = restartsOf(after)
  if (restarts > restartsOf(before)) return `was restarted (${restarts - baseline.restarts} more)`
  return endedOf(before, after)
}

/** A container or a whole pod that ended, whether or not it starts again. */
function endedOf(before: JsonObject, after: JsonObject): string | undefined {
  const phase = textAt(after, 'status', 'phase')
  if (phase !== textAt(before, 'status', 'phase') && (phase === 'Failed' || phase === 'Succeeded'))
    return `has ended: ${phase}`
  const gone = runningContainers(before).filter((id) => !runningContainers(after).includes(id))
  return gone.length === 0 ? undefined : 'lost a running container'
}

function uidOf(pod: JsonObject): string {
  return textAt(metadataOf(pod), 'uid')
}

function statusesOf(pod: JsonObject): readonly Json[] {
  return arrayAt(pod, 'status', 'containerStatuses')
}

function runningContainers(pod: JsonObject): readonly string[] {
  return statusesOf(pod)
    .filter((status) => objectAt(status, 'state')['running'] !== undefined)
    .map((status) => textAt(status, 'containerID'))
}

function restartsOf(pod: JsonObject): number {
  return statusesOf(pod).reduce<number>((sum, status) => sum + numberAt(status, 0, 'restartCount'), 0)
}
