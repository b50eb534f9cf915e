import type { Json, JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { arrayAt, fromTimestamp, metadataOf, numberAt, textAt, toTimestamp } from '../../client/objects.js'
import { resourceVersionPreconditionFailed, uidPreconditionFailed } from '../../status-error.js'
import { admit } from '../admission.js'
import { finalizersForDeletion } from '../garbage-collection-finalizers.js'
import { withNextGeneration } from '../generation.js'
import { checkImmortalNamespace } from '../namespace-lifecycle.js'
import { isTerminating, withMembers, withMetadata } from '../object-metadata.js'
import { answer, nameOf, namespaceOf, type RequestContext, timestampOf } from '../request-context.js'
import { deletionRules } from '../resources/deletion-rules.js'
import { type Existing, getExisting, removeObject, writeObject } from '../store.js'

/** Source: kubernetes pkg/registry/batch/job/strategy.go (WarningsOnDelete), v1.36. */
const JOB_WARNING =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning'

/** DELETE of one object: 200 with a Status when it is gone, with the object while something holds it. */
export function remove(context: RequestContext): ApiResponse {
  const name = nameOf(context)
  const existing = getExisting(context, namespaceOf(context), name)
  return answer(context, 200, deleteObject(context, existing))
}

/**
 * Deletes an object or begins to. Answers with the body: a success Status when it is gone, else the object.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (Delete, updateForGracefulDeletionAndFinalizers),
 * pkg/registry/rest/delete.go (BeforeDelete).
 */
export function deleteObject(context: RequestContext, existing: Existing): JsonObject {
  const { resource, request } = context
  checkImmortalNamespace(context, textAt(existing.object, 'metadata', 'name'))
  checkPreconditions(context, existing)
  admit(context, 'DELETE', undefined, existing.object)
  warnAboutJobs(context)
  const kept = deletionRules(resource)?.(existing.object, timestampOf(context))
  if (kept !== undefined) return writeIfChanged(context, existing, kept)
  if (isTerminating(existing.object)) return deleteAgain(context, existing)
  const graceSeconds = graceOf(context, existing.object)
  const { propagationPolicy } = request
  const finalizers = finalizersForDeletion(existing.object, propagationPolicy, resource.defaultPropagation)
  if (finalizers.length === 0 && graceSeconds === 0) return gone(context, existing)
  const marked = markAsDeleting(context, existing.object, finalizers, graceSeconds)
  return writeIfChanged(context, existing, marked)
}

function checkPreconditions({ request, resource }: RequestContext, existing: Existing): void {
  const { preconditions } = request
  if (preconditions === undefined) return
  const metadata = metadataOf(existing.object)
  const name = textAt(metadata, 'name')
  const { uid, resourceVersion } = preconditions
  if (uid !== undefined && uid !== metadata['uid']) {
    throw uidPreconditionFailed(resource, name, uid, textAt(metadata, 'uid'))
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata['resourceVersion']) {
    const actual = textAt(metadata, 'resourceVersion')
    throw resourceVersionPreconditionFailed(resource, name, resourceVersion, actual)
  }
}

function warnAboutJobs({ request, resource, warnings }: RequestContext): void {
  const job = resource.group === 'batch' && resource.resource === 'jobs'
  if (job && request.propagationPolicy === undefined) warnings.push(JOB_WARNING)
}

/**
 * Only Pods take their time to end; unscheduled and finished ones do not.
 * Source: kubernetes pkg/registry/core/pod/strategy.go (CheckGracefulDelete), v1.36.
 */
function graceOf({ request, resource }: RequestContext, object: JsonObject): number {
  if (resource.group !== '' || resource.resource !== 'pods') return 0
  if (textAt(object, 'spec', 'nodeName') === '') return 0
  const phase = textAt(object, 'status', 'phase')
  if (phase === 'Failed' || phase === 'Succeeded') return 0
  const seconds = request.gracePeriodSeconds ?? numberAt(object, 0, 'spec', 'terminationGracePeriodSeconds')
  return seconds < 0 ? 1 : seconds
}

function markAsDeleting(
  context: RequestContext,
  object: JsonObject,
  finalizers: readonly Json[],
  graceSeconds: number,
): JsonObject {
  const marked = withMembers(metadataOf(object), {
    deletionTimestamp: later(timestampOf(context), graceSeconds),
    deletionGracePeriodSeconds: graceSeconds,
    finalizers: finalizers.length === 0 ? undefined : finalizers,
  })
  const next = withMetadata(object, marked)
  return numberAt(object, 0, 'metadata', 'generation') > 0 ? withNextGeneration(next) : next
}

function later(timestamp: string, seconds: number): string {
  return toTimestamp(fromTimestamp(timestamp) + seconds * 1000)
}

/**
 * A terminating object: a shorter grace period counts, everything else has been decided by the first DELETE. One that was
 * marked without a grace period (a namespace) goes when nothing holds it any more.
 */
function deleteAgain(context: RequestContext, existing: Existing): JsonObject {
  const metadata = metadataOf(existing.object)
  const held = arrayAt(metadata, 'finalizers').length > 0
  if (metadata['deletionGracePeriodSeconds'] === undefined) {
    return held ? existing.object : gone(context, existing)
  }
  const before = numberAt(metadata, 0, 'deletionGracePeriodSeconds')
  const asked = context.request.gracePeriodSeconds
  if (asked === undefined || asked >= before) return existing.object
  const seconds = graceOf(context, existing.object)
  if (seconds === 0 && !held) return gone(context, existing)
  const shorter = withMembers(metadata, {
    deletionTimestamp: later(textAt(metadata, 'deletionTimestamp'), seconds - before),
    deletionGracePeriodSeconds: seconds,
  })
  return writeIfChanged(context, existing, withMetadata(existing.object, shorter))
}

/** Marks are the server's own doing: no manager is named for them. */
function writeIfChanged(context: RequestContext, existing: Existing, object: JsonObject): JsonObject {
  if (object === existing.object) return object
  return writeObject(context, { key: existing.key, existing, object, managedFields: undefined })
}

/**
 * Source: store.go (finalizeDelete). For the kinds whose registry answers with the deleted object (pods, namespaces, …)
 * clients treat both answers alike; the Status is given for all.
 */
function gone(context: RequestContext, existing: Existing): JsonObject {
  removeObject(context, existing)
  const { group, resource } = context.resource
  const metadata = metadataOf(existing.object)
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: textAt(metadata, 'name'),
      ...(group === '' ? {} : { group }),
      kind: resource,
      uid: textAt(metadata, 'uid'),
    },
  }
}
