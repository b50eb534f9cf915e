import type { JsonObject } from '../../kernel/json.js'
import { stableStringify } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { isAlreadyExists } from '../../kubernetes/index.js'
import { chartCrds } from '../chart.js'
import { HelmError, helmError } from '../errors.js'
import { processDependencies } from '../process-dependencies.js'
import type { Labels, Release } from '../release.js'
import { atLeast, isHelm4 } from '../versions.js'
import { type Configuration, checkReachable, readApiVersions, timestamp } from './configuration.js'
import { findExisting, withOwner } from './existing.js'
import { executeHooks } from './hooks.js'
import { log } from './log.js'
import { applyMethod, isServerSide, type OperationOptions, refuseSystemLabels } from './operation-options.js'
import { releaseNameProblem } from './release-name.js'
import { type LocatedChart, type Rendered, renderChart } from './render.js'
import { build, type Info } from './resource-list.js'
import { attempt, createResources, wrapped } from './resources.js'
import { Cancellation, type SignalHandler } from './signals.js'
import { createRecord, history, ReleaseRecord, recordRelease, updateRecord } from './storage.js'
import { uninstall } from './uninstall.js'
import { update } from './update.js'
import { waitForResources, waitWhenAtomic } from './waiter.js'

export interface InstallOptions extends OperationOptions {
  readonly located: LocatedChart
  readonly values: JsonObject
  readonly atomic: boolean
  readonly createNamespace: boolean
  /** Re-use the name of a release that failed or was uninstalled with its history kept. */
  readonly replace: boolean
  readonly skipCrds: boolean
  readonly takeOwnership: boolean
  /** `--dry-run=client`: `lookup` finds nothing. */
  readonly offline: boolean
  readonly description: string
  readonly labels: Labels
  readonly signals?: SignalHandler
}

/** Helm v3.21.4 pkg/action/install.go (installCRDs). */
const CRD_TIMEOUT_MS = 60_000
/** Adopted custom resources are merged three ways since 3.18. */
const MERGES_THREE_WAYS = 18

interface Prepared {
  readonly record: ReleaseRecord
  readonly resources: readonly Info[]
  readonly adopted: readonly Info[]
}

/**
 * Install a release. Until it is stored as `pending-install` an error leaves no record (but CRDs and the namespace
 * stay). Throws `HelmError` with upstream's text, without `INSTALLATION FAILED: `. A signal ends the work after the
 * request under way; upstream's goes on in the background until the process exits. Helm v3.21.4 pkg/action/install.go (RunWithContext).
 */
export function* install(configuration: Configuration, given: InstallOptions): Proc<Release> {
  const options = given.atomic ? { ...given, wait: waitWhenAtomic(configuration, given.wait) } : given
  const cancellation = new Cancellation(options.signals)
  const prepared = yield* cancellation.shield(prepareAndLock(configuration, options))
  const { record } = prepared
  if (options.dryRun) return record.release
  const outcome = yield* cancellation.untilCancelled(performInstall(configuration, options, prepared))
  const error = outcome === undefined ? helmError('helm-operation-failed', 'context canceled') : outcome.error
  if (error === undefined) return record.release
  throw yield* cancellation.shield(failInstall(configuration, options, record, error))
}

function* prepareAndLock(configuration: Configuration, options: InstallOptions): Proc<Prepared> {
  const { located, values, name, labels, dryRun } = options
  yield* checkReachable(configuration)
  yield* checkName(configuration, options)
  if (!options.skipCrds && !dryRun) yield* installCrds(configuration, options)
  const apiVersions = yield* readApiVersions(configuration)
  const { namespace, kubeVersion } = configuration
  const render = yield* renderChart(
    options.offline ? 'nobody' : configuration,
    located,
    { values, releaseName: name, namespace, revision: 1, operation: 'install', kubeVersion, apiVersions },
    located.chart,
  )
  refuseSystemLabels(labels)
  const record = new ReleaseRecord(yield* newRelease(configuration, options, render), labels)
  const built = yield* wrapped(
    'unable to build kubernetes objects from release manifest',
    build(configuration, render.manifest),
  )
  const resources = built.map((info) => withOwner(info, record.release))
  const adopted = yield* wrapped(
    isHelm4(configuration.version) ? 'unable to continue with install' : 'Unable to continue with install',
    findExisting(resources, record.release, options.takeOwnership),
  )
  if (dryRun) record.setInfo({ description: 'Dry run complete' })
  else yield* lock(configuration, options, record)
  return { record, resources, adopted }
}

