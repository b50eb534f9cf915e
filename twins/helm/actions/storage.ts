import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { type ApiRequest, isAlreadyExists, isNotFound, itemsOf } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError, releaseExists, releaseNotFound } from '../errors.js'
import {
  ALL_RELEASES_SELECTOR,
  deployedRelease,
  deployedSelector,
  historySelector,
  type Labels,
  lastRelease,
  type Release,
  releaseFromSecret,
  releaseSecret,
  type StoredRelease,
  storageKey,
  userLabels,
} from '../release.js'
import { atLeast } from '../versions.js'
import { type Configuration, unixSeconds } from './configuration.js'
import { isRefusal, send } from './request.js'
import { attempt, wrapped } from './resources.js'

const SECRETS = { group: '', version: 'v1', resource: 'secrets' } as const

/** The first minor whose User-Agent is `Helm/<version>`; before, it was client-go's, with the name of the binary. */
const OWN_USER_AGENT_MINOR = 11

/**
 * Releases are written without a `fieldManager`, so that the server records the product of the User-Agent.
 * Helm v3.21.4 pkg/storage/driver/secrets.go (Create, Update), pkg/cli/environment.go (New), internal/version (GetUserAgent).
 */
function storageManager({ fieldManager, version }: Configuration): string {
  return atLeast(version, OWN_USER_AGENT_MINOR) ? 'Helm' : fieldManager
}

/**
 * A release while an action works on it, with the labels its Secret will carry: upstream's pointer, changed in place.
 * It never leaves the action.
 */
export class ReleaseRecord {
  release: Release
  readonly labels: Labels

  constructor(release: Release, labels: Labels) {
    this.release = release
    this.labels = labels
  }

  static of({ release, labels }: StoredRelease): ReleaseRecord {
    return new ReleaseRecord(release, labels)
  }

  get status(): Release['info']['status'] {
    return this.release.info.status
  }

  /** Change some of `info`. Helm v3.21.4 pkg/release/release.go (SetStatus). */
  setInfo(change: Partial<Release['info']>): void {
    this.release = { ...this.release, info: { ...this.release.info, ...change } }
  }
}

/** All revisions of a release. Throws `release: not found`. Helm v3.21.4 pkg/storage/storage.go (History). */
export function* history(configuration: Configuration, name: string): Proc<readonly StoredRelease[]> {
  return yield* query(configuration, historySelector(name), name)
}

/** The newest revision. Throws as {@link history}. Helm v3.21.4 pkg/storage/storage.go (Last). */
export function* last(configuration: Configuration, name: string): Proc<StoredRelease> {
  const stored = yield* history(configuration, name)
  if (stored.length > 0) return lastRelease(name, stored)
  throw helmError('helm-release-not-found', `no revision for release ${JSON.stringify(name)}`)
}

/** All revisions labelled `deployed`; none is no error. Helm v3.21.4 pkg/storage/storage.go (DeployedAll). */
export function* deployedAll(configuration: Configuration, name: string): Proc<readonly StoredRelease[]> {
  try {
    return yield* query(configuration, deployedSelector(name), name)
  } catch (error) {
    // Upstream looks for these words in the text.
    if (error instanceof HelmError && error.message.includes('not found')) return []
    throw error
  }
}

/** The newest revision labelled `deployed`. Throws `"x" has no deployed releases`. storage.go (Deployed). */
export function* deployed(configuration: Configuration, name: string): Proc<StoredRelease> {
  return deployedRelease(name, yield* deployedAll(configuration, name))
}

/** One revision; its labels are the user's only. Throws `release: not found`. driver/secrets.go (Get). */
export function* getRevision(
  { namespace }: Configuration,
  name: string,
  revision: number,
): Proc<StoredRelease> {
  const key = storageKey(name, revision)
  try {
    const stored = releaseFromSecret(yield* send({ verb: 'get', ...SECRETS, namespace, name: key }))
    if (stored !== undefined) return { release: stored.release, labels: userLabels(stored.labels) }
  } catch (error) {
    if (isRefusal(error, isNotFound)) throw releaseNotFound(name)
    if (!(error instanceof HelmError)) throw error
    const text = `get: failed to get ${JSON.stringify(key)}: ${errorText(error)}`
    throw helmError('helm-request-failed', text, { cause: error.cause })
  }
  throw helmError('helm-release-not-found', `get: failed to decode data ${JSON.stringify(key)}`)
}

/** Every release of the namespace, or of all. Helm v3.21.4 pkg/storage/driver/secrets.go (List). */
export function* listReleases(
  { namespace }: Configuration,
  allNamespaces: boolean,
): Proc<readonly StoredRelease[]> {
  const where = allNamespaces ? {} : { namespace }
  const request: ApiRequest = { verb: 'list', ...SECRETS, ...where, labelSelector: ALL_RELEASES_SELECTOR }
  return decodeAll(yield* wrapped('list: failed to list', list(request)))
}

