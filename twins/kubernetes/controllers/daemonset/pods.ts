import type { Json, JsonObject } from '../../../kernel/json.js'
import { isObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { compareCreation } from '../deployment/order.js'
import { podFromTemplate } from '../pod-template.js'
import { podAvailableAt } from '../pods.js'
import { daemonTolerations } from './eligibility.js'

export const HASH_LABEL = 'controller-revision-hash'
const GENERATION_LABEL = 'pod-template-generation'
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

/**
 * The pod of a node, which the scheduler puts there because of its node affinity.
 * Source: kubernetes v1.36 pkg/controller/daemon/util/daemonset_util.go (CreatePodTemplate,
 * ReplaceDaemonSetPodNodeNameNodeAffinity).
 */
export function daemonPod(set: JsonObject, nodeName: string, hash: string): JsonObject {
  const bare = podFromTemplate(set, objectAt(set, 'spec', 'template'))
  const generation = textAt(set, 'metadata', 'annotations', TEMPLATE_GENERATION)
  const labels = {
    ...objectAt(bare, 'metadata', 'labels'),
    ...(generation === '' ? {} : { [GENERATION_LABEL]: generation }),
    [HASH_LABEL]: hash,
  }
  const spec = objectAt(bare, 'spec')
  return {
    ...bare,
    metadata: { ...metadataOf(bare), labels },
    spec: {
      ...spec,
      affinity: onNode(objectAt(spec, 'affinity'), nodeName),
      tolerations: daemonTolerations(spec),
    },
  }
}

function onNode(affinity: JsonObject, nodeName: string): JsonObject {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }]
  const nodeAffinity = objectAt(affinity, 'nodeAffinity')
  return {
    ...affinity,
    nodeAffinity: { ...nodeAffinity, [REQUIRED]: { nodeSelectorTerms: [{ matchFields }] } },
  }
}

/** The node a daemon pod runs on or is meant for. Source: as above (GetTargetNodeName). */
export function targetNodeOf(pod: JsonObject): string {
  const assigned = textAt(pod, 'spec', 'nodeName')
  if (assigned !== '') return assigned
  const terms = arrayAt(pod, 'spec', 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms')
  for (const term of terms) {
    const field = arrayAt(term, 'matchFields')
      .filter(isObject)
      .find((one) => one['key'] === 'metadata.name')
    const [name] = arrayAt(field, 'values') as readonly (Json | undefined)[]
    if (typeof name === 'string') return name
  }
  return ''
}

/** Pods by their node, oldest first. Source: kubernetes v1.36 daemon_controller.go (getNodesToDaemonPods). */
export function podsByNode(pods: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const byNode = new Map<string, JsonObject[]>()
  for (const pod of [...pods].sort(compareCreation)) {
    const node = targetNodeOf(pod)
    if (node !== '') byNode.set(node, [...(byNode.get(node) ?? []), pod])
  }
  return byNode
}

/** Whether a pod has the template in force. Source: as above (IsPodUpdated). */
export function isUpdated(set: JsonObject, pod: JsonObject, hash: string): boolean {
  const labels = objectAt(pod, 'metadata', 'labels')
  const generation = textAt(set, 'metadata', 'annotations', TEMPLATE_GENERATION)
  return labels[HASH_LABEL] === hash || (generation !== '' && labels[GENERATION_LABEL] === generation)
}

export const isTerminating = (pod: JsonObject): boolean => metadataOf(pod)['deletionTimestamp'] !== undefined

export function isAvailable(pod: JsonObject, minReadySeconds: number, nowMs: number): boolean {
  const at = podAvailableAt(pod, minReadySeconds)
  return at !== undefined && (minReadySeconds === 0 || at <= nowMs)
}
