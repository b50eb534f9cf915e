import { isObject, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { asStored } from '../as-stored.js'
import { shareStructure } from '../share-structure.js'
import type { TypeSchema } from '../type-schema.js'
import { ApplyConflict, conflictsOf } from './apply-conflict.js'
import { ApplyError } from './apply-error.js'
import { type Comparison, compareTyped } from './compare.js'
import { EMPTY_SET, type FieldSet, isEmptySet, recursiveDifference } from './field-set.js'
import { fieldSetOf } from './field-set-of.js'
import { contestedAfterClientSideApply, KUBECTL, withLastApplied } from './last-applied.js'
import { entryOf, type ManagedFields, type ManagerIdentity, newEntry, withEntry } from './managed-fields.js'
import { mergeTyped } from './merge-typed.js'
import { prune } from './prune.js'
import { afterChange, contestedFields, tracked, withoutFields } from './take-fields.js'
import { recordUpdate } from './track-update.js'
import { configProblems } from './validate-config.js'

/** One server-side apply request against one object. */
export interface ServerSideApply {
  readonly kind: string
  /** From `typeSchemaOf` or `typeSchemaFromOpenApi`. */
  readonly listTypes: TypeSchema
  /** The stored object without managedFields; undefined when the apply creates it. */
  readonly live: JsonObject | undefined
  readonly liveManagedFields: ManagedFields
  /** The body: fully specified intent of the manager. */
  readonly config: JsonObject
  /** `fieldManager` of the request; checking that it is there is the caller's. */
  readonly manager: string
  readonly force: boolean
  /** Version of the endpoint: `apps/v1`. */
  readonly apiVersion: string
  readonly subresource?: string
  /** Virtual time of the request. */
  readonly nowMs: number
  /** Fields this endpoint ignores, such as `status` on the main resource. */
  readonly resetFields?: FieldSet
}

/** `object` is `live` itself when the apply changes nothing in it; then nothing is written unless managers changed. */
export interface Applied {
  readonly object: JsonObject
  readonly managedFields: ManagedFields
}

/** Owner of what an object held before the first apply to it. Source: internal/skipnonapplied.go. */
const BEFORE_FIRST_APPLY = 'before-first-apply'

/**
 * Server-side apply: lays the configuration over the live object, removes what this manager applied before and nobody
 * else owns, and refuses to change what others own unless forced. A field whose value stays is shared, never contested.
 * Not modelled: conversion between versions of one kind, change of a list type under managed fields, unknown fields of
 * built-in kinds (to be checked before).
 * Throws `ApplyConflict` (409), `ApplyError` (400 or 500).
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal (the managers of fieldmanager.go, in their order),
 * sigs.k8s.io/structured-merge-diff v6.4.2 merge/update.go (Apply).
 */
export function applyServerSide(request: ServerSideApply): Applied {
  const { listTypes, live, config, manager } = request
  checkConfig(request)
  const managers = managersBefore(request)
  const applied = applyTo(request, managers)
  const object = manager === KUBECTL ? withLastApplied(applied.object, config) : applied.object
  const stored = asStored(listTypes, object)
  return { ...applied, object: live === undefined ? stored : shareStructure(live, stored) }
}

function checkConfig({ kind, listTypes, config, apiVersion }: ServerSideApply): void {
  const metadata = isObject(config['metadata']) ? config['metadata'] : {}
  if (config['apiVersion'] !== apiVersion) {
    const given = typeof config['apiVersion'] === 'string' ? config['apiVersion'] : ''
    throw new ApplyError(
      'apply-bad-request',
      `Incorrect version specified in apply patch. Specified patch version: ${given}, expected: ${apiVersion}`,
    )
  }
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) {
    throw new ApplyError('apply-bad-request', 'metadata.managedFields must be nil')
  }
  const problems = configProblems(listTypes, config)
  if (problems === undefined) return
  const name = `${String(metadata['namespace'] ?? '')}/${String(metadata['name'] ?? '')}`
  const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  throw new ApplyError(
    'apply-untypable',
    `failed to create typed patch object (${name}; ${version}, Kind=${kind}): ${problems}`,
  )
}

/** What an unmanaged object holds when it is first applied to belongs to `before-first-apply`. */
function managersBefore(request: ServerSideApply): ManagedFields {
  const { live, liveManagedFields } = request
  if (live === undefined || liveManagedFields.length > 0) return liveManagedFields
  return recordUpdate({
    ...request,
    before: undefined,
    after: live,
    managedFields: liveManagedFields,
    manager: BEFORE_FIRST_APPLY,
  })
}

function applyTo(request: ServerSideApply, managers: ManagedFields): Applied {
  const { listTypes, config, resetFields = EMPTY_SET, nowMs } = request
  const live = request.live === undefined ? emptyOf(request) : asStored(listTypes, request.live)
  const self = applierOf(request)
  const before = entryOf(managers, self)
  const claimed = recursiveDifference(fieldSetOf(listTypes, config), resetFields)
  const claiming = withEntry(managers, self, newEntry(self, claimed, before?.timeMs))
  const merged = mergeTyped(listTypes, live, config) ?? {}
  const object = prune(listTypes, merged, claiming, before?.fields ?? EMPTY_SET)
  const after = isObject(object) ? object : {}
  const comparison = withoutFields(compareTyped(listTypes, live, after), resetFields)
  refuseContested(request, live, claiming, comparison, self)
  const changed = request.live === undefined || !jsonEqual(live, after)
  const own = tracked(claimed)
  const entry = isEmptySet(own) ? undefined : newEntry(self, own, changed ? nowMs : before?.timeMs)
  return {
    object: after,
    managedFields: keepSame(managers, withEntry(afterChange(claiming, comparison, self), self, entry)),
  }
}

function emptyOf({ listTypes, config }: ServerSideApply): JsonObject {
  const { apiVersion, kind } = config
  if (listTypes.zero !== undefined) return {}
  return { ...(apiVersion === undefined ? {} : { apiVersion }), ...(kind === undefined ? {} : { kind }) }
}

function applierOf({ manager, apiVersion, subresource }: ServerSideApply): ManagerIdentity {
  return {
    manager: manager === '' ? 'unknown' : manager,
    operation: 'Apply',
    apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
  }
}

function refuseContested(
  { listTypes, manager, force, apiVersion }: ServerSideApply,
  live: JsonObject,
  managers: ManagedFields,
  comparison: Comparison,
  self: ManagerIdentity,
): void {
  if (force) return
  const contested = contestedFields(managers, comparison, self)
  if (contested.length === 0) return
  const left =
    manager === KUBECTL ? contestedAfterClientSideApply(listTypes, live, apiVersion, contested) : contested
  if (left.length > 0) throw new ApplyConflict(conflictsOf(left))
}

/** The managers as they were, if they still say the same. */
function keepSame(before: ManagedFields, after: ManagedFields): ManagedFields {
  return jsonEqual(before as never, after as never) ? before : after
}