/**
 * Write a new revision: the lock of every operation. With `maxHistory` above 0 the oldest revisions are deleted first,
 * never the newest deployed one. Throws `release: already exists` and what the server refuses.
 * Helm v3.21.4 pkg/storage/storage.go (Create), driver/secrets.go (Create).
 */
export function* createRecord(
  configuration: Configuration,
  record: ReleaseRecord,
  maxHistory: number,
): Proc<void> {
  const { namespace, version } = configuration
  if (maxHistory > 0) yield* removeLeastRecent(configuration, record.release.name, maxHistory - 1)
  const body = releaseSecret(
    record.release,
    record.labels,
    { createdAt: yield* unixSeconds() },
    version.major,
  )
  try {
    yield* send({ verb: 'create', ...SECRETS, namespace, body, fieldManager: storageManager(configuration) })
  } catch (error) {
    if (isRefusal(error, isAlreadyExists)) throw releaseExists(record.release.name)
    if (!(error instanceof HelmError)) throw error
    throw helmError('helm-request-failed', `create: failed to create: ${errorText(error)}`)
  }
}

/** Overwrite a revision, whatever is stored. Throws `update: failed to update: ...`. driver/secrets.go (Update). */
export function* updateRecord(configuration: Configuration, record: ReleaseRecord): Proc<void> {
  const { namespace, version } = configuration
  const body = releaseSecret(
    record.release,
    record.labels,
    { modifiedAt: yield* unixSeconds() },
    version.major,
  )
  const name = storageKey(record.release.name, record.release.version)
  yield* wrapped(
    'update: failed to update',
    send({ verb: 'update', ...SECRETS, namespace, name, body, fieldManager: storageManager(configuration) }),
  )
}

/** As {@link updateRecord}; a failure is only logged. Helm v3.21.4 pkg/action/action.go (recordRelease). */
export function* recordRelease(configuration: Configuration, record: ReleaseRecord): Proc<void> {
  yield* attempt(updateRecord(configuration, record))
}

/** Delete a revision: GET, DELETE. Throws `release: not found`. Helm v3.21.4 pkg/storage/driver/secrets.go (Delete). */
function* deleteRevision(configuration: Configuration, name: string, revision: number): Proc<void> {
  yield* getRevision(configuration, name, revision)
  const { namespace } = configuration
  yield* send({ verb: 'delete', ...SECRETS, namespace, name: storageKey(name, revision) })
}

/** Delete these revisions in order; the first failure ends it. Helm v3.21.4 pkg/action/uninstall.go (purgeReleases). */
export function* deleteRevisions(configuration: Configuration, stored: readonly StoredRelease[]): Proc<void> {
  for (const { release } of stored) yield* deleteRevision(configuration, release.name, release.version)
}

/** Helm v3.21.4 pkg/storage/storage.go (removeLeastRecent). */
function* removeLeastRecent(configuration: Configuration, name: string, keep: number): Proc<void> {
  const stored = yield* historyOrNone(configuration, name)
  if (stored.length <= keep) return
  const oldestFirst = [...stored].sort((a, b) => a.release.version - b.release.version)
  const deployedVersions = (yield* deployedAll(configuration, name)).map(({ release }) => release.version)
  const protectedVersion = deployedVersions.length === 0 ? undefined : Math.max(...deployedVersions)
  const doomed = oldestFirst
    .map(({ release }) => release.version)
    .filter((version) => version !== protectedVersion)
    .slice(0, stored.length - keep)
  const errors: HelmError[] = []
  for (const version of doomed) {
    const error = yield* attempt(deleteRevision(configuration, name, version))
    if (error !== undefined) errors.push(error)
  }
  const [first, ...others] = errors
  if (first === undefined || first.code === 'helm-release-not-found') return
  if (others.length === 0) throw first
  const text = `encountered ${errors.length} deletion errors. First is: ${first.message}`
  throw helmError('helm-request-failed', text)
}

function* historyOrNone(configuration: Configuration, name: string): Proc<readonly StoredRelease[]> {
  try {
    return yield* history(configuration, name)
  } catch (error) {
    if (error instanceof HelmError && error.code === 'helm-release-not-found') return []
    throw error
  }
}

function* query(
  { namespace }: Configuration,
  labelSelector: string,
  name: string,
): Proc<readonly StoredRelease[]> {
  const request: ApiRequest = { verb: 'list', ...SECRETS, namespace, labelSelector }
  const items = yield* wrapped('query: failed to query with labels', list(request))
  if (items.length === 0) throw releaseNotFound(name)
  return decodeAll(items)
}

function* list(request: ApiRequest) {
  return itemsOf({ code: 200, body: yield* send(request) })
}

/** Records that cannot be decoded are skipped. */
function decodeAll(secrets: readonly JsonObject[]): readonly StoredRelease[] {
  return secrets.flatMap((secret) => releaseFromSecret(secret) ?? [])
}
