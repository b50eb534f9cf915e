import { isObject, type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { isControlledBy } from '../../../controllers/owner-references.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'

const REVISION = 'deployment.kubernetes.io/revision'
const TEMPLATE_HASH = 'pod-template-hash'

/**
 * The ReplicaSets a Deployment controls, by name. Source: kubectl v0.32.0 pkg/util/deployment/deployment.go
 * (GetAllReplicaSets, listReplicaSets).
 */
export function* replicaSetsOf(invocation: Invocation, deployment: JsonObject): Proc<readonly JsonObject[]> {
  const body = yield* send(invocation, {
    verb: 'list',
    group: 'apps',
    version: 'v1',
    resource: 'replicasets',
    namespace: textAt(metadataOf(deployment), 'namespace'),
    labelSelector: formatLabelSelector(objectAt(deployment, 'spec', 'selector')),
  })
  return arrayAt(body, 'items')
    .filter(isObject)
    .filter((replicaSet) => isControlledBy(replicaSet, deployment))
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