/** Helm v3.21.4 pkg/action/install.go (availableName). */
function* checkName(configuration: Configuration, { name, dryRun, replace }: InstallOptions): Proc<void> {
  const problem = releaseNameProblem(name)
  if (problem !== undefined) {
    const text = `release name ${JSON.stringify(name)}: ${problem}`
    throw yield* nameCheckFailed(configuration, 'helm-invalid-name', text)
  }
  if (dryRun) return
  const status = yield* newestStatus(configuration, name)
  if (status === undefined) return
  if (replace && (status === 'uninstalled' || status === 'failed')) return
  const inUse = isHelm4(configuration.version)
    ? 'cannot reuse a name that is still in use'
    : 'cannot re-use a name that is still in use'
  throw yield* nameCheckFailed(configuration, 'helm-name-in-use', inUse)
}

/** Helm 4 logs it and says what failed. Helm v4.1.4 pkg/action/install.go (RunWithContext). */
function* nameCheckFailed(
  configuration: Configuration,
  code: 'helm-invalid-name' | 'helm-name-in-use',
  text: string,
): Proc<HelmError> {
  const check = 'release name check failed'
  yield* log(configuration, 'ERROR', check, { error: text })
  return helmError(code, isHelm4(configuration.version) ? `${check}: ${text}` : text, {
    remedy: 'Use another name, upgrade the release, or uninstall it.',
  })
}

/** A history that cannot be read counts as none. */
function* newestRecord(configuration: Configuration, name: string): Proc<ReleaseRecord | undefined> {
  try {
    const stored = yield* history(configuration, name)
    const newest = [...stored].sort((a, b) => b.release.version - a.release.version)[0]
    return newest === undefined ? undefined : ReleaseRecord.of(newest)
  } catch (error) {
    if (error instanceof HelmError) return undefined
    throw error
  }
}

function* newestStatus(configuration: Configuration, name: string) {
  const record = yield* newestRecord(configuration, name)
  return record === undefined ? undefined : (record.status ?? 'unknown')
}

/** The files in `crds/`, each by itself; one that exists already is left as it is. */
function* installCrds(configuration: Configuration, options: InstallOptions): Proc<void> {
  const { chart } = options.located
  const installed: Info[] = []
  for (const { name, text } of chartCrds(chart)) {
    const prefix = `failed to install CRD ${name}`
    const infos = yield* wrapped(prefix, build(configuration, text))
    const error = yield* attempt(createResources(configuration, infos, applyingOf(options)))
    if (error === undefined) installed.push(...infos)
    else if (!isAlreadyExists(error.cause)) {
      throw helmError('helm-operation-failed', `${prefix}: ${error.message}`)
    }
  }
  if (installed.length === 0) return
  // Without --wait Helm 4 does not wait for them, but what it does next takes longer than they do.
  const strategy = isHelm4(configuration.version) ? 'watcher' : 'legacy'
  yield* waitForResources(strategy, installed, { timeoutMs: CRD_TIMEOUT_MS, jobs: false })
}

/** Helm v3.21.4 pkg/action/install.go (createRelease). */
function* newRelease(configuration: Configuration, options: InstallOptions, render: Rendered): Proc<Release> {
  const { namespace } = configuration
  const { name, located, values } = options
  const at = yield* timestamp()
  return {
    name,
    namespace,
    chart: processDependencies(located.chart, values),
    config: values,
    info: {
      first_deployed: at,
      last_deployed: at,
      deleted: '',
      status: 'pending-install',
      description: 'Initial install underway',
      ...(render.notes === '' ? {} : { notes: render.notes }),
    },
    version: 1,
    manifest: render.manifest,
    hooks: render.hooks,
    ...applyMethod(configuration, isServerSide(options, undefined)),
  }
}

function applyingOf(options: InstallOptions) {
  return { serverSide: isServerSide(options, undefined), forceConflicts: options.forceConflicts }
}

