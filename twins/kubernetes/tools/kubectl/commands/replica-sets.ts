import { type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import type { Invocation } from '../command.js'
import { controlledObjects } from '../controlled-objects.js'

const REPLICA_SETS = { group: 'apps', version: 'v1', resource: 'replicasets' }
const REVISION = 'deployment.kubernetes.io/revision'
const TEMPLATE_HASH = 'pod-template-hash'

/**
 * The ReplicaSets a Deployment controls, by name. Source: kubectl v0.32.0 pkg/util/deployment/deployment.go
 * (GetAllReplicaSets, listReplicaSets).
 */
export function* replicaSetsOf(invocation: Invocation, deployment: JsonObject): Proc<readonly JsonObject[]> {
  return yield* controlledObjects(invocation, REPLICA_SETS, deployment)
}

/** The revision a ReplicaSet stands for; undefined without the annotation, or when it is not a number. */
export function revisionOf(replicaSet: JsonObject): number | undefined {
  const text = textAt(objectAt(metadataOf(replicaSet), 'annotations'), REVISION)
  return /^[0-9]+$/.test(text) ? Number(text) : undefined
}

/** The pod template without the label its ReplicaSet put there. */
export function templateWithoutHash(workload: JsonObject): JsonObject {
  const template = objectAt(workload, 'spec', 'template')
  const metadata = objectAt(template, 'metadata')
  const { [TEMPLATE_HASH]: _, ...labels } = objectAt(metadata, 'labels')
  return { ...template, metadata: { ...metadata, labels } }
}

/** True when the ReplicaSet has the template the Deployment wants now. */
export function hasTemplateOf(replicaSet: JsonObject, deployment: JsonObject): boolean {
  return jsonEqual(templateWithoutHash(replicaSet), templateWithoutHash(deployment))
}
