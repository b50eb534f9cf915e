import type { Proc } from '../../kernel/process.js'
import { api, succeeded } from '../../kubernetes/index.js'
import { HelmError, helmError } from '../errors.js'
import { type Hook, hooksForEvent } from '../hooks.js'
import type { Release } from '../release.js'
import { isHelm4 } from '../versions.js'
import { type Configuration, checkReachable } from './configuration.js'
import { type HookOptions, type HookOutcome, runHooks } from './hooks.js'
import { releaseNameProblem } from './release-name.js'
import { whileConnected } from './request.js'
import { attempt } from './resources.js'
import { last, ReleaseRecord, updateRecord } from './storage.js'

export interface TestOptions {
  readonly name: string
  /** For each test by itself. */
  readonly timeoutMs: number
  /** Hooks that are run, by name; none: all. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

export interface TestOutcome extends HookOutcome {
  readonly release: Release
}

/**
 * Run the tests of a release's newest revision, whatever its status, and record how they ended. How a test failed is
 * part of the result; throws `HelmError` for what keeps them from running. Hooks that the filters leave out are missing
 * in the record while tests run. Helm v3.21.4, v4.1.4 pkg/action/release_testing.go (Run).
 */
export function* test(configuration: Configuration, options: TestOptions): Proc<TestOutcome> {
  const { name, timeoutMs } = options
  yield* checkReachable(configuration)
  if (releaseNameProblem(name) !== undefined) {
    throw helmError('helm-invalid-name', `releaseTest: Release name is invalid: ${name}`)
  }
  const record = ReleaseRecord.of(yield* last(configuration, name))
  const { chosen, skipped } = split(record.release.hooks ?? [], options)
  record.release = { ...record.release, hooks: chosen }
  const helm4 = isHelm4(configuration.version)
  const outcome = yield* runTests(configuration, record, {
    timeoutMs,
    wait: helm4 ? 'watcher' : 'legacy',
    applying: { serverSide: helm4 && record.release.apply_method === 'ssa', forceConflicts: false },
  })
  // Helm 3 tidies up within the run, Helm 4 when logs have been read.
  const error = helm4 ? outcome.error : ((yield* attempt(outcome.tidy())) ?? outcome.error)
  record.release = { ...record.release, hooks: [...skipped, ...(record.release.hooks ?? [])] }
  const unrecorded = yield* attempt(updateRecord(configuration, record))
  return { release: record.release, error: error ?? unrecorded, tidy: helm4 ? outcome.tidy : nothing }
}

/** What cannot even be created has failed too. */
function* runTests(
  configuration: Configuration,
  record: ReleaseRecord,
  options: HookOptions,
): Proc<HookOutcome> {
  try {
    return yield* runHooks(configuration, record, 'test', options)
  } catch (error) {
    if (error instanceof HelmError) return { error, tidy: nothing }
    throw error
  }
}

function* nothing(): Proc<void> {}

function split(hooks: readonly Hook[], { include, exclude }: TestOptions) {
  const isChosen = ({ name = '' }: Hook) =>
    !exclude.includes(name) && (include.length === 0 || include.includes(name))
  return { chosen: hooks.filter(isChosen), skipped: hooks.filter((hook) => !isChosen(hook)) }
}

/**
 * `--logs`: the log of each test's pod after `POD LOGS: <name>`. A Job has no pod of its name. Throws `HelmError`
 * `unable to get pod logs for <name>: ...` after what was printed. pkg/action/release_testing.go (GetPodLogs).
 */
export function* podLogs(
  { namespace }: Configuration,
  { hooks }: Release,
  options: TestOptions,
): Proc<{ readonly text: string; readonly error: HelmError | undefined }> {
  let text = ''
  for (const { name = '' } of hooksForEvent(split(hooks ?? [], options).chosen, 'test')) {
    const pod = { group: '', version: 'v1', resource: 'pods', namespace, name } as const
    const answer = yield* whileConnected(api({ verb: 'get', ...pod, subresource: 'log' }))
    if (!succeeded(answer)) {
      const message = `unable to get pod logs for ${name}: ${String(answer.body['message'] ?? '')}`
      return { text, error: helmError('helm-request-failed', message) }
    }
    text += `POD LOGS: ${name}\n${String(answer.body['text'] ?? '')}\n`
  }
  return { text, error: undefined }
}
