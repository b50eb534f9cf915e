import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { recordEvent } from '../../client/events.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { hasStatusCause, isAlreadyExists } from '../../status-error.js'
import { conditionsOf, findCondition } from '../conditions.js'
import { controllerReference, isControlledBy } from '../owner-references.js'
import { DEPLOYMENTS, REPLICA_SETS } from '../resources.js'
import { failureOf, putStatus } from '../write-status.js'
import { newCondition, progressDeadlineMs, reasons, setCondition } from './deployment-conditions.js'
import { nameOf, newReplicaSetReplicas } from './replicas.js'
import { maxRevision, newReplicaSetAnnotations, REVISION, revisionOf, withAnnotations } from './revisions.js'
import { COMPONENT, tellScaling } from './scale.js'
import { equalIgnoringHash, POD_TEMPLATE_HASH, templateHash } from './template.js'

/** The Deployment and its new ReplicaSet as they are afterwards. */
export interface Synced {
  readonly deployment: JsonObject
  readonly newReplicaSet: JsonObject | undefined
  /** The message of a refusal: the sync ends and is tried again. */
  readonly error: string | undefined
}

/**
 * Brings revision and annotations of an existing new ReplicaSet up to date, and the Deployment's revision with it.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (getNewReplicaSet, first half).
 */
export function* syncNewReplicaSet(
  deployment: JsonObject,
  existing: JsonObject,
  old: readonly JsonObject[],
  nowMs: number,
): Proc<Synced> {
  const annotations = newReplicaSetAnnotations(deployment, existing, maxRevision(old) + 1, true)
  const minReadySeconds = numberAt(deployment, 0, 'spec', 'minReadySeconds')
  const staleSpec = numberAt(existing, 0, 'spec', 'minReadySeconds') !== minReadySeconds
  if (staleSpec || annotations !== objectAt(metadataOf(existing), 'annotations')) {
    const body = {
      ...existing,
      metadata: { ...metadataOf(existing), annotations },
      spec: { ...objectAt(existing, 'spec'), minReadySeconds },
    }
    const namespace = textAt(existing, 'metadata', 'namespace')
    const name = nameOf(existing)
    const response = yield* api({ verb: 'update', ...REPLICA_SETS, namespace, name, body })
    // The Deployment's own revision follows in the sync that this write sets off, as upstream has it.
    return succeeded(response)
      ? { deployment, newReplicaSet: response.body, error: undefined }
      : { deployment, newReplicaSet: existing, error: failureOf(response) }
  }
  const known = findCondition(conditionsOf(deployment), 'Progressing') !== undefined
  const condition =
    progressDeadlineMs(deployment) === undefined || known
      ? undefined
      : newCondition(
          'Progressing',
          'True',
          reasons.found,
          `Found new replica set "${nameOf(existing)}"`,
          nowMs,
        )
  const updated = yield* updateDeployment(deployment, revisionOf(existing), condition)
  return { ...updated, newReplicaSet: existing }
}

/**
 * Creates the ReplicaSet of the current template, sized as the surge allows.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (getNewReplicaSet, second half).
 */
export function* createNewReplicaSet(
  deployment: JsonObject,
  old: readonly JsonObject[],
  nowMs: number,
): Proc<Synced> {
  const body = replicaSetOf(deployment, old)
  const namespace = textAt(deployment, 'metadata', 'namespace')
  const name = nameOf(body)
  const response = yield* api({ verb: 'create', ...REPLICA_SETS, namespace, body })
  if (!succeeded(response)) {
    if (isAlreadyExists(response.body)) return yield* handleCollision(deployment, body, failureOf(response))
    if (hasStatusCause(response.body, 'NamespaceTerminating')) return failed(deployment, failureOf(response))
    return yield* reportCreateError(deployment, name, failureOf(response), nowMs)
  }
  const replicas = numberAt(body, 0, 'spec', 'replicas')
  if (replicas > 0) yield* tellScaling(deployment, name, 0, replicas)
  const condition =
    progressDeadlineMs(deployment) === undefined
      ? undefined
      : newCondition('Progressing', 'True', reasons.created, `Created new replica set "${name}"`, nowMs)
  const updated = yield* updateDeployment(deployment, revisionOf(response.body), condition)
  return { ...updated, newReplicaSet: response.body }
}

