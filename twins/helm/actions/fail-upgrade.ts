import type { Proc } from '../../kernel/process.js'
import { HelmError, helmError } from '../errors.js'
import { isHelm4 } from '../versions.js'
import { cleanUp } from './clean-up.js'
import { type Configuration, checkReachable } from './configuration.js'
import { log } from './log.js'
import { rollback } from './rollback.js'
import { history, type ReleaseRecord, recordRelease } from './storage.js'
import type { UpgradeFailure, UpgradeOptions } from './upgrade.js'

/**
 * What follows a failure under the lock: the revision becomes `failed`; `--cleanup-on-fail` deletes what it created;
 * `--atomic` rolls back to the highest revision that is `superseded` or `deployed`, which need not be a good one. Gives
 * the error the command ends with. Helm v3.21.4 pkg/action/upgrade.go (failRelease).
 */
export function* failUpgrade(
  configuration: Configuration,
  options: UpgradeOptions,
  upgraded: ReleaseRecord,
  { error, created }: UpgradeFailure,
): Proc<HelmError> {
  const { name } = options
  const description = `Upgrade ${JSON.stringify(name)} failed: ${error.message}`
  yield* log(configuration, 'WARN', 'upgrade failed', { name, error: error.message })
  upgraded.setInfo({ status: 'failed', description })
  yield* recordRelease(configuration, upgraded)
  if (options.cleanupOnFail && created.length > 0) {
    const problem = yield* cleanUp('upgrade', error, created)
    if (problem !== undefined) return problem
  }
  return options.atomic ? yield* rollBack(configuration, options, error) : error
}

function* rollBack(configuration: Configuration, options: UpgradeOptions, error: HelmError): Proc<HelmError> {
  const { name, wait, waitForJobs, disableHooks, force, serverSide, forceConflicts, timeoutMs } = options
  let revisions: readonly number[]
  try {
    yield* checkReachable(configuration)
    revisions = yield* successfulRevisions(configuration, name)
  } catch (problem) {
    if (!(problem instanceof HelmError)) throw problem
    const text = `an error occurred while finding last successful release. original upgrade error: ${error.message}`
    return failure(text, problem.message)
  }
  if (revisions.length === 0) {
    const text = 'unable to find a previously successful release when attempting to rollback'
    return failure(`${text}. original upgrade error`, error.message)
  }
  try {
    // A fresh rollback: it neither cleans up nor prunes the history.
    const fresh = { cleanupOnFail: false, maxHistory: 0, dryRun: false, revision: Math.max(...revisions) }
    const same = { name, wait, waitForJobs, disableHooks, force, serverSide, forceConflicts, timeoutMs }
    yield* rollback(configuration, { ...same, ...fresh })
  } catch (problem) {
    if (!(problem instanceof HelmError)) throw problem
    const text = `an error occurred while rolling back the release. original upgrade error: ${error.message}`
    return failure(text, problem.message)
  }
  const cause = isHelm4(configuration.version) ? 'rollback-on-failure' : 'atomic'
  return failure(`release ${name} failed, and has been rolled back due to ${cause} being set`, error.message)
}

function* successfulRevisions(configuration: Configuration, name: string): Proc<readonly number[]> {
  return (yield* history(configuration, name))
    .filter(({ release }) => release.info.status === 'superseded' || release.info.status === 'deployed')
    .map(({ release }) => release.version)
}

function failure(text: string, reason: string): HelmError {
  return helmError('helm-operation-failed', `${text}: ${reason}`)
}
