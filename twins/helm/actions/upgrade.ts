import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { HelmError, helmError, noDeployedReleases, operationInProgress } from '../errors.js'
import { processDependencies } from '../process-dependencies.js'
import { isPending, type Labels, type Release, type StoredRelease } from '../release.js'
import { type ReuseMode, reuseValues } from '../values.js'
import { isHelm4 } from '../versions.js'
import { type Configuration, checkReachable, readApiVersions, timestamp } from './configuration.js'
import { findExisting, withOwner } from './existing.js'
import { failUpgrade } from './fail-upgrade.js'
import { executeHooks } from './hooks.js'
import { applyMethod, isServerSide, type OperationOptions, refuseSystemLabels } from './operation-options.js'
import { releaseNameProblem } from './release-name.js'
import { type LocatedChart, renderChart } from './render.js'
import { build, type Info, objectKeyOf } from './resource-list.js'
import { attempt, wrapped } from './resources.js'
import { Cancellation, type SignalHandler } from './signals.js'
import { createRecord, deployed, last, ReleaseRecord, recordRelease, updateRecord } from './storage.js'
import { update } from './update.js'
import { waitForResources, waitWhenAtomic } from './waiter.js'

export interface UpgradeOptions extends OperationOptions {
  readonly located: LocatedChart
  readonly values: JsonObject
  readonly reuse: ReuseMode
  readonly atomic: boolean
  readonly cleanupOnFail: boolean
  readonly takeOwnership: boolean
  /** `--dry-run=client`: `lookup` finds nothing. */
  readonly offline: boolean
  /** 0: unlimited. */
  readonly maxHistory: number
  readonly description: string
  readonly labels: Labels
  readonly signals?: SignalHandler
}

/** An upgrade that has been prepared, and locked unless it is a dry run. */
interface Prepared {
  readonly baseline: ReleaseRecord
  readonly upgraded: ReleaseRecord
  readonly current: readonly Info[]
  readonly target: readonly Info[]
  readonly serverSide: boolean
}

/** Why the release work failed, and what it had created by then. */
export interface UpgradeFailure {
  readonly error: HelmError
  readonly created: readonly Info[]
}

/**
 * Upgrade a release. Until the new revision is stored as `pending-upgrade` an error leaves no record; after that the
 * revision ends as `deployed` or `failed`, unless the process is killed or the last write is refused. Throws
 * `HelmError` with upstream's text, without `UPGRADE FAILED: `. A signal ends the release work after the request under
 * way; upstream's goes on in the background until the process exits. Helm v3.21.4 pkg/action/upgrade.go (RunWithContext).
 */
export function* upgrade(configuration: Configuration, given: UpgradeOptions): Proc<Release> {
  const options = given.atomic ? { ...given, wait: waitWhenAtomic(configuration, given.wait) } : given
  const cancellation = new Cancellation(options.signals)
  const prepared = yield* cancellation.shield(prepareAndLock(configuration, options))
  const { upgraded } = prepared
  if (options.dryRun) return upgraded.release
  const outcome = yield* cancellation.untilCancelled(releasing(configuration, options, prepared))
  const failure = outcome === undefined ? cancelledFailure() : outcome.failure
  return yield* cancellation.shield(finish(configuration, options, upgraded, failure))
}

function* finish(
  configuration: Configuration,
  options: UpgradeOptions,
  upgraded: ReleaseRecord,
  failure: UpgradeFailure | undefined,
): Proc<Release> {
  if (failure !== undefined) throw yield* failUpgrade(configuration, options, upgraded, failure)
  yield* updateRecord(configuration, upgraded)
  return upgraded.release
}

/** Go's context.Canceled; what had been created is not known to that path. */
function cancelledFailure(): UpgradeFailure {
  return { error: helmError('helm-operation-failed', 'context canceled'), created: [] }
}

function* prepareAndLock(configuration: Configuration, options: UpgradeOptions): Proc<Prepared> {
  yield* checkReachable(configuration)
  if (releaseNameProblem(options.name) !== undefined) {
    throw helmError('helm-invalid-name', `release name is invalid: ${options.name}`)
  }
  const { baseline, upgraded, serverSide } = yield* prepareUpgrade(configuration, options)
  const current = yield* wrapped(
    'unable to build kubernetes objects from current release manifest',
    build(configuration, baseline.release.manifest ?? ''),
  )
  const built = yield* wrapped(
    'unable to build kubernetes objects from new release manifest',
    build(configuration, upgraded.release.manifest ?? ''),
  )
  const target = built.map((info) => withOwner(info, upgraded.release))
  const known = new Set(current.map(objectKeyOf))
  const toBeCreated = target.filter((info) => !known.has(objectKeyOf(info)))
  const adopted = yield* wrapped(
    isHelm4(configuration.version) ? 'unable to continue with update' : 'Unable to continue with update',
    findExisting(toBeCreated, upgraded.release, options.takeOwnership),
  )
  if (options.dryRun) upgraded.setInfo({ description: options.description || 'Dry run complete' })
  else yield* createRecord(configuration, upgraded, options.maxHistory)
  // Adopted objects stand in the old list as they are in the new one, so nothing is ever deleted from them.
  return { baseline, upgraded, current: [...current, ...adopted], target, serverSide }
}

