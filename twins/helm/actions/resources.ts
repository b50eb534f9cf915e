import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { sleep } from '../../kernel/requests.js'
import { isConflict, isNotFound, metadataOf } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { isHelm4 } from '../versions.js'
import type { Configuration } from './configuration.js'
import { isRefusal, send } from './request.js'
import { addressOf, type Info } from './resource-list.js'

/** client-go v0.36.3 util/retry/util.go (DefaultRetry): five tries, 10 ms apart. */
const CONFLICT_TRIES = 5
const CONFLICT_DELAY_MS = 10

/** How the dependents of a deleted object are deleted. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan'

/** How objects are written. Helm v4.1.4 pkg/kube/client.go (ClientCreateOptionServerSideApply). */
export interface Applying {
  /** Server-side apply instead of POST and computed patches; Helm 4's `--server-side`. */
  readonly serverSide: boolean
  /** `--force-conflicts` */
  readonly forceConflicts: boolean
}

/** All that Helm 3 does. */
export const CLIENT_SIDE: Applying = { serverSide: false, forceConflicts: false }

/** GET. Throws `HelmError` `helm-request-failed`. */
export function* getResource(info: Info): Proc<JsonObject> {
  return yield* send({ verb: 'get', ...addressOf(info) })
}

/** POST, again after a conflict. Helm v3.21.4 pkg/kube/client.go (createResource). Throws `HelmError`. */
export function* createResource(
  configuration: Configuration,
  info: Info,
  applying: Applying,
): Proc<JsonObject> {
  if (applying.serverSide) return yield* applyResource(configuration, info, applying)
  const { fieldManager } = configuration
  const { name: _, ...collection } = addressOf(info)
  const body = withoutResourceVersion(info.object)
  return yield* retryOnConflict(() => send({ verb: 'create', ...collection, body, fieldManager }))
}

/**
 * PATCH as server-side apply, which creates what does not exist. Throws `HelmError` `conflict occurred while applying
 * object <ns>/<name> <group>/<version>, Kind=<K>: ...`, and other refusals in the server's words.
 * Helm v4.1.4 pkg/kube/client.go (patchResourceServerSide).
 */
export function* applyResource(
  { fieldManager }: Configuration,
  info: Info,
  { forceConflicts }: Applying,
): Proc<JsonObject> {
  const request = { verb: 'patch', ...addressOf(info), patchType: 'apply', body: info.object } as const
  try {
    return yield* send({ ...request, fieldManager, fieldValidation: 'Strict', force: forceConflicts })
  } catch (error) {
    if (!isRefusal(error, isConflict) || !(error instanceof HelmError)) throw error
    const text = `conflict occurred while applying object ${objectText(info)}: ${errorText(error)}`
    throw helmError('helm-request-failed', text, { cause: error.cause })
  }
}

/** `test/web apps/v1, Kind=Deployment`: apimachinery v0.36.3 pkg/runtime/schema/group_version.go (GroupVersionKind.String). */
export function objectText({ mapping, namespace, name }: Info): string {
  return `${namespace}/${name} ${mapping.group}/${mapping.version}, Kind=${mapping.kind}`
}

/** DELETE, again after a conflict. Helm v3.21.4 pkg/kube/client.go (deleteResource). Throws `HelmError`. */
export function* deleteResource(info: Info, propagationPolicy: Propagation): Proc<void> {
  yield* retryOnConflict(() => send({ verb: 'delete', ...addressOf(info), propagationPolicy }))
}

/**
 * Create objects in batches of one kind; all batches run, whatever fails. Throws `HelmError` with all errors. Upstream
 * creates a batch concurrently, here its objects follow one another. Helm v3.21.4 pkg/kube/client.go (Create, perform).
 */
export function* createResources(
  configuration: Configuration,
  infos: readonly Info[],
  applying: Applying,
): Proc<void> {
  const errors: HelmError[] = []
  for (const info of infos) {
    const error = yield* attempt(createResource(configuration, info, applying))
    if (error !== undefined) errors.push(error)
  }
  if (infos.length === 0) throw helmError('helm-operation-failed', NO_OBJECTS)
  if (errors.length > 0) throw joinErrors(configuration, errors)
}

/**
 * Delete objects; what is gone already counts as deleted. The texts of the errors are the result.
 * Helm v3.21.4 pkg/kube/client.go (rdelete).
 */
export function* deleteResources(
  infos: readonly Info[],
  propagation: Propagation = 'Background',
): Proc<readonly string[]> {
  if (infos.length === 0) return [`object not found, skipping delete: ${NO_OBJECTS}`]
  const errors: string[] = []
  for (const info of infos) {
    const error = yield* attempt(deleteResource(info, propagation))
    if (error !== undefined && !isRefusal(error, isNotFound)) errors.push(error.message)
  }
  return errors
}

/** Helm v3.21.4 pkg/kube/client.go (ErrNoObjectsVisited). */
const NO_OBJECTS = 'no objects visited'

/** The `HelmError` that work ends with, or undefined. */
export function* attempt(work: Proc<unknown>): Proc<HelmError | undefined> {
  try {
    yield* work
    return undefined
  } catch (error) {
    if (error instanceof HelmError) return error
    throw error
  }
}

/** The text in front of a `HelmError`; others are thrown as they are. */
export function* wrapped<T>(prefix: string, work: Proc<T>): Proc<T> {
  try {
    return yield* work
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    throw helmError('helm-operation-failed', `${prefix}: ${errorText(error)}`, { cause: error.cause })
  }
}

/** Run a request again, up to five times, while it meets a conflict. client-go v0.36.3 util/retry/util.go (RetryOnConflict). */
export function* retryOnConflict<T>(request: () => Proc<T>): Proc<T> {
  for (let tries = 1; ; tries++) {
    try {
      return yield* request()
    } catch (error) {
      if (tries >= CONFLICT_TRIES || !isRefusal(error, isConflict)) throw error
      yield* sleep(CONFLICT_DELAY_MS)
    }
  }
}

function withoutResourceVersion(object: JsonObject): JsonObject {
  const { resourceVersion, ...metadata } = metadataOf(object)
  return resourceVersion === undefined ? object : { ...object, metadata }
}

/**
 * Several errors as one. Helm 3: as hashicorp/go-multierror v1.1.1 format.go (ListFormatFunc) prints them, one too;
 * Helm 4: a line each, as Go's errors.Join does.
 */
export function joinErrors({ version }: Configuration, errors: readonly HelmError[]): HelmError {
  const cause = errors.find((error) => error.cause !== undefined)?.cause
  if (isHelm4(version)) {
    return helmError('helm-operation-failed', errors.map(({ message }) => message).join('\n'), { cause })
  }
  const head = errors.length === 1 ? '1 error occurred:' : `${errors.length} errors occurred:`
  const points = errors.map((error) => `* ${error.message}`).join('\n\t')
  return helmError('helm-operation-failed', `${head}\n\t${points}\n\n`, { cause })
}
