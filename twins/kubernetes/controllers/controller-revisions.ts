import { type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { metadataOf, numberAt, objectAt, textAt } from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { controllerOf, isControlledBy, withController } from './owner-references.js'
import { CONTROLLER_REVISIONS } from './resources.js'
import { selects } from './selector.js'
import { failureOf } from './write-status.js'

/** Names are cut so that they fit with the hash. Source: kubernetes v1.36 pkg/controller/history (ControllerRevisionName). */
const MAX_PREFIX = 223

/** `<prefix>-<hash>`. */
export function controllerRevisionName(prefix: string, hash: string): string {
  return `${prefix.slice(0, MAX_PREFIX)}-${hash}`
}

/**
 * What a revision remembers of a workload: a patch that puts its template back.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_utils.go, pkg/controller/daemon/update.go (getPatch).
 */
export function templatePatch(workload: JsonObject): JsonObject {
  return { spec: { template: { ...objectAt(workload, 'spec', 'template'), $patch: 'replace' } } }
}

/** The pod template that a revision remembers. */
export function templateOf(revision: JsonObject): JsonObject {
  const { $patch: _directive, ...template } = objectAt(revision, 'data', 'spec', 'template')
  return template
}

export const revisionNumber = (revision: JsonObject): number => numberAt(revision, 0, 'revision')

/** By revision, then age, then name. Source: kubernetes v1.36 pkg/controller/history (byRevision.Less). */
export function sortRevisions(revisions: readonly JsonObject[]): readonly JsonObject[] {
  const key = (revision: JsonObject): string =>
    `${textAt(revision, 'metadata', 'creationTimestamp')} ${textAt(revision, 'metadata', 'name')}`
  return [...revisions].sort(
    (a, b) => revisionNumber(a) - revisionNumber(b) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  )
}

/**
 * Revisions of a workload, sorted: its own, and ownerless ones that its selector selects, which it adopts unless it is
 * being deleted.
 * Source: kubernetes v1.36 pkg/controller/history/controller_history.go (ListControllerRevisions, AdoptControllerRevision).
 */
export function* claimRevisions(workload: JsonObject): Proc<readonly JsonObject[]> {
  const namespace = textAt(workload, 'metadata', 'namespace')
  const deleting = metadataOf(workload)['deletionTimestamp'] !== undefined
  const claimed: JsonObject[] = []
  for (const revision of itemsOf(yield* api({ verb: 'list', ...CONTROLLER_REVISIONS, namespace }))) {
    if (isControlledBy(revision, workload)) claimed.push(revision)
    else if (controllerOf(revision) === undefined && selects(workload, revision)) {
      const adopted = deleting ? undefined : yield* adopt(workload, revision)
      if (adopted !== undefined) claimed.push(adopted)
    }
  }
  return sortRevisions(claimed)
}

function* adopt(workload: JsonObject, revision: JsonObject): Proc<JsonObject | undefined> {
  const response = yield* api({
    verb: 'patch',
    ...CONTROLLER_REVISIONS,
    ...addressOf(revision),
    patchType: 'merge',
    body: withController(revision, workload),
  })
  return succeeded(response) ? response.body : undefined
}

/** A revision after a write, or the refusal's message. */
export interface RevisionWrite {
  readonly revision: JsonObject | undefined
  readonly error: string | undefined
}

/** Gives a revision another number; nothing is sent when it has it. */
export function* renumber(revision: JsonObject, number: number): Proc<RevisionWrite> {
  if (revisionNumber(revision) === number) return { revision, error: undefined }
  const body = { ...revision, revision: number }
  const response = yield* api({ verb: 'update', ...CONTROLLER_REVISIONS, ...addressOf(revision), body })
  return succeeded(response)
    ? { revision: response.body, error: undefined }
    : { revision: undefined, error: failureOf(response) }
}

/** Deletes revisions, oldest first; the refusal's message, or undefined. One that is gone already is no failure. */
export function* deleteRevisions(revisions: readonly JsonObject[]): Proc<string | undefined> {
  for (const revision of revisions) {
    const response = yield* api({ verb: 'delete', ...CONTROLLER_REVISIONS, ...addressOf(revision) })
    if (!succeeded(response) && !isNotFound(response.body)) return failureOf(response)
  }
  return undefined
}

/**
 * Whether two revisions remember the same. Those that older servers made hold `creationTimestamp: null` in the template, which
 * newer ones do not encode.
 */
export function equalRevisions(a: JsonObject, b: JsonObject): boolean {
  return jsonEqual(remembered(a), remembered(b))
}

function remembered({ data }: JsonObject): Json {
  const template = objectAt(data, 'spec', 'template')
  const { creationTimestamp, ...metadata } = metadataOf(template)
  if (creationTimestamp !== null) return data ?? null
  return { ...objectAt(data), spec: { ...objectAt(data, 'spec'), template: { ...template, metadata } } }
}

function addressOf(revision: JsonObject): { namespace: string; name: string } {
  return {
    namespace: textAt(revision, 'metadata', 'namespace'),
    name: textAt(revision, 'metadata', 'name'),
  }
}
