import type { Proc } from '../../kernel/process.js'
import { type HelmError, helmError } from '../errors.js'
import type { Release } from '../release.js'
import { cleanUp } from './clean-up.js'
import { type Configuration, checkReachable, timestamp } from './configuration.js'
import { withOwner } from './existing.js'
import { executeHooks } from './hooks.js'
import { log } from './log.js'
import { applyMethod, isServerSide, type OperationOptions } from './operation-options.js'
import { releaseNameProblem } from './release-name.js'
import { build, type Info } from './resource-list.js'
import { attempt, wrapped } from './resources.js'
import {
  createRecord,
  deployedAll,
  getRevision,
  history,
  last,
  ReleaseRecord,
  recordRelease,
  updateRecord,
} from './storage.js'
import { update } from './update.js'
import { waitForResources } from './waiter.js'

export interface RollbackOptions extends OperationOptions {
  /** 0: the revision before the newest one, whatever its status. */
  readonly revision: number
  readonly cleanupOnFail: boolean
  /** 0: unlimited. */
  readonly maxHistory: number
}

/**
 * Roll back to an earlier revision by writing a new one. Pending releases are not refused. The target is compared with
 * the manifest of the newest revision, not with the cluster: an object that is live but not in that manifest makes it
 * fail. A hook that fails, or a manifest that cannot be built, leaves the new revision at `pending-rollback`.
 * Throws `HelmError`. Helm v3.21.4 pkg/action/rollback.go (Run).
 */
export function* rollback(configuration: Configuration, options: RollbackOptions): Proc<Release> {
  yield* checkReachable(configuration)
  const { current, target, serverSide } = yield* prepareRollback(configuration, options)
  if (options.dryRun) return target.release
  yield* createRecord(configuration, target, options.maxHistory)
  yield* performRollback(configuration, options, { current, target, serverSide })
  yield* updateRecord(configuration, target)
  return target.release
}

/** Helm v3.21.4 pkg/action/rollback.go (prepareRollback). */
function* prepareRollback(configuration: Configuration, options: RollbackOptions): Proc<Prepared> {
  const { name, revision } = options
  if (releaseNameProblem(name) !== undefined) {
    throw helmError('helm-invalid-name', `prepareRollback: Release name is invalid: ${name}`)
  }
  if (revision < 0) throw helmError('helm-usage', 'invalid release revision')
  const newest = yield* last(configuration, name)
  const wanted = revision === 0 ? newest.release.version - 1 : revision
  const stored = yield* history(configuration, name)
  if (!stored.some(({ release }) => release.version === wanted)) {
    throw helmError('helm-release-not-found', `release has no ${wanted} version`)
  }
  const previous = yield* getRevision(configuration, name, wanted)
  const { chart, config, manifest, hooks, info } = previous.release
  const { first_deployed } = newest.release.info
  const serverSide = isServerSide(options, previous.release)
  const target = new ReleaseRecord(
    {
      name,
      namespace: newest.release.namespace,
      ...(chart === undefined ? {} : { chart }),
      ...(config === undefined ? {} : { config }),
      ...(manifest === undefined ? {} : { manifest }),
      ...(hooks === undefined ? {} : { hooks }),
      version: newest.release.version + 1,
      info: {
        ...(first_deployed === undefined ? {} : { first_deployed }),
        last_deployed: yield* timestamp(),
        deleted: '',
        status: 'pending-rollback',
        description: `Rollback to ${wanted}`,
        ...(info.notes === undefined ? {} : { notes: info.notes }),
      },
      ...applyMethod(configuration, serverSide),
    },
    previous.labels,
  )
  return { current: ReleaseRecord.of(newest), target, serverSide }
}

interface Prepared {
  readonly current: ReleaseRecord
  readonly target: ReleaseRecord
  readonly serverSide: boolean
}

/** Helm v3.21.4 pkg/action/rollback.go (performRollback). */
function* performRollback(
  configuration: Configuration,
  options: RollbackOptions,
  { current, target, serverSide }: Prepared,
): Proc<void> {
  const { disableHooks, timeoutMs, force, wait, forceConflicts } = options
  const applying = { serverSide, forceConflicts }
  const hookOptions = { timeoutMs, wait, applying }
  const old = yield* wrapped(
    'unable to build kubernetes objects from current release manifest',
    build(configuration, current.release.manifest ?? ''),
  )
  const built = yield* wrapped(
    'unable to build kubernetes objects from new release manifest',
    build(configuration, target.release.manifest ?? ''),
  )
  if (!disableHooks) yield* executeHooks(configuration, target, 'pre-rollback', hookOptions)
  const wanted = built.map((info) => withOwner(info, target.release))
  const { error, created } = yield* update(configuration, old, wanted, {
    force,
    applying,
    threeWayForUnstructured: false,
    takeOverFields: true,
  })
  if (error !== undefined)
    throw yield* failUpdate(configuration, options, { current, target, error, created })
  yield* waitOrFail(configuration, options, { current, target, wanted })
  if (!disableHooks) yield* executeHooks(configuration, target, 'post-rollback', hookOptions)
  for (const stored of yield* deployedAll(configuration, current.release.name)) {
    const record = ReleaseRecord.of(stored)
    record.setInfo({ status: 'superseded' })
    yield* recordRelease(configuration, record)
  }
  target.setInfo({ status: 'deployed' })
}

/** The newest revision becomes `superseded` even if it had failed, so a later atomic upgrade may take it for good. */
function* failUpdate(
  configuration: Configuration,
  { cleanupOnFail }: RollbackOptions,
  failure: {
    readonly current: ReleaseRecord
    readonly target: ReleaseRecord
    readonly error: HelmError
    readonly created: readonly Info[]
  },
): Proc<HelmError> {
  const { current, target, error, created } = failure
  const description = `Rollback ${JSON.stringify(target.release.name)} failed: ${error.message}`
  yield* log(configuration, 'WARN', description)
  current.setInfo({ status: 'superseded' })
  target.setInfo({ status: 'failed', description })
  yield* recordRelease(configuration, current)
  yield* recordRelease(configuration, target)
  const problem = cleanupOnFail ? yield* cleanUp('rollback', error, created) : undefined
  return problem ?? error
}

function* waitOrFail(
  configuration: Configuration,
  { wait, timeoutMs, waitForJobs }: RollbackOptions,
  {
    current,
    target,
    wanted,
  }: { readonly current: ReleaseRecord; readonly target: ReleaseRecord; readonly wanted: readonly Info[] },
): Proc<void> {
  const error = yield* attempt(waitForResources(wait, wanted, { timeoutMs, jobs: waitForJobs }))
  if (error === undefined) return
  const { name } = target.release
  const description = `Release ${JSON.stringify(name)} failed: ${error.message}`
  target.setInfo({ status: 'failed', description })
  yield* recordRelease(configuration, current)
  yield* recordRelease(configuration, target)
  throw helmError('helm-operation-failed', `release ${name} failed: ${error.message}`)
}