function* lock(configuration: Configuration, options: InstallOptions, record: ReleaseRecord): Proc<void> {
  if (options.createNamespace) yield* createNamespace(configuration, options)
  if (options.replace) yield* replaceRelease(configuration, record)
  yield* createRecord(configuration, record, 0)
}

function* createNamespace(configuration: Configuration, options: InstallOptions): Proc<void> {
  const { namespace } = configuration
  const object = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { creationTimestamp: null, name: namespace, labels: { name: namespace } },
    spec: {},
    status: {},
  }
  const infos = yield* build(configuration, stableStringify(object))
  const error = yield* attempt(
    createResources(configuration, infos, { ...applyingOf(options), forceConflicts: false }),
  )
  if (error !== undefined && !isAlreadyExists(error.cause)) throw error
}

/** The new release continues the history of the old one. Helm v3.21.4 pkg/action/install.go (replaceRelease). */
function* replaceRelease(configuration: Configuration, record: ReleaseRecord): Proc<void> {
  const old = yield* newestRecord(configuration, record.release.name)
  if (old === undefined) return
  record.release = { ...record.release, version: old.release.version + 1 }
  if (old.status === 'failed') return
  old.setInfo({ status: 'superseded', description: 'superseded by new release' })
  yield* updateRecord(configuration, old)
}

/** Helm v3.21.4 pkg/action/install.go (performInstall). */
function* performInstall(
  configuration: Configuration,
  options: InstallOptions,
  { record, resources, adopted }: Prepared,
): Proc<{ readonly error: HelmError | undefined }> {
  const { disableHooks, timeoutMs, force, wait, description } = options
  const applying = applyingOf(options)
  const hookOptions = { timeoutMs, wait, applying }
  if (!disableHooks) {
    const error = yield* attempt(executeHooks(configuration, record, 'pre-install', hookOptions))
    if (error !== undefined) return { error: prefixed('failed pre-install', error) }
  }
  let error: HelmError | undefined
  if (resources.length > 0 && adopted.length === 0) {
    error = yield* attempt(createResources(configuration, resources, { ...applying, forceConflicts: false }))
  } else if (resources.length > 0) {
    const threeWayForUnstructured =
      options.takeOwnership && !applying.serverSide && atLeast(configuration.version, MERGES_THREE_WAYS)
    const how = { force, applying, threeWayForUnstructured, takeOverFields: true }
    error = (yield* update(configuration, adopted, resources, how)).error
  }
  if (error === undefined) {
    error = yield* attempt(waitForResources(wait, resources, { timeoutMs, jobs: options.waitForJobs }))
  }
  if (error !== undefined) return { error }
  if (!disableHooks) {
    const late = yield* attempt(executeHooks(configuration, record, 'post-install', hookOptions))
    if (late !== undefined) return { error: prefixed('failed post-install', late) }
  }
  record.setInfo({ status: 'deployed', description: description || 'Install complete' })
  yield* recordRelease(configuration, record)
  return { error: undefined }
}

function prefixed(prefix: string, error: HelmError): HelmError {
  return helmError('helm-hook-failed', `${prefix}: ${error.message}`)
}

/** `--atomic` uninstalls and keeps no history. Helm v3.21.4 pkg/action/install.go (failRelease). */
function* failInstall(
  configuration: Configuration,
  { name, atomic, disableHooks, timeoutMs, wait }: InstallOptions,
  record: ReleaseRecord,
  error: HelmError,
): Proc<HelmError> {
  const description = `Release ${JSON.stringify(name)} failed: ${error.message}`
  record.setInfo({ status: 'failed', description })
  if (!atomic) {
    yield* recordRelease(configuration, record)
    return error
  }
  const problem = yield* attempt(
    uninstall(configuration, {
      name,
      disableHooks,
      timeoutMs,
      keepHistory: false,
      wait: isHelm4(configuration.version) ? wait : 'hookOnly',
      ignoreNotFound: false,
      propagation: 'Background',
      description: '',
      dryRun: false,
    }),
  )
  const cause = isHelm4(configuration.version) ? 'rollback-on-failure' : 'atomic'
  const text =
    problem === undefined
      ? `release ${name} failed, and has been uninstalled due to ${cause} being set: ${error.message}`
      : `an error occurred while uninstalling the release. original install error: ${error.message}: ${problem.message}`
  return helmError('helm-operation-failed', text)
}
