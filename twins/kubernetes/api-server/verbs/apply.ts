import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { textAt } from '../../client/objects.js'
import {
  type Applied,
  ApplyConflict,
  ApplyError,
  applyServerSide,
  conflictCauses,
  type FieldSet,
  NO_MANAGERS,
} from '../../machinery/managed-fields/index.js'
import { required } from '../../schema/field-error.js'
import {
  applyConflict,
  badRequest,
  invalid,
  type StatusCause,
  type StatusError,
  untyped,
} from '../../status-error.js'
import { storedManagedFields } from '../managed-fields.js'
import { checkName, inRequestNamespace, withMembers, withMetadata } from '../object-metadata.js'
import { bodyObject, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { findExisting } from '../store.js'
import { undeclaredFields } from '../undeclared-fields.js'
import { createObject } from './create.js'
import { replaceObject } from './update.js'

/**
 * PATCH with a server-side apply: creates the object (201) or merges the configuration into it (200).
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyPatcher), apimachinery v0.36.3
 * pkg/apis/meta/v1/validation (ValidatePatchOptions).
 */
export function apply(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.fieldManager === undefined || request.fieldManager === '') {
    const error = required('fieldManager', 'is required for apply patch')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error])
  }
  const name = nameOf(context)
  const config = configOf(context, name)
  refuseUndeclared(context, config)
  const existing = findExisting(context, namespaceOf(context), name)
  const live = existing?.object
  const managed = existing === undefined ? NO_MANAGERS : storedManagedFields(context, existing.key)
  const applied = runApply(() =>
    applyServerSide({
      kind: resource.kind,
      listTypes: resource.typeSchema,
      live,
      liveManagedFields: managed,
      config,
      manager: context.manager,
      force: request.force ?? false,
      apiVersion: resource.apiVersion,
      nowMs: context.transaction.now,
      resetFields: resetFieldsOf(context),
      ...(request.subresource === undefined ? {} : { subresource: request.subresource }),
    }),
  )
  const decoded = resource.type.default(resource.type.decode(applied.object).object)
  const object = inRequestNamespace(context, decoded)
  if (existing === undefined) return createObject(context, object, applied.managedFields)
  return replaceObject(context, existing, object, { applied: applied.managedFields })
}

/** The configuration with the name of the URL, which it may leave out. */
function configOf(context: RequestContext, name: string): JsonObject {
  const body = bodyObject(context)
  const metadata = isObject(body['metadata']) ? body['metadata'] : {}
  const own = textAt(metadata, 'name')
  const named = withMetadata(body, withMembers(metadata, { name: own === '' ? name : own }))
  checkName(named, name)
  const { kind } = context.resource
  if (textAt(body, 'kind') !== kind) {
    throw badRequest(
      `the kind of the applied object (${textAt(body, 'kind')}) does not match the kind of the endpoint (${kind})`,
    )
  }
  return inRequestNamespace(context, named)
}

/** Fields of a built-in type that do not exist. Throws 500, as all errors of typing a configuration. */
function refuseUndeclared({ resource }: RequestContext, config: JsonObject): void {
  if (resource.custom) return
  const fields = undeclaredFields(resource, config)
  if (fields.length === 0) return
  const texts = fields.map((field) => `${field}: field not declared in schema`)
  const problems = texts.length === 1 ? texts[0] : ['errors:', ...texts.map((text) => `  ${text}`)].join('\n')
  const metadata = isObject(config['metadata']) ? config['metadata'] : {}
  const subject = `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`
  const version = resource.group === '' ? `/${resource.version}` : resource.apiVersion
  throw untyped(
    `failed to create typed patch object (${subject}; ${version}, Kind=${resource.kind}): ${problems}`,
  )
}

const STATUS: FieldSet = { 'f:status': {} }
const ALL_BUT_STATUS: FieldSet = { 'f:metadata': {}, 'f:spec': {} }

/** What this endpoint ignores. Source: GetResetFields of the strategies, kubernetes v1.36. */
function resetFieldsOf({ request, resource }: RequestContext): FieldSet {
  if (request.subresource === 'status') return ALL_BUT_STATUS
  return resource.type.hasStatus ? STATUS : {}
}

function runApply(run: () => Applied): Applied {
  try {
    return run()
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}

function refusalOf(error: unknown): StatusError | undefined {
  if (error instanceof ApplyConflict) {
    const causes = conflictCauses(error.conflicts) as unknown as readonly StatusCause[]
    return applyConflict(causes, error.message)
  }
  if (!(error instanceof ApplyError)) return undefined
  return error.code === 'apply-bad-request' ? badRequest(error.message) : untyped(error.message)
}
