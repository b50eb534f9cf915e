import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { isNotFound, metadataOf, objectAt, textAt } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { isHelm4 } from '../versions.js'
import type { Configuration } from './configuration.js'
import { createPatch, isEmptyPatch } from './create-patch.js'
import { upgradeFieldManager } from './field-manager.js'
import { isRefusal, send } from './request.js'
import { addressOf, difference, findMatching, type Info } from './resource-list.js'
import {
  type Applying,
  applyResource,
  attempt,
  createResource,
  deleteResource,
  getResource,
  wrapped,
} from './resources.js'

/** `helm.sh/resource-policy`; only the value `keep` has a meaning. Helm v3.21.4 pkg/kube/resource_policy.go. */
export const RESOURCE_POLICY = 'helm.sh/resource-policy'
export const KEEP = 'keep'

export interface UpdateOptions {
  /** PUT instead of PATCH. */
  readonly force: boolean
  readonly applying: Applying
  readonly threeWayForUnstructured: boolean
  /** Server-side apply takes over the fields that Helm wrote client-side. */
  readonly takeOverFields: boolean
}

/** What an update did, also when it failed. */
export interface UpdateResult {
  /** Objects this update set out to create, including one whose creation failed. */
  readonly created: readonly Info[]
  readonly error: HelmError | undefined
}

/**
 * Bring the server from one list of objects to another. Each target in order: GET; create what is missing; patch the
 * rest, collecting errors. An object that exists but is not in `original` ends the loop: `no <Kind> with the name "x"
 * found`. Only without any error are the objects deleted that `target` lacks, unless the live one says `keep`; failed
 * deletions are ignored by Helm 3, and errors for Helm 4. Helm v3.21.4, v4.1.4 pkg/kube/client.go (update).
 */
export function* update(
  configuration: Configuration,
  original: readonly Info[],
  target: readonly Info[],
  options: UpdateOptions,
): Proc<UpdateResult> {
  const created: Info[] = []
  const collected: string[] = []
  const conflict = optionConflict(options)
  if (conflict !== undefined) return { created, error: helmError('helm-operation-failed', conflict) }
  for (const info of target) {
    const step = yield* updateOne(configuration, original, info, options, created)
    if (step.kind === 'abort') return { created, error: step.error }
    if (step.kind === 'failed') collected.push(step.error.message)
  }
  if (collected.length > 0) return { created, error: collectedError(collected) }
  for (const info of difference(original, target)) {
    const error = yield* deleteDropped(info)
    if (error === undefined || isRefusal(error, isNotFound)) continue
    collected.push(`failed to delete resource ${info.name}: ${error.message}`)
  }
  const counts = collected.length > 0 && isHelm4(configuration.version)
  return { created, error: counts ? collectedError(collected) : undefined }
}

function collectedError(texts: readonly string[]): HelmError {
  return helmError('helm-operation-failed', texts.join(' && '))
}

/** Helm v4.1.4 pkg/kube/client.go (Update). */
function optionConflict({ force, applying }: UpdateOptions): string | undefined {
  const { serverSide, forceConflicts } = applying
  const option = 'invalid client update option(s): forceConflicts enabled when serverSideApply disabled'
  if (forceConflicts && !serverSide) return option
  if (!force) return undefined
  const together = 'and force replace together'
  if (forceConflicts) return `invalid operation: cannot use force conflicts ${together}`
  return serverSide ? `invalid operation: cannot use server-side apply ${together}` : undefined
}

type Step =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: HelmError }
  | { readonly kind: 'abort'; readonly error: HelmError }

