import type { HistoryCheck } from '../../twins/contract/twin.js'
import type { Json, JsonObject } from '../../twins/kernel/json.js'
import type { View } from '../../twins/kernel/world.js'
import {
  arrayAt,
  listObjects,
  matchesLabels,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  parseLabelSelector,
  textAt,
} from '../../twins/kubernetes/index.js'
import type { Evidence } from '../runner/outcome.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Gate, Judgement } from './gate.js'

const NAME = 'protected-pods'
const PODS = objectPrefix('', 'pods')

interface State extends JsonObject {
  /** Row key of each protected pod -> what must stay the same. */
  readonly pods: Readonly<Record<string, Baseline>>
  readonly violations: readonly Violation[]
}

interface Baseline extends JsonObject {
  readonly uid: string
  readonly restarts: number
  readonly containers: readonly string[]
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
  judge: ({ twin, after }): Judgement => {
    const state = twin.checkState(after, NAME) as State | null
    if (state === null) return { compared: 0, evidence: [], inconclusive: 'the check was never armed' }
    const compared = Object.keys(state.pods).length
    if (compared === 0)
      return { compared, evidence: [], inconclusive: 'no pod matches the protected selectors' }
    return { compared, evidence: state.violations.map(toEvidence) }
  },
}

function toEvidence(violation: Violation): Evidence {
  return { subject: `Pod ${violation.pod}`, owner: null, message: violation.message, seq: violation.seq }
}

function historyCheck(scenario: Scenario): HistoryCheck {
  return {
    name: NAME,
    tables: [OBJECTS],
    start: (view) => ({ pods: baselines(view, scenario), violations: [] }) satisfies State,
    step: (state, change) => {
      if (!change.key.startsWith(PODS)) return state
      const known = state as State
      const baseline = known.pods[change.key]
      if (baseline === undefined) return state
      const message = violationOf(
        baseline,
        change.before as JsonObject,
        change.after as JsonObject | undefined,
      )
      if (message === undefined) return state
      const pod = change.key.slice(PODS.length)
      return { ...known, violations: [...known.violations, { pod, message, seq: change.seq }] }
    },
  }
}

function baselines(view: View, scenario: Scenario): Readonly<Record<string, Baseline>> {
  const found: Record<string, Baseline> = {}
  for (const { namespace, selector } of scenario.protects.pods) {
    const labels = parseLabelSelector(selector)
    for (const pod of listObjects(view, '', 'pods', namespace)) {
      if (matchesLabels(labels, objectAt(pod, 'metadata', 'labels')))
        found[PODS + namespacedName(pod)] = baselineOf(pod)
    }
  }
  return found
}

function baselineOf(pod: JsonObject): Baseline {
  const statuses = arrayAt(pod, 'status', 'containerStatuses')
  return {
    uid: textAt(metadataOf(pod), 'uid'),
    restarts: restartsOf(statuses),
    containers: statuses.map((status) => textAt(status, 'containerID')),
  }
}

/** Each violation is told once, at the write that makes it. */
function violationOf(
  baseline: Baseline,
  before: JsonObject,
  after: JsonObject | undefined,
): string | undefined {
  if (after === undefined) return 'was deleted'
  const metadata = metadataOf(after)
  if (textAt(metadata, 'uid') !== baseline.uid) return 'was replaced by another pod of the same name'
  if (metadata['deletionTimestamp'] !== undefined && metadataOf(before)['deletionTimestamp'] === undefined) {
    return 'is being terminated'
  }
  const statuses = arrayAt(after, 'status', 'containerStatuses')
  const restarts = restartsOf(statuses)
  if (restarts > baseline.restarts && restarts > restartsOf(arrayAt(before, 'status', 'containerStatuses'))) {
    return `was restarted (${restarts - baseline.restarts} more)`
  }
  return undefined
}

function restartsOf(statuses: readonly Json[]): number {
  return statuses.reduce<number>(
    (sum, status) => sum + Number((status as JsonObject)['restartCount'] ?? 0),
    0,
  )
}
