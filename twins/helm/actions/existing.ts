import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { isNotFound, metadataOf, objectAt } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { isRefusal, send } from './request.js'
import { addressOf, type Info, resourceText } from './resource-list.js'

const MANAGED_BY = 'app.kubernetes.io/managed-by'
const RELEASE_NAME = 'meta.helm.sh/release-name'
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace'

/** A release as its objects name it. */
export interface Owner {
  readonly name: string
  readonly namespace: string
}

/** The object with the release's label and annotations forced on. Helm v3.21.4 pkg/action/validate.go (setMetadataVisitor). */
export function withOwner(info: Info, owner: Owner): Info {
  const metadata = metadataOf(info.object)
  const labels: Json = { ...objectAt(metadata, 'labels'), [MANAGED_BY]: 'Helm' }
  const annotations: Json = {
    ...objectAt(metadata, 'annotations'),
    [RELEASE_NAME]: owner.name,
    [RELEASE_NAMESPACE]: owner.namespace,
  }
  return { ...info, object: { ...info.object, metadata: { ...metadata, labels, annotations } } }
}

/**
 * Those of the objects that exist already. Each must belong to the release, unless `takeOwnership`. Throws
 * `HelmError` `helm-not-importable`: `<Kind> "<name>" in namespace "<ns>" exists and cannot be imported into the
 * current release: invalid ownership metadata; ...`.
 * Helm v3.21.4 pkg/action/validate.go (existingResourceConflict, requireAdoption).
 */
export function* findExisting(
  infos: readonly Info[],
  owner: Owner,
  takeOwnership: boolean,
): Proc<readonly Info[]> {
  const found: Info[] = []
  for (const info of infos) {
    const live = yield* getExisting(info)
    if (live === undefined) continue
    const problems = takeOwnership ? [] : ownershipProblems(live, owner)
    if (problems.length > 0) throw notImportable(info, problems)
    found.push(info)
  }
  return found
}

function* getExisting(info: Info): Proc<JsonObject | undefined> {
  try {
    return yield* send({ verb: 'get', ...addressOf(info) })
  } catch (error) {
    if (isRefusal(error, isNotFound)) return undefined
    if (!(error instanceof HelmError)) throw error
    const text = `could not get information about the resource ${resourceText(info)}: ${errorText(error)}`
    throw helmError('helm-request-failed', text, { cause: error.cause })
  }
}

function notImportable(info: Info, problems: readonly string[]): HelmError {
  const text = ['invalid ownership metadata', ...problems].join('; ')
  return helmError(
    'helm-not-importable',
    `${resourceText(info)} exists and cannot be imported into the current release: ${text}`,
    { subject: resourceText(info) },
  )
}

/** Why an object does not belong to the release; empty when it does. Helm v3.21.4 pkg/action/validate.go (checkOwnership). */
function ownershipProblems(live: JsonObject, { name, namespace }: Owner): readonly string[] {
  const labels = objectAt(live, 'metadata', 'labels')
  const annotations = objectAt(live, 'metadata', 'annotations')
  return [
    ...problem('label', labels, MANAGED_BY, 'Helm'),
    ...problem('annotation', annotations, RELEASE_NAME, name),
    ...problem('annotation', annotations, RELEASE_NAMESPACE, namespace),
  ]
}

function problem(what: string, map: JsonObject, key: string, wanted: string): readonly string[] {
  const actual = map[key]
  if (actual === wanted) return []
  const [k, v] = [JSON.stringify(key), JSON.stringify(wanted)]
  return actual === undefined
    ? [`${what} validation error: missing key ${k}: must be set to ${v}`]
    : [`${what} validation error: key ${k} must equal ${v}: current value is ${JSON.stringify(actual)}`]
}
