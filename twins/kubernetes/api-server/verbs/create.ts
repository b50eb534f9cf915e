import { mintId, toUuid } from '../../../kernel/ids.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { metadataOf, objectKey, textAt } from '../../client/objects.js'
import { controllerOf } from '../../controllers/owner-references.js'
import type { ManagedFields } from '../../machinery/managed-fields/index.js'
import { alreadyExists, generateNameConflict, invalid, untyped } from '../../status-error.js'
import { admit } from '../admission.js'
import { decodeBody } from '../decode-body.js'
import { firstGeneration } from '../generation.js'
import { trackWrite } from '../managed-fields.js'
import { checkNamespace } from '../namespace-lifecycle.js'
import {
  dedupOwnerReferences,
  inRequestNamespace,
  isTerminating,
  wipeSystemFields,
  withMembers,
  withMetadata,
} from '../object-metadata.js'
import { answer, bodyObject, namespaceOf, type RequestContext, timestampOf } from '../request-context.js'
import { kindRules } from '../resources/kind-rules.js'
import { findExisting, shown, writeObject } from '../store.js'

/** Ids belong to the server, not to the caller, so that it does not matter who creates an object. */
const ACTOR = 'api-server'
/** Source: kubernetes/apiserver v0.36.3 pkg/storage/names/generate.go: 63 less the random suffix. */
const MAX_GENERATED_BASE = 58
/** Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (maxNameGenerationCreateAttempts). */
const NAME_ATTEMPTS = 8

/**
 * Ids of an object that is still being checked. Real ones are minted once nothing can be refused any more, so that a
 * refused request leaves no trace; a generated name shows as `web-xxxxx` in the text of a refusal.
 */
const ANY_UID = '00000000-0000-4000-8000-000000000000'
const ANY_SUFFIX = 'xxxxx'

/** POST: creates the object in the body. */
export function create(context: RequestContext): ApiResponse {
  return createObject(context, decodeBody(context, bodyObject(context)))
}

/**
 * Creates a decoded object; `applied` are the managed fields of a server-side apply.
 * Throws what upstream refuses with, in its order: namespace, validation, admission, existence.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (create), pkg/registry/rest/create.go.
 */
export function createObject(
  context: RequestContext,
  decoded: JsonObject,
  applied?: ManagedFields,
): ApiResponse {
  const sent = dedupOwnerReferences(context, inRequestNamespace(context, decoded))
  const { name: givenName, generateName } = namesOf(sent)
  checkNamespace(context, namespaceOf(context), givenName || generateName)
  const draftName = givenName || (generateName === '' ? '' : generatedBase(generateName) + ANY_SUFFIX)
  const draft = prepare(context, sent, draftName, ANY_UID)
  validate(context, draft)
  admit(context, 'CREATE', draft, undefined)
  if (textAt(sent, 'metadata', 'resourceVersion') !== '') {
    throw untyped('resourceVersion should not be set on objects to be created')
  }
  const name = givenName === '' ? freeName(context, generateName, draftName) : givenName
  const existing = findExisting(context, namespaceOf(context), name)
  if (existing !== undefined) throw alreadyExists(context.resource, name, isTerminating(existing.object))
  return store(context, sent, draft, name, applied)
}

function namesOf(object: JsonObject): { name: string; generateName: string } {
  return {
    name: textAt(object, 'metadata', 'name'),
    generateName: textAt(object, 'metadata', 'generateName'),
  }
}

/**
 * The object without what only the server may say, and with what the server says of a new one. The ids are part of it,
 * because some kinds derive more from them (the selector of a Job).
 */
function prepare(context: RequestContext, sent: JsonObject, name: string, uid: string): JsonObject {
  const { resource, transaction } = context
  const metadata = withMembers(wipeSystemFields(metadataOf(sent)), {
    name: name === '' ? undefined : name,
    uid,
    creationTimestamp: timestampOf(context),
    generation: firstGeneration(resource),
  })
  const object = resource.type.prepareForCreate(withMetadata(sent, metadata))
  return kindRules(resource.group, resource.kind).create?.(object, sent, transaction) ?? object
}

function validate({ resource }: RequestContext, object: JsonObject): void {
  const errors = resource.type.validate(object)
  if (errors.length > 0) throw invalid(resource, textAt(object, 'metadata', 'name'), errors)
}

function generatedBase(generateName: string): string {
  return generateName.slice(0, MAX_GENERATED_BASE)
}

/** A generated name nobody has. Throws 409 when all attempts collide. */
function freeName(context: RequestContext, generateName: string, draftName: string): string {
  if (context.request.dryRun === true) return draftName
  const base = generatedBase(generateName)
  let name = ''
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
    name = context.transaction.mintName(ACTOR, 'name', keyOf(context, base), base)
    if (findExisting(context, namespaceOf(context), name) === undefined) return name
  }
  throw generateNameConflict(context.resource, name)
}

function store(
  context: RequestContext,
  sent: JsonObject,
  draft: JsonObject,
  name: string,
  applied: ManagedFields | undefined,
): ApiResponse {
  const { resource } = context
  const key = keyOf(context, name)
  if (context.request.dryRun !== true) noteCountedName(context, draft, name)
  const uid = newUid(context, key)
  const object =
    kindRules(resource.group, resource.kind).derivesFromIds === true
      ? prepare(context, sent, name, uid)
      : withMetadata(draft, withMembers(metadataOf(draft), { name, uid }))
  const managedFields = applied ?? trackWrite(context, key, undefined, object)
  const written = writeObject(context, { key, existing: undefined, object, managedFields })
  return answer(context, 201, shown(context, key, written))
}

/**
 * The Job of a CronJob has the time in its name, and no two are alike: noted down as one of a series, as generated names
 * are, it counts as the next one in canonical forms, and a schedule that goes on changes nothing.
 */
function noteCountedName(context: RequestContext, object: JsonObject, name: string): void {
  const owner = context.resource.kind === 'Job' ? controllerOf(object) : undefined
  if (owner === undefined || textAt(owner, 'kind') !== 'CronJob') return
  context.transaction.mint(ACTOR, 'name', keyOf(context, `${textAt(owner, 'name')}-`), () => name)
}

/** The uid of a dry run is as good as a real one, but nothing is noted down. */
function newUid({ request, transaction }: RequestContext, key: string): string {
  if (request.dryRun !== true) return transaction.mintUuid(ACTOR, 'uid', key)
  const source = { seed: transaction.base.seed, actor: ACTOR, purpose: 'dry-run uid' }
  return toUuid(mintId({ ...source, subject: key, incarnation: 0 }))
}

function keyOf(context: RequestContext, name: string): string {
  const { group, resource } = context.resource
  return objectKey(group, resource, namespaceOf(context), name)
}