function* updateOne(
  configuration: Configuration,
  original: readonly Info[],
  info: Info,
  options: UpdateOptions,
  created: Info[],
): Proc<Step> {
  const missing = yield* attempt(getResource(info))
  if (missing !== undefined && !isRefusal(missing, isNotFound)) {
    const text = `could not get information about the resource: ${missing.message}`
    return { kind: 'abort', error: helmError('helm-request-failed', text, { cause: missing.cause }) }
  }
  if (missing !== undefined) {
    created.push(info)
    const error = yield* attempt(
      wrapped('failed to create resource', createResource(configuration, info, options.applying)),
    )
    return error === undefined ? { kind: 'done' } : { kind: 'abort', error }
  }
  const old = findMatching(original, info)
  if (old === undefined) return { kind: 'abort', error: objectMissing(configuration, info) }
  const error = yield* attempt(updateResource(configuration, info, old, options))
  return error === undefined ? { kind: 'done' } : { kind: 'failed', error }
}

function objectMissing({ version }: Configuration, { mapping, name }: Info): HelmError {
  const quoted = JSON.stringify(name)
  const text = isHelm4(version)
    ? `original object ${mapping.kind} with the name ${quoted} not found`
    : `no ${mapping.kind} with the name ${quoted} found`
  return helmError('helm-object-missing', text, { subject: `${mapping.kind} ${name}` })
}

function* updateResource(
  configuration: Configuration,
  target: Info,
  old: Info,
  { force, applying, threeWayForUnstructured, takeOverFields }: UpdateOptions,
): Proc<void> {
  if (force) {
    yield* wrapped('failed to replace object', replaceResource(configuration, target))
    return
  }
  if (applying.serverSide) {
    if (takeOverFields) yield* upgradeFieldManager(configuration, old)
    yield* applyResource(configuration, target, applying)
    return
  }
  const current = yield* getCurrent(target)
  const patch = createPatch({ original: old.object, target, current, threeWayForUnstructured })
  const { fieldManager } = configuration
  if (isEmptyPatch(patch)) {
    yield* wrapped('failed to refresh resource information', getResource(target))
    return
  }
  const { name, mapping } = target
  yield* wrapped(
    `cannot patch ${JSON.stringify(name)} with kind ${mapping.kind}`,
    send({ verb: 'patch', ...addressOf(target), patchType: patch.type, body: patch.body, fieldManager }),
  )
}

/** The live object for the patch; when it has just vanished the patch is computed against nothing. */
function* getCurrent(target: Info): Proc<JsonObject> {
  try {
    return yield* getResource(target)
  } catch (error) {
    if (isRefusal(error, isNotFound)) return {}
    if (!(error instanceof HelmError)) throw error
    const text = `unable to get data for current object ${target.namespace}/${target.name}: ${errorText(error)}`
    throw helmError('helm-request-failed', `failed to create patch: ${text}`)
  }
}

/** PUT with the live resourceVersion. k8s.io/cli-runtime v0.36.2 pkg/resource/helper.go (Replace). */
function* replaceResource({ fieldManager }: Configuration, info: Info): Proc<void> {
  let body = info.object
  if (textAt(metadataOf(body), 'resourceVersion') === '') {
    const live = yield* attemptGet(info)
    const resourceVersion = textAt(metadataOf(live), 'resourceVersion')
    if (resourceVersion !== '') body = { ...body, metadata: { ...metadataOf(body), resourceVersion } }
  }
  yield* send({ verb: 'update', ...addressOf(info), body, fieldManager })
}

function* attemptGet(info: Info): Proc<JsonObject> {
  try {
    return yield* getResource(info)
  } catch (error) {
    if (error instanceof HelmError) return {}
    throw error
  }
}

/** The *live* annotation decides: `keep` that only the dropped manifest carries does nothing. */
function* deleteDropped(info: Info): Proc<HelmError | undefined> {
  let live: JsonObject
  try {
    live = yield* getResource(info)
  } catch (error) {
    if (error instanceof HelmError) return undefined
    throw error
  }
  if (objectAt(live, 'metadata', 'annotations')[RESOURCE_POLICY] === KEEP) return undefined
  return yield* attempt(deleteResource(info, 'Background'))
}