function failed(deployment: JsonObject, error: string): Synced {
  return { deployment, newReplicaSet: undefined, error }
}

/** The ReplicaSet of a Deployment's template, not yet created. */
export function replicaSetOf(deployment: JsonObject, old: readonly JsonObject[]): JsonObject {
  const template = objectAt(deployment, 'spec', 'template')
  const hash = templateHash(template, numberAt(deployment, 0, 'status', 'collisionCount'))
  const labels = { ...objectAt(template, 'metadata', 'labels'), [POD_TEMPLATE_HASH]: hash }
  const selector = objectAt(deployment, 'spec', 'selector')
  const minReadySeconds = numberAt(deployment, 0, 'spec', 'minReadySeconds')
  const bare: JsonObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      namespace: textAt(deployment, 'metadata', 'namespace'),
      labels,
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicaSetReplicas(deployment, old, 0),
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: {
        ...selector,
        matchLabels: { ...objectAt(selector, 'matchLabels'), [POD_TEMPLATE_HASH]: hash },
      },
      template: { ...template, metadata: { ...metadataOf(template), labels } },
    },
  }
  const annotations = newReplicaSetAnnotations(deployment, bare, maxRevision(old) + 1, false)
  return { ...bare, metadata: { ...metadataOf(bare), annotations } }
}

/** Its own equal ReplicaSet is used; otherwise the name is taken and the next try has another hash. */
function* handleCollision(deployment: JsonObject, wanted: JsonObject, message: string): Proc<Synced> {
  const namespace = textAt(deployment, 'metadata', 'namespace')
  const found = yield* api({ verb: 'get', ...REPLICA_SETS, namespace, name: nameOf(wanted) })
  const template = objectAt(deployment, 'spec', 'template')
  const mine =
    succeeded(found) &&
    isControlledBy(found.body, deployment) &&
    equalIgnoringHash(objectAt(found.body, 'spec', 'template'), template)
  if (mine) return { deployment, newReplicaSet: found.body, error: undefined }
  const status = objectAt(deployment, 'status')
  const collisionCount = numberAt(status, 0, 'collisionCount') + 1
  yield* putStatus(DEPLOYMENTS, { ...deployment, status: { ...status, collisionCount } })
  return failed(deployment, message)
}

function* reportCreateError(
  deployment: JsonObject,
  name: string,
  message: string,
  nowMs: number,
): Proc<Synced> {
  const text = `Failed to create new replica set "${name}": ${message}`
  if (progressDeadlineMs(deployment) !== undefined) {
    const condition = newCondition('Progressing', 'False', reasons.createError, text, nowMs)
    yield* updateDeployment(deployment, revisionOf(deployment), condition)
  }
  const type = 'Warning'
  yield* recordEvent({
    involved: deployment,
    type,
    reason: reasons.createError,
    message: text,
    component: COMPONENT,
  })
  return failed(deployment, message)
}

/** Revision annotation and a condition, through the status subresource as upstream does; nothing when both hold. */
function* updateDeployment(
  deployment: JsonObject,
  revision: number,
  condition: JsonObject | undefined,
): Proc<{ readonly deployment: JsonObject; readonly error: string | undefined }> {
  const annotated =
    revision === 0 ? deployment : withAnnotations(deployment, { [REVISION]: String(revision) })
  const before = conditionsOf(deployment)
  const conditions = condition === undefined ? before : setCondition(before, condition)
  if (annotated === deployment && jsonEqual(before, conditions)) return { deployment, error: undefined }
  const status = { ...objectAt(deployment, 'status'), conditions }
  const written = yield* putStatus(DEPLOYMENTS, { ...annotated, status })
  return { deployment: written.object, error: written.error }
}
