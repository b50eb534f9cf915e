import { type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError, sleep } from '../../../../kernel/requests.js'
import type { PatchType } from '../../../client/api.js'
import { createThreeWayMergePatch as createThreeWayJsonPatch } from '../../../machinery/merge-patch.js'
import { createThreeWayMergePatch as createThreeWayStrategicPatch } from '../../../machinery/strategic-merge/index.js'
import { isConflict, isInvalid, StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import { addSource, KubectlError } from '../errors.js'
import { hasLastApplied, LAST_APPLIED, lastApplied } from '../last-applied.js'
import { isBuiltIn } from '../mappings.js'
import { fieldValidationOf } from '../options.js'
import { toCompactJson } from '../printers/go-json.js'
import { addressOf, describeTarget, type Found, fetchTarget } from '../sources.js'
import type { ApplyRun } from './apply.js'
import { replaceByForce } from './apply-force.js'

/** kubectl v0.32.0 pkg/cmd/apply/patcher.go: how often a conflict is retried, and from when on it waits. */
const MAX_PATCH_RETRY = 5
const TRIES_BEFORE_BACK_OFF = 1
const BACK_OFF_MS = 1000

/** A patch and its type. */
export interface Patch {
  readonly type: PatchType
  readonly body: JsonObject
}

/** What an apply to an existing object did. */
export interface Patched {
  readonly object: JsonObject
  /** False when the patch was empty and nothing was sent. */
  readonly changed: boolean
}

/**
 * Applies a manifest (with its last-applied annotation) to a live object: a three-way patch of what was applied last,
 * the manifest and the live object; strategic for built-in kinds, JSON merge for custom resources. Conflicts are
 * retried against a fresh object. With `--force` an object that cannot be patched is deleted and created.
 * Source: kubectl v0.32.0 pkg/cmd/apply/patcher.go (Patch, patchSimple, deleteAndCreate).
 */
export function* applyPatch(
  run: ApplyRun,
  target: Found,
  modified: JsonObject,
  live: JsonObject,
): Proc<Patched> {
  if (!hasLastApplied(live)) yield* printError(missingAnnotation(target))
  let current = live
  for (let attempt = 0; ; attempt++) {
    const patch = mergePatchOf(target, modified, current)
    if (jsonEqual(patch.body, {})) return { object: current, changed: false }
    try {
      return { object: yield* sendPatch(run, target, patch), changed: true }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (!isConflict(error) || attempt === MAX_PATCH_RETRY) {
        return yield* forceOrFail(run, target, { modified, current, patch, error })
      }
    }
    if (attempt >= TRIES_BEFORE_BACK_OFF) yield* sleep(BACK_OFF_MS)
    current = (yield* fetchTarget(run.invocation, target)).object
  }
}

function missingAnnotation(target: Found): string {
  const { mapping, name } = target
  return (
    `Warning: resource ${mapping.resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. ` +
    'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or ' +
    'kubectl apply. The missing annotation will be patched automatically.'
  )
}

/** The three-way patch that applying a manifest (with its last-applied annotation) sends. */
export function mergePatchOf({ mapping }: Found, modified: JsonObject, current: JsonObject): Patch {
  const original = lastApplied(current)
  if (isBuiltIn(mapping)) {
    const { kind, group } = mapping
    return { type: 'strategic', body: createThreeWayStrategicPatch(kind, original, modified, current, group) }
  }
  const body = createThreeWayJsonPatch(original, modified, current)
  const metadata = body['metadata']
  const renames = typeof metadata === 'object' && metadata !== null && 'name' in metadata
  if ('apiVersion' in body || 'kind' in body || renames) {
    throw new KubectlError('At least one of apiVersion, kind and name was changed')
  }
  return { type: 'merge', body }
}

function* sendPatch(run: ApplyRun, target: Found, patch: Patch): Proc<JsonObject> {
  return yield* send(run.invocation, {
    verb: 'patch',
    ...addressOf(target),
    patchType: patch.type,
    body: patch.body,
    fieldManager: run.fieldManager,
    fieldValidation: fieldValidationOf(run.invocation),
    ...(run.dryRun === 'server' ? { dryRun: true } : {}),
  })
}

interface Refused {
  readonly modified: JsonObject
  readonly current: JsonObject
  readonly patch: Patch
  readonly error: StatusError
}

function* forceOrFail(run: ApplyRun, target: Found, refused: Refused): Proc<Patched> {
  const { error, patch } = refused
  const forced = run.invocation.flags.on('force') && (isConflict(error) || isInvalid(error))
  if (forced) {
    return { object: yield* replaceByForce(run, target, refused.modified, refused.current), changed: true }
  }
  const verb = `applying patch:\n${toCompactJson(patch.body)}\nto:\n${describeTarget(target)}\nfor:`
  throw addSource(verb, target.source, addSource('patching', target.source, error))
}
