import type { JsonObject } from '../../twins/kernel/json.js'
import type { View } from '../../twins/kernel/world.js'
import {
  conditionStatus,
  fromLabelSelectorObject,
  listObjects,
  matchesLabels,
  metadataOf,
  namespacedName,
  objectAt,
  subjectOf,
  textAt,
} from '../../twins/kubernetes/index.js'
import { askedAgain } from '../afterwards/asked-again.js'
import { type Finding, judgeAfterwards, type Look, nameOf } from '../afterwards/finding.js'
import { notBack } from '../afterwards/not-back.js'
import { recovered } from '../afterwards/restart.js'
import { topOf, workloadsOf } from '../afterwards/workloads.js'
import { runStep } from '../runner/run-step.js'
import type { Gate, GateContext, Judgement } from './gate.js'
import { goal } from './goal.js'
import { keysPresent } from './keys-present.js'
import { protectedData } from './protected-data.js'
import { zeroDiff } from './zero-diff.js'

const NAME = 'survives-drain'

/** How long a drain waits for budgets and terminations: longer than any grace period here, and what runbooks commonly give it. */
const TIMEOUT = '10m'

/** What is emptied by a drain, as planned maintenance does it. */
const FLAGS = ['--ignore-daemonsets', '--delete-emptydir-data', '--force', `--timeout=${TIMEOUT}`]

/**
 * Planned maintenance: in a copy of the end every node is drained by `kubectl drain` and uncordoned, one after the other. Pods may
 * move, protected ones too; each drain must end, every workload must have as many ready pods as before, and whoever owns something
 * must still agree with the world. What a drain does to the healthy world as well is a note.
 */
export const survivesDrain: Gate = {
  name: NAME,
  atEnd: true,
  forks: true,
  last: true,
  judge: async (context): Promise<Judgement> => {
    const { twin, healthy, before } = context
    if (!twin.capabilities.branch)
      return { compared: 0, evidence: [], inconclusive: 'this twin cannot branch' }
    const look = await drainAll(context, [zeroDiff, goal, keysPresent, protectedData])
    return judgeAfterwards(look, async () => {
      const start = await twin.arm(healthy ?? before)
      // Nobody has changed anything for the goal there.
      return drainAll({ ...context, before: start, after: start }, [zeroDiff, keysPresent, protectedData])
    })
  },
}

/** Drain one node after the other; what is wrong already is not told again. */
async function drainAll<S>(context: GateContext<S>, gates: readonly Gate[]): Promise<Look> {
  const { twin, after, planes } = context
  const findings = new Map<string, Finding>()
  let state = after
  let compared = 0
  for (const node of nodesToDrain(twin.view(after))) {
    const drained = await drain(context, state, node)
    const missing = (later: S) =>
      notBack(context, after, later, `after node ${node} was drained and uncordoned`)
    state = await recovered(twin, drained.state, (later) => missing(later).length > 0)
    for (const finding of [...drained.findings, ...missing(state)])
      if (!findings.has(nameOf(finding))) findings.set(nameOf(finding), finding)
    compared += [...workloadsOf(twin.view(state), planes).values()].reduce((sum, { ready }) => sum + ready, 0)
  }
  const look = await askedAgain(gates, context, state)
  return {
    compared: compared + look.compared,
    findings: [...findings.values(), ...look.findings],
    unsure: look.unsure,
  }
}

/** Ready nodes that nobody has cordoned. */
function nodesToDrain(view: View): readonly string[] {
  return listObjects(view, '', 'nodes')
    .filter((node) => conditionStatus(node, 'Ready') === 'True')
    .filter((node) => objectAt(node, 'spec')['unschedulable'] !== true)
    .map((node) => textAt(metadataOf(node), 'name'))
}

async function drain<S>(
  context: GateContext<S>,
  start: S,
  node: string,
): Promise<{ readonly state: S; readonly findings: readonly Finding[] }> {
  const { twin } = context
  const step = (verb: string, flags: readonly string[]) => ({
    name: `${verb}-${node}`,
    command: { argv: ['kubectl', verb, node, ...flags] },
  })
  const drained = await runStep(twin, start, NAME, step('drain', FLAGS), [])
  const { exitCode, stderr } = drained.outcomes[0]!
  const stuck = exitCode === 0 ? [] : blockers(context, drained.state, node)
  const findings = exitCode === 0 || stuck.length > 0 ? stuck : [refusal(node, exitCode, stderr)]
  const uncordoned = await runStep(twin, drained.state, NAME, step('uncordon', []), [])
  return { state: uncordoned.state, findings }
}

/** What keeps the pods that are still on a node: a budget, or a termination without end. */
function blockers<S>({ twin, planes }: GateContext<S>, state: S, node: string): readonly Finding[] {
  const view = twin.view(state)
  const owners = planes.map((plane) => plane.owned?.(view))
  const ownerOf = (subject: string) =>
    owners.map((owned) => owned?.get(subject)).find((name) => name !== undefined) ?? null
  return listObjects(view, '', 'pods')
    .filter((pod) => textAt(pod, 'spec', 'nodeName') === node && evictable(view, pod))
    .map((pod) => {
      const name = `Pod ${namespacedName(pod)}`
      const budget = budgetOf(view, pod)
      const subject = subjectOf(budget ?? pod)
      const message =
        budget === undefined
          ? `is still on node ${node} after a drain of ${TIMEOUT}: find out what keeps it from ending`
          : `keeps ${name} on node ${node}, a drain gives up after ${TIMEOUT}: run more replicas than it keeps, or plan the downtime`
      return { kind: 'drain', evidence: { subject, owner: ownerOf(subject), message, seq: null } }
    })
}

/** Whether a drain asks the pod to go: it has not ended and belongs to no DaemonSet. */
function evictable(view: View, pod: JsonObject): boolean {
  if (['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'))) return false
  return textAt(topOf(view, pod), 'kind') !== 'DaemonSet'
}

function budgetOf(view: View, pod: JsonObject): JsonObject | undefined {
  return listObjects(view, 'policy', 'poddisruptionbudgets', textAt(metadataOf(pod), 'namespace')).find(
    (budget) =>
      matchesLabels(
        fromLabelSelectorObject(objectAt(budget, 'spec', 'selector')),
        objectAt(metadataOf(pod), 'labels'),
      ),
  )
}

function refusal(node: string, exitCode: number | null, stderr: string): Finding {
  const why = stderr.trim().split('\n').at(-1) ?? ''
  const message = `kubectl drain ends with ${exitCode === null ? 'nothing' : `exit code ${exitCode}`}: ${why}`
  return { kind: 'drain', evidence: { subject: `Node ${node}`, owner: null, message, seq: null } }
}
