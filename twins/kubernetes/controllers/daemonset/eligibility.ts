import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { matchesNodeAffinity } from '../scheduler/node-affinity.js'
import { tolerates } from '../scheduler/tolerations.js'

/** Whether a node shall have a pod of the set, and whether one that is there may stay. */
export interface Eligibility {
  readonly shouldRun: boolean
  readonly shouldContinueRunning: boolean
}

/**
 * Source: kubernetes v1.36 pkg/controller/daemon/daemon_controller.go (NodeShouldRunDaemonPod).
 */
export function eligibility(set: JsonObject, node: JsonObject): Eligibility {
  const spec = objectAt(set, 'spec', 'template', 'spec')
  const name = textAt(metadataOf(node), 'name')
  const fixed = textAt(spec, 'nodeName')
  const pod: JsonObject = { spec: { ...spec, tolerations: daemonTolerations(spec) } }
  if ((fixed !== '' && fixed !== name) || !matchesNodeAffinity(pod, node))
    return { shouldRun: false, shouldContinueRunning: false }
  const untolerated = arrayAt(node, 'spec', 'taints')
    .filter(isObject)
    .filter((taint) => !tolerates(pod, taint))
    .map((taint) => textAt(taint, 'effect'))
  return {
    shouldRun: !untolerated.some((effect) => effect === 'NoSchedule' || effect === 'NoExecute'),
    shouldContinueRunning: !untolerated.includes('NoExecute'),
  }
}

const AUTOMATIC: readonly (readonly [string, string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
]

/**
 * The tolerations of a daemon pod: those of the template, and those every daemon pod has.
 * Source: kubernetes v1.36 pkg/controller/daemon/util/daemonset_util.go (AddOrUpdateDaemonPodTolerations).
 */
export function daemonTolerations(spec: JsonObject): readonly Json[] {
  const network = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const
  const wanted = spec['hostNetwork'] === true ? [...AUTOMATIC, network] : AUTOMATIC
  const added = wanted.map(([key, effect]) => ({ key, operator: 'Exists', effect }))
  const own = arrayAt(spec, 'tolerations')
  const missing = added.filter((one) => !own.some((other) => sameToleration(other, one)))
  return [...own, ...missing]
}

function sameToleration(a: Json, b: JsonObject): boolean {
  const fields = ['key', 'operator', 'effect', 'value', 'tolerationSeconds'] as const
  return isObject(a) && fields.every((field) => a[field] === b[field])
}
