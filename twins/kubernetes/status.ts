import { RehearseError } from '../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../kernel/json.js'

/** A resource by API group and plural name; the core group is the empty string. */
export interface GroupResource {
  readonly group: string
  readonly resource: string
}

/** A kind by API group; the core group is the empty string. */
export interface GroupKind {
  readonly group: string
  readonly kind: string
}

/** One entry of `details.causes`. */
export interface StatusCause {
  readonly reason?: string
  readonly message: string
  readonly field?: string
}

/** `pods`, `deployments.apps`; a subresource is part of the resource: `pods/log`. */
export function resourceText({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`
}

/** `Pod`, `Deployment.apps`. */
export function kindText({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`
}

export interface StatusParts {
  readonly httpCode: number
  readonly reason: string
  readonly message: string
  readonly details?: JsonObject
  /** Of the Status itself; holds a continue token at most. */
  readonly metadata?: JsonObject
}

/**
 * What the API server answers when it refuses: a Status object as an error.
 * `code` is `kubernetes-<reason in kebab case>`, or `kubernetes-unknown` for an untyped error.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/errors/errors.go (StatusError), pkg/apis/meta/v1/types.go (Status).
 */
export class StatusError extends RehearseError {
  override readonly name = 'StatusError'
  /** The Status JSON, empty members omitted. */
  readonly status: JsonObject
  readonly httpCode: number
  /** Upstream's reason; empty for an untyped error. */
  readonly reason: string

  constructor(parts: StatusParts) {
    const name = parts.details?.['name']
    super(parts.message, {
      code: `kubernetes-${kebab(parts.reason)}`,
      ...(typeof name === 'string' ? { subject: `${String(parts.details?.['kind'])} ${name}` } : {}),
    })
    this.httpCode = parts.httpCode
    this.reason = parts.reason
    this.status = statusObject(parts)
  }
}

function kebab(reason: string): string {
  return reason === '' ? 'unknown' : reason.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()
}

/** The Status JSON of a refusal, as {@link StatusError} holds it. */
export function statusObject({ httpCode, reason, message, details, metadata }: StatusParts): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: metadata ?? {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined || Object.keys(details).length === 0 ? {} : { details }),
    code: httpCode,
  }
}

/** The `details` of a Status: empty members are omitted, as Go's `omitempty` does. */
export function detailsOf(parts: Readonly<Record<string, Json | undefined>>): JsonObject {
  const details: Record<string, Json> = {}
  for (const [key, value] of Object.entries(parts)) {
    const empty =
      value === undefined || value === '' || value === 0 || (Array.isArray(value) && value.length === 0)
    if (!empty) details[key] = value
  }
  return details
}

/**
 * The error for a Status JSON, as clients build it from an answer's body.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/errors/errors.go (FromObject).
 */
export function fromStatus(status: JsonObject): StatusError {
  const { code, reason, message, details } = status
  return new StatusError({
    httpCode: typeof code === 'number' ? code : 0,
    reason: typeof reason === 'string' ? reason : '',
    message: typeof message === 'string' ? message : '',
    ...(isObject(details) ? { details } : {}),
  })
}
