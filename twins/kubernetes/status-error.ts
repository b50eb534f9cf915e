import type { Json, JsonObject } from '../kernel/json.js'
import { errorBody, type FieldError, toAggregate } from './schema/field-error.js'
import { goQuote } from './schema/go-text.js'
import {
  detailsOf,
  type GroupKind,
  type GroupResource,
  kindText,
  resourceText,
  type StatusCause,
  StatusError,
  type StatusParts,
  statusObject,
} from './status.js'

export * from './request-status-error.js'
export * from './status.js'
export * from './status-predicates.js'

function resourceDetails(resource: GroupResource, name: string, more: Record<string, Json | undefined> = {}) {
  return detailsOf({ name, group: resource.group, kind: resource.resource, ...more })
}

function causeList(causes: readonly StatusCause[]): Json {
  return causes.map((cause) =>
    detailsOf({ reason: cause.reason, message: cause.message, field: cause.field }),
  )
}

/** 404 `deployments.apps "web" not found`. */
export function notFound(resource: GroupResource, name: string): StatusError {
  return new StatusError(notFoundParts(resource, name))
}

/** The body of {@link notFound}: a look at what is not there is an answer like any other, and costs no error. */
export function notFoundStatus(resource: GroupResource, name: string): JsonObject {
  return statusObject(notFoundParts(resource, name))
}

function notFoundParts(resource: GroupResource, name: string): StatusParts {
  const message = `${resourceText(resource)} ${goQuote(name)} not found`
  return { httpCode: 404, reason: 'NotFound', message, details: resourceDetails(resource, name) }
}

/** 404 for creating an object in a namespace that does not exist: `namespaces "ns" not found`. */
export function namespaceNotFound(namespace: string): StatusError {
  return notFound({ group: '', resource: 'namespaces' }, namespace)
}

/**
 * 409 `secrets "s" already exists`; with `beingDeleted` the text upstream prints when the existing object is terminating.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (create).
 */
export function alreadyExists(resource: GroupResource, name: string, beingDeleted = false): StatusError {
  const text = `${resourceText(resource)} ${goQuote(name)} already exists`
  return new StatusError({
    httpCode: 409,
    reason: 'AlreadyExists',
    message: beingDeleted ? `object is being deleted: ${text}` : text,
    details: resourceDetails(resource, name),
  })
}

/** 409 after the last of the retries for a generated name collided. */
export function generateNameConflict(resource: GroupResource, name: string): StatusError {
  const text = `${resourceText(resource)} ${goQuote(name)} already exists`
  return new StatusError({
    httpCode: 409,
    reason: 'AlreadyExists',
    message: `${text}, the server was not able to generate a unique name for the object`,
    details: resourceDetails(resource, name, { retryAfterSeconds: 1 }),
  })
}

/** 409 `Operation cannot be fulfilled on <resource> "<name>": <why>`; `why` defaults to the stale resourceVersion text. */
export function conflict(
  resource: GroupResource,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError {
  return new StatusError({
    httpCode: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${resourceText(resource)} ${goQuote(name)}: ${why}`,
    details: resourceDetails(resource, name),
  })
}

/**
 * 409 for a delete whose uid precondition names another incarnation.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/delete.go (BeforeDelete).
 */
export function uidPreconditionFailed(
  resource: GroupResource,
  name: string,
  precondition: string,
  actual: string,
): StatusError {
  const why = `the UID in the precondition (${precondition}) does not match the UID in record (${actual}). The object might have been deleted and then recreated`
  return conflict(resource, name, why)
}

/**
 * 409 for a delete whose resourceVersion precondition is stale.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/delete.go (BeforeDelete).
 */
export function resourceVersionPreconditionFailed(
  resource: GroupResource,
  name: string,
  precondition: string,
  actual: string,
): StatusError {
  const why = `the ResourceVersion in the precondition (${precondition}) does not match the ResourceVersion in record (${actual}). The object might have been modified`
  return conflict(resource, name, why)
}

/**
 * 409 for an update whose body names another uid than the stored object. `key` is the storage key.
 * Source: kubernetes/apiserver v0.36.3 pkg/storage/interfaces.go (Preconditions.Check), pkg/storage/errors.go.
 */
export function uidMismatchOnUpdate(
  resource: GroupResource,
  name: string,
  key: string,
  precondition: string,
  actual: string,
): StatusError {
  const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${precondition}, UID in object meta: ${actual}`
  return conflict(resource, name, why)
}

/** 409 of server-side apply: `message` and one cause a field; the details hold only the causes. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return new StatusError({
    httpCode: 409,
    reason: 'Conflict',
    message,
    details: { causes: causeList(causes) },
  })
}

/**
 * 422 `Deployment.apps "web" is invalid: <errors>`; the details name the Kind, not the resource.
 * Kind and name are empty strings where upstream's are (patches that cannot be typed: ` "" is invalid: …`).
 */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const head = `${kindText(kind)} ${goQuote(name)} is invalid`
  const causes = errors.map((error) => ({
    reason: error.type,
    message: errorBody(error),
    field: error.field,
  }))
  return new StatusError({
    httpCode: 422,
    reason: 'Invalid',
    message: errors.length === 0 ? head : `${head}: ${toAggregate(errors)}`,
    details: detailsOf({ name, group: kind.group, kind: kind.kind, causes: causeList(causes) }),
  })
}

/** 422 with the constant text of a JSON patch that does not apply (NewGenericServerResponse). */
export function unprocessablePatch(): StatusError {
  return new StatusError({
    httpCode: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
  })
}

/** 403 `<resource> "<name>" is forbidden: <why>` (admission, quota); without a name `<resource> is forbidden: <why>`. */
export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes: readonly StatusCause[] = [],
): StatusError {
  const subject = name === '' ? resourceText(resource) : `${resourceText(resource)} ${goQuote(name)}`
  return new StatusError({
    httpCode: 403,
    reason: 'Forbidden',
    message: resource.resource === '' ? `forbidden: ${why}` : `${subject} is forbidden: ${why}`,
    details: resourceDetails(resource, name, { causes: causeList(causes) }),
  })
}

/** What a user without the right asked for. */
export interface AccessDenied {
  readonly user: string
  readonly verb: string
  readonly resource: GroupResource
  /** Empty for requests without a name (list, create). */
  readonly name: string
  /** Empty for cluster scope. */
  readonly namespace: string
}

/**
 * 403 of the authorizer: `secrets "s" is forbidden: User "u" cannot get resource "secrets" in API group "" in the namespace "ns"`.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/responsewriters/errors.go (forbiddenMessage).
 */
export function accessDenied({ user, verb, resource, name, namespace }: AccessDenied): StatusError {
  const where = namespace === '' ? ' at the cluster scope' : ` in the namespace ${goQuote(namespace)}`
  const what = `User ${goQuote(user)} cannot ${verb} resource ${goQuote(resource.resource)} in API group ${goQuote(resource.group)}`
  return forbidden(resource, name, what + where)
}

/**
 * 403 for creating an object in a namespace that is being terminated.
 * Source: kubernetes/apiserver v0.36.3 pkg/admission/plugin/namespace/lifecycle/admission.go.
 */
export function namespaceTerminating(resource: GroupResource, name: string, namespace: string): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const message = `namespace ${namespace} is being terminated`
  return forbidden(resource, name, why, [
    { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' },
  ])
}
