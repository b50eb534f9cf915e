import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { metadataOf, numberAt, objectAt, textAt } from '../../client/objects.js'
import { isAlreadyExists } from '../../status-error.js'
import {
  deleteRevisions,
  equalRevisions,
  renumber,
  revisionNumber,
  templatePatch,
} from '../controller-revisions.js'
import { templateHash } from '../deployment/template.js'
import { controllerReference } from '../owner-references.js'
import { CONTROLLER_REVISIONS, DAEMON_SETS } from '../resources.js'
import { failureOf, putStatus } from '../write-status.js'
import { HASH_LABEL } from './pods.js'

/** The revision of the template in force, those before it, or a refusal's message. */
export type History =
  | { readonly current: JsonObject; readonly old: readonly JsonObject[]; readonly error?: undefined }
  | { readonly error: string }

export const hashOf = (revision: JsonObject): string => textAt(revision, 'metadata', 'labels', HASH_LABEL)

/**
 * Finds or creates the revision of the template among `known` (sorted); one that is reused becomes the newest.
 * Source: kubernetes v1.36 pkg/controller/daemon/update.go (constructHistory, snapshot).
 */
export function* constructHistory(set: JsonObject, known: readonly JsonObject[]): Proc<History> {
  const wanted = { data: templatePatch(set) }
  const matching = known.filter((revision) => equalRevisions(revision, wanted))
  const old = known.filter((revision) => !matching.includes(revision))
  const newest = Math.max(0, ...old.map(revisionNumber)) + 1
  const current = matching[matching.length - 1]
  if (current === undefined) return yield* snapshot(set, old, newest)
  if (revisionNumber(current) >= newest) return { current, old }
  const written = yield* renumber(current, newest)
  return written.revision === undefined ? { error: written.error ?? '' } : { current: written.revision, old }
}

function* snapshot(set: JsonObject, old: readonly JsonObject[], revision: number): Proc<History> {
  const template = objectAt(set, 'spec', 'template')
  const hash = templateHash(template, numberAt(set, 0, 'status', 'collisionCount'))
  const { namespace, name } = metadataOf(set) as { namespace: string; name: string }
  const { annotations } = metadataOf(set)
  const body: JsonObject = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...objectAt(template, 'metadata', 'labels'), [HASH_LABEL]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(set)],
    },
    data: templatePatch(set),
    revision,
  }
  const response = yield* api({ verb: 'create', ...CONTROLLER_REVISIONS, namespace, body })
  if (succeeded(response)) return { current: response.body, old }
  const error = failureOf(response)
  if (!isAlreadyExists(response.body)) return { error }
  const taken = yield* api({ verb: 'get', ...CONTROLLER_REVISIONS, namespace, name: `${name}-${hash}` })
  if (succeeded(taken) && equalRevisions(taken.body, body)) return { current: taken.body, old }
  const status = objectAt(set, 'status')
  const collisionCount = numberAt(status, 0, 'collisionCount') + 1
  yield* putStatus(DAEMON_SETS, { ...set, status: { ...status, collisionCount } })
  return { error }
}

/**
 * Deletes the oldest revisions no pod has, down to `spec.revisionHistoryLimit`; a refusal's message, or undefined.
 * Source: as above (cleanupHistory).
 */
export function cleanUpHistory(
  set: JsonObject,
  pods: readonly JsonObject[],
  old: readonly JsonObject[],
): Proc<string | undefined> {
  const surplus = old.length - numberAt(set, 10, 'spec', 'revisionHistoryLimit')
  const live = new Set(pods.map((pod) => textAt(pod, 'metadata', 'labels', HASH_LABEL)))
  const unused = old.filter((revision) => !live.has(hashOf(revision)))
  return deleteRevisions(unused.slice(0, Math.max(0, surplus)))
}
