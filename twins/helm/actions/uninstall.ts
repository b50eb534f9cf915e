import type { Proc } from '../../kernel/process.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { uninstallOrder } from '../kind-order.js'
import { type ManifestDocument, sortManifests, splitManifests } from '../manifest.js'
import type { Release, StoredRelease } from '../release.js'
import { atLeast, isHelm4 } from '../versions.js'
import { type Configuration, checkReachable, timestamp } from './configuration.js'
import { executeHooks } from './hooks.js'
import { releaseNameProblem } from './release-name.js'
import { build, type Info } from './resource-list.js'
import { attempt, deleteResources, type Propagation, wrapped } from './resources.js'
import { deleteRevisions, deployedAll, history, last, ReleaseRecord, recordRelease } from './storage.js'
import { KEEP, RESOURCE_POLICY } from './update.js'
import { type WaitStrategy, waitForDeletedResources } from './waiter.js'

export interface UninstallOptions {
  readonly name: string
  readonly keepHistory: boolean
  readonly wait: WaitStrategy
  readonly timeoutMs: number
  readonly disableHooks: boolean
  readonly ignoreNotFound: boolean
  readonly propagation: Propagation
  /** '' for Helm's own. */
  readonly description: string
  readonly dryRun: boolean
}

/** Since Helm 3.20 older `deployed` records become `superseded` when the history is kept. */
const SUPERSEDES_DEPLOYED = 20

/**
 * Uninstall a release: hooks, deletion in uninstall order, hooks, then all its records are deleted unless they are
 * kept. Pending releases are not refused. When a deletion is refused the record stays `uninstalling`. The result says
 * what was kept, '' for nothing. Throws `HelmError`. Helm v3.21.4 pkg/action/uninstall.go (Run).
 */
export function* uninstall(configuration: Configuration, options: UninstallOptions): Proc<string> {
  const { name, dryRun, ignoreNotFound, keepHistory } = options
  yield* checkReachable(configuration)
  if (releaseNameProblem(name) !== undefined) {
    const caller = dryRun ? 'releaseContent' : 'uninstall'
    throw helmError('helm-invalid-name', `${caller}: Release name is invalid: ${name}`)
  }
  if (dryRun) {
    yield* last(configuration, name)
    return ''
  }
  const stored = yield* loadAll(configuration, name, ignoreNotFound)
  const newest = stored.at(-1)
  if (newest === undefined) return ''
  if (newest.release.info.status !== 'uninstalled') {
    return yield* uninstallNewest(configuration, options, stored, newest)
  }
  if (keepHistory) {
    throw helmError('helm-operation-failed', `the release named ${JSON.stringify(name)} is already deleted`)
  }
  yield* wrapped('uninstall: Failed to purge the release', deleteRevisions(configuration, stored))
  return ''
}

/** All revisions, oldest first. */
function* loadAll(
  configuration: Configuration,
  name: string,
  ignoreNotFound: boolean,
): Proc<readonly StoredRelease[]> {
  try {
    const stored = yield* history(configuration, name)
    return [...stored].sort((a, b) => a.release.version - b.release.version)
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    // Upstream ignores whatever went wrong.
    if (ignoreNotFound) return []
    throw helmError('helm-release-not-found', `uninstall: Release not loaded: ${name}: ${errorText(error)}`)
  }
}

function* uninstallNewest(
  configuration: Configuration,
  options: UninstallOptions,
  stored: readonly StoredRelease[],
  newest: StoredRelease,
): Proc<string> {
  const { name, disableHooks, timeoutMs, wait, keepHistory } = options
  const applying = { serverSide: isHelm4(configuration.version), forceConflicts: false }
  const hookOptions = { timeoutMs, wait, applying }
  const record = ReleaseRecord.of(newest)
  record.setInfo({
    status: 'uninstalling',
    deleted: yield* timestamp(),
    description: 'Deletion in progress (or silently failed)',
  })
  if (!disableHooks) yield* executeHooks(configuration, record, 'pre-delete', hookOptions)
  yield* recordRelease(configuration, record)
  const { deleted, kept, errors: refused } = yield* deleteObjects(configuration, options, record.release)
  if (refused.length > 0) throw helmError('helm-operation-failed', `failed to delete release: ${name}`)
  const errors: (HelmError | undefined)[] = []
  errors.push(yield* attempt(waitForDeletedResources(wait, deleted, timeoutMs)))
  if (!disableHooks) {
    errors.push(yield* attempt(executeHooks(configuration, record, 'post-delete', hookOptions)))
  }
  record.setInfo({
    status: 'uninstalled',
    description: options.description || 'Uninstallation complete',
  })
  if (keepHistory) yield* keepRecords(configuration, record)
  else errors.push(yield* purge(configuration, stored))
  const texts = errors.flatMap((error) => (error === undefined ? [] : [error.message]))
  if (texts.length === 0) return kept
  const text = `uninstallation completed with ${texts.length} error(s): ${texts.join('; ')}`
  throw helmError('helm-operation-failed', text)
}

function* purge(configuration: Configuration, stored: readonly StoredRelease[]): Proc<HelmError | undefined> {
  const work = deleteRevisions(configuration, stored)
  return yield* attempt(wrapped('uninstall: Failed to purge the release', work))
}

function* keepRecords(configuration: Configuration, record: ReleaseRecord): Proc<void> {
  yield* recordRelease(configuration, record)
  if (!atLeast(configuration.version, SUPERSEDES_DEPLOYED)) return
  for (const stored of yield* deployedAll(configuration, record.release.name)) {
    const older = ReleaseRecord.of(stored)
    older.setInfo({ status: 'superseded' })
    yield* recordRelease(configuration, older)
  }
}

interface Deletion {
  readonly deleted: readonly Info[]
  /** The message that names what was kept; '' for nothing. */
  readonly kept: string
  readonly errors: readonly string[]
}

/** Helm v3.21.4 pkg/action/uninstall.go (deleteRelease). The *stored* manifest says what is kept. */
function* deleteObjects(
  configuration: Configuration,
  { propagation }: UninstallOptions,
  release: Release,
): Proc<Deletion> {
  try {
    const { keep, remaining } = splitByPolicy(sortForUninstall(release.manifest ?? ''))
    const text = remaining.map(({ content }) => `\n---\n${content}`).join('')
    const infos = yield* build(configuration, text)
    const errors = infos.length === 0 ? [] : yield* deleteResources(infos, propagation)
    const lines = keep.map(({ head }) => `[${head.kind}] ${head.name}\n`).join('')
    const kept = lines === '' ? '' : `These resources were kept due to the resource policy:\n${lines}`
    return { deleted: infos, kept, errors }
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    return { deleted: [], kept: '', errors: [error.message] }
  }
}

/** Documents are named as upstream names them, so that ties keep its order: `manifest-10` comes before `manifest-2`. */
function sortForUninstall(manifest: string): readonly ManifestDocument[] {
  const documents = splitManifests(manifest).map((content, index) => [`manifest-${index}`, content])
  return sortManifests(Object.fromEntries(documents), uninstallOrder()).documents
}

/**
 * `keep`, whatever its case, keeps an object; any other policy neither keeps nor deletes it.
 * Helm v3.21.4 pkg/action/resource_policy.go (filterManifestsToKeep).
 */
function splitByPolicy(documents: readonly ManifestDocument[]) {
  const policyOf = ({ head }: ManifestDocument) => head.annotations[RESOURCE_POLICY]
  return {
    keep: documents.filter((document) => policyOf(document)?.trim().toLowerCase() === KEEP),
    remaining: documents.filter((document) => policyOf(document) === undefined),
  }
}