/** Helm v3.21.4 pkg/action/upgrade.go (prepareUpgrade). */
function* prepareUpgrade(configuration: Configuration, options: UpgradeOptions) {
  const { name, located, labels } = options
  const newest = yield* lastOrNone(configuration, name)
  if (isPending(newest.release.info.status)) throw operationInProgress(name)
  const baseline = yield* baselineOf(configuration, newest)
  const { chart, values } = reuseValues(options.reuse, located.chart, baseline.release, options.values)
  const version = newest.release.version + 1
  const apiVersions = yield* readApiVersions(configuration)
  const namespace = baseline.release.namespace
  const { kubeVersion } = configuration
  const render = yield* renderChart(
    options.offline ? 'nobody' : configuration,
    located,
    {
      values,
      releaseName: name,
      namespace,
      revision: version,
      operation: 'upgrade',
      kubeVersion,
      apiVersions,
    },
    chart,
  )
  refuseSystemLabels(labels)
  const { first_deployed } = baseline.release.info
  const serverSide = isServerSide(options, newest.release)
  const upgraded = new ReleaseRecord(
    {
      name,
      namespace,
      chart: processDependencies(chart, values),
      config: values,
      info: {
        ...(first_deployed === undefined ? {} : { first_deployed }),
        last_deployed: yield* timestamp(),
        deleted: '',
        status: 'pending-upgrade',
        description: 'Preparing upgrade',
        ...(render.notes === '' ? {} : { notes: render.notes }),
      },
      version,
      manifest: render.manifest,
      hooks: render.hooks,
      ...applyMethod(configuration, serverSide),
    },
    mergeLabels(newest.labels, labels),
  )
  yield* build(configuration, render.manifest)
  return { baseline: ReleaseRecord.of(baseline), upgraded, serverSide }
}

function* lastOrNone(configuration: Configuration, name: string): Proc<StoredRelease> {
  try {
    return yield* last(configuration, name)
  } catch (error) {
    if (error instanceof HelmError && error.message === 'release: not found') throw noDeployedReleases(name)
    throw error
  }
}

/** What the new manifest is compared with: the newest deployed revision, so not one that failed since. */
function* baselineOf(configuration: Configuration, newest: StoredRelease): Proc<StoredRelease> {
  const { name, info } = newest.release
  if (info.status === 'deployed') return newest
  try {
    return yield* deployed(configuration, name)
  } catch (error) {
    const none = error instanceof HelmError && error.code === 'helm-no-deployed-releases'
    if (none && (info.status === 'failed' || info.status === 'superseded')) return newest
    throw error
  }
}

/** A label set to `null` is removed. Helm v3.21.4 pkg/action/upgrade.go (mergeCustomLabels). */
function mergeLabels(current: Labels, desired: Labels): Labels {
  return Object.fromEntries(
    Object.entries({ ...current, ...desired }).filter(([, value]) => value !== 'null'),
  )
}

/**
 * The work under the lock: pre-hooks, update with its deletions, wait, post-hooks, then the old revision is superseded.
 * Helm v3.21.4 pkg/action/upgrade.go (releasingUpgrade).
 */
function* releasing(
  configuration: Configuration,
  options: UpgradeOptions,
  { baseline, upgraded, current, target, serverSide }: Prepared,
): Proc<{ readonly failure: UpgradeFailure | undefined }> {
  const { disableHooks, timeoutMs, force, wait, description } = options
  const applying = { serverSide, forceConflicts: options.forceConflicts }
  const hookOptions = { timeoutMs, wait, applying }
  if (!disableHooks) {
    const error = yield* attempt(executeHooks(configuration, upgraded, 'pre-upgrade', hookOptions))
    if (error !== undefined) return failed(prefixed('pre-upgrade hooks failed', error), [])
  }
  const result = yield* update(configuration, current, target, {
    force,
    applying,
    threeWayForUnstructured: false,
    takeOverFields: baseline.release.apply_method !== 'ssa',
  })
  const { created } = result
  let error = result.error
  if (error === undefined) {
    error = yield* attempt(waitForResources(wait, target, { timeoutMs, jobs: options.waitForJobs }))
  }
  if (error !== undefined) {
    yield* recordRelease(configuration, baseline)
    return failed(error, created)
  }
  if (!disableHooks) {
    const late = yield* attempt(executeHooks(configuration, upgraded, 'post-upgrade', hookOptions))
    if (late !== undefined) return failed(prefixed('post-upgrade hooks failed', late), created)
  }
  baseline.setInfo({ status: 'superseded' })
  yield* recordRelease(configuration, baseline)
  upgraded.setInfo({ status: 'deployed', description: description || 'Upgrade complete' })
  return { failure: undefined }
}

function failed(error: HelmError, created: readonly Info[]) {
  return { failure: { error, created } }
}

function prefixed(prefix: string, error: HelmError): HelmError {
  return helmError('helm-hook-failed', `${prefix}: ${error.message}`)
}
