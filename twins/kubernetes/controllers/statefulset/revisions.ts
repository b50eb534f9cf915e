import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { isAlreadyExists } from '../../status-error.js'
import {
  controllerRevisionName,
  deleteRevisions,
  equalRevisions,
  renumber,
  revisionNumber,
  sortRevisions,
  templatePatch,
} from '../controller-revisions.js'
import { templateHash } from '../deployment/template.js'
import { controllerReference } from '../owner-references.js'
import { CONTROLLER_REVISIONS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { revisionOf } from './identity.js'

/** Label with the hash of what a revision remembers. Source: kubernetes v1.36 pkg/controller/history. */
const HASH_LABEL = 'controller.kubernetes.io/hash'

/** The revision pods are moved from and the one they are moved to. */
export type Revisions =
  | {
      readonly current: JsonObject
      readonly update: JsonObject
      readonly all: readonly JsonObject[]
      readonly collisionCount: number
      readonly error?: undefined
    }
  | { readonly error: string }

/**
 * Finds the revision of the set's template among `known` (sorted), gives it the newest number if it is not the newest,
 * or creates it.
 * Departs from upstream: the hash in its name is of the template alone, with upstream's alphabet and length.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_control.go (getStatefulSetRevisions).
 */
export function* syncRevisions(set: JsonObject, known: readonly JsonObject[]): Proc<Revisions> {
  const collisionCount = numberAt(set, 0, 'status', 'collisionCount')
  const newest = known[known.length - 1]
  const number = newest === undefined ? 1 : revisionNumber(newest) + 1
  const wanted = newRevision(set, number, collisionCount)
  const equal = known.filter((revision) => equalRevisions(revision, wanted))
  const match = equal[equal.length - 1]
  if (newest !== undefined && match !== undefined && equalRevisions(newest, match)) {
    return found(set, known, newest, collisionCount)
  }
  if (match === undefined) return yield* create(set, known, number, collisionCount)
  const written = yield* renumber(match, number)
  if (written.revision === undefined) return { error: written.error ?? '' }
  const others = known.filter((revision) => revision !== match)
  return found(set, [...others, written.revision], written.revision, collisionCount)
}

function found(
  set: JsonObject,
  all: readonly JsonObject[],
  update: JsonObject,
  collisionCount: number,
): Revisions {
  const name = textAt(set, 'status', 'currentRevision')
  const current = all.find((revision) => textAt(revision, 'metadata', 'name') === name) ?? update
  return { current, update, all: sortRevisions(all), collisionCount }
}

/** A name that is taken by something else is tried again with another hash (controller_history.go, CreateControllerRevision). */
function* create(
  set: JsonObject,
  known: readonly JsonObject[],
  number: number,
  firstCount: number,
): Proc<Revisions> {
  const namespace = textAt(set, 'metadata', 'namespace')
  let collisionCount = firstCount
  for (;;) {
    const body = newRevision(set, number, collisionCount)
    const response = yield* api({ verb: 'create', ...CONTROLLER_REVISIONS, namespace, body })
    if (succeeded(response)) return found(set, [...known, response.body], response.body, collisionCount)
    if (!isAlreadyExists(response.body)) return { error: failureOf(response) }
    const name = textAt(body, 'metadata', 'name')
    const taken = yield* api({ verb: 'get', ...CONTROLLER_REVISIONS, namespace, name })
    if (succeeded(taken) && equalRevisions(taken.body, body))
      return found(set, known, taken.body, collisionCount)
    collisionCount += 1
  }
}

/** Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_utils.go (newRevision). */
function newRevision(set: JsonObject, revision: number, collisionCount: number): JsonObject {
  const template = objectAt(set, 'spec', 'template')
  const hash = templateHash(template, collisionCount)
  const { annotations } = metadataOf(set)
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: controllerRevisionName(textAt(set, 'metadata', 'name'), hash),
      namespace: textAt(set, 'metadata', 'namespace'),
      labels: { ...objectAt(template, 'metadata', 'labels'), [HASH_LABEL]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(set)],
    },
    data: templatePatch(set),
    revision,
  }
}

/**
 * Deletes the oldest revisions that nothing uses, down to `spec.revisionHistoryLimit`; a refusal's message, or undefined.
 * Source: kubernetes v1.36 stateful_set_control.go (truncateHistory).
 */
export function truncateHistory(
  set: JsonObject,
  pods: readonly JsonObject[],
  { current, update, all }: Extract<Revisions, { readonly error?: undefined }>,
): Proc<string | undefined> {
  const name = (revision: JsonObject): string => textAt(revision, 'metadata', 'name')
  const live = new Set([name(current), name(update), ...pods.map(revisionOf)])
  const history = all.filter((revision) => !live.has(name(revision)))
  const limit = numberAt(set, 10, 'spec', 'revisionHistoryLimit')
  return deleteRevisions(limit < 0 ? [] : history.slice(0, Math.max(0, history.length - limit)))
}
