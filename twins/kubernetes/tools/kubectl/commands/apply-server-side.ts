import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { printError } from '../../../../kernel/requests.js'
import type { ApiRequest } from '../../../client/api.js'
import { metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { isConflict, isUnsupportedMediaType, StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import { type CommandError, isCommandError, KubectlError } from '../errors.js'
import { hasLastApplied, LAST_APPLIED } from '../last-applied.js'
import { fieldValidationOf } from '../options.js'
import { addressOf, type Found, fetchTarget } from '../sources.js'
import type { ApplyRun } from './apply.js'
import { managersOf, ownsLastApplied, upgradeManagers } from './managed-fields-upgrade.js'
import { warnIfDeleting } from './warn-if-deleting.js'

const MAX_PATCH_RETRY = 5
const NON_FATAL = 'This is non-fatal and will be retried next time you apply. Error:'
const CONFLICT_HELP = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/**
 * Applies an object on the server and then moves what client-side apply owned to this manager, as kubectl does.
 * Source: kubectl v0.32.0 pkg/cmd/apply/apply.go (applyOneObject, saveLastApplyAnnotationIfNecessary,
 * migrateToSSAIfNecessary).
 */
export function* applyServerSide(run: ApplyRun, target: Found): Proc<JsonObject> {
  const applied = yield* applyConfiguration(run, target)
  const object = yield* migrate(run, target, applied)
  yield* warnIfDeleting(object)
  return object
}

function* applyConfiguration(run: ApplyRun, target: Found): Proc<JsonObject> {
  try {
    return yield* sendApply(run, target, target.object, run.fieldManager)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (isUnsupportedMediaType(error)) {
      throw new KubectlError(`Server-side apply not available on the server: (${error.message})`)
    }
    if (isConflict(error)) throw new KubectlError(`${error.message}${CONFLICT_HELP}`)
    throw error
  }
}

function* sendApply(run: ApplyRun, target: Found, body: JsonObject, manager: string): Proc<JsonObject> {
  return yield* send(run.invocation, {
    ...patchRequest(run, target, manager),
    patchType: 'apply',
    body,
    force: run.invocation.flags.on('force-conflicts'),
  })
}

function patchRequest(run: ApplyRun, target: Found, fieldManager: string): ApiRequest {
  return {
    verb: 'patch',
    ...addressOf(target),
    fieldManager,
    fieldValidation: fieldValidationOf(run.invocation),
    showManagedFields: true,
    ...(run.dryRun === 'server' ? { dryRun: true } : {}),
  }
}

/** None of this fails the command: what goes wrong is a warning. */
function* migrate(run: ApplyRun, target: Found, applied: JsonObject): Proc<JsonObject> {
  const saved = yield* warning(
    'failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply.',
    saveLastApplied(run, target, applied),
  )
  if (saved === undefined) return applied
  const migrated = yield* warning(
    'server rejected managed fields migration to Server-Side Apply.',
    migrateManagers(run, target, saved),
  )
  if (migrated === undefined || migrated === null) return saved
  const reapplied = yield* warning(
    'failed to re-apply configuration after performing Server-Side Apply migration.',
    sendApply(run, target, target.object, run.fieldManager),
  )
  return reapplied ?? migrated
}

function* warning<T>(problem: string, work: Proc<T>): Proc<T | undefined> {
  try {
    return yield* work
  } catch (error) {
    if (!isCommandError(error)) throw error
    yield* printError(`Warning: ${problem} ${NON_FATAL} ${(error as CommandError).message}`)
    return undefined
  }
}

/** Gives the annotation of client-side apply a manager of its own, so that this apply does not remove it. */
function* saveLastApplied(run: ApplyRun, target: Found, applied: JsonObject): Proc<JsonObject> {
  const owned = managersOf(applied, 'Apply').some(ownsLastApplied)
  if (run.fieldManager !== 'kubectl' || !hasLastApplied(applied) || owned) return applied
  const metadata = metadataOf(applied)
  const text = textAt(objectAt(metadata, 'annotations'), LAST_APPLIED)
  const { name, namespace } = target
  const annotation = {
    apiVersion: applied['apiVersion'] ?? '',
    kind: applied['kind'] ?? '',
    metadata: {
      name,
      ...(namespace === '' ? {} : { namespace }),
      annotations: { [LAST_APPLIED]: text },
    },
  }
  return yield* send(run.invocation, {
    ...patchRequest(run, target, 'kubectl-last-applied'),
    patchType: 'apply',
    body: annotation,
  })
}

/** Moves the fields of client-side managers; null when there is nothing to move. */
function* migrateManagers(run: ApplyRun, target: Found, saved: JsonObject): Proc<JsonObject | null> {
  const names = managersOf(saved, 'Update')
    .filter(ownsLastApplied)
    .map((entry) => textAt(entry, 'manager'))
  let current = saved
  for (let attempt = 1; ; attempt++) {
    const body = upgradeManagers(current, names, run.fieldManager)
    if (body === undefined) return null
    try {
      const request = patchRequest(run, target, run.fieldManager)
      return yield* send(run.invocation, { ...request, patchType: 'json', body })
    } catch (error) {
      if (!(error instanceof StatusError) || !isConflict(error) || attempt === MAX_PATCH_RETRY) throw error
    }
    current = (yield* fetchTarget(run.invocation, target, { showManagedFields: true })).object
  }
}
