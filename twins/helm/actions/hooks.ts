import type { Proc } from '../../kernel/process.js'
import { printError } from '../../kernel/requests.js'
import { goQuote } from '../../kubernetes/index.js'
import { errorText, HelmError, helmError } from '../errors.js'
import { deletePolicies, type Hook, type HookDeletePolicy, type HookEvent, hooksForEvent } from '../hooks.js'
import { atLeast, isHelm4 } from '../versions.js'
import { type Configuration, timestamp } from './configuration.js'
import { hookLogs } from './hook-logs.js'
import { build, type Info } from './resource-list.js'
import { type Applying, createResources, deleteResources, wrapped } from './resources.js'
import { type ReleaseRecord, recordRelease } from './storage.js'
import { type WaitStrategy, waitForDeletedHook, waitForHook } from './waiter.js'

/** Helm 3 minors from which on: succeeded hooks are deleted in reverse order, ... */
const DELETES_IN_REVERSE = 17
/** ... hooks that succeeded before one that failed are deleted too. */
const TIDIES_AFTER_FAILURE = 19

/** How hooks are run. */
export interface HookOptions {
  /** For each hook by itself. */
  readonly timeoutMs: number
  readonly wait: WaitStrategy
  readonly applying: Applying
}

/**
 * Run the hooks of one event, one after the other: delete what an earlier run left (policy `before-hook-creation`),
 * record the start, create, wait until it has completed. When all have, those that ask for it (`hook-succeeded`) are
 * deleted. Throws `HelmError` with the reason; `record` then holds how far each hook came.
 * Helm v3.21.4 pkg/action/hooks.go (execHook).
 */
export function* executeHooks(
  configuration: Configuration,
  record: ReleaseRecord,
  event: HookEvent,
  options: HookOptions,
): Proc<void> {
  const { error, tidy } = yield* runHooks(configuration, record, event, options)
  yield* tidy()
  if (error !== undefined) throw error
}

/** How hooks ended, and what is still to be done about their objects. */
export interface HookOutcome {
  readonly error: HelmError | undefined
  /** Print logs and delete, as the policies say. Throws `HelmError`. */
  readonly tidy: () => Proc<void>
}

/** As {@link executeHooks}, but the objects stay until `tidy`. Helm v4.1.4 pkg/action/hooks.go (execHookWithDelayedShutdown). */
export function* runHooks(
  configuration: Configuration,
  record: ReleaseRecord,
  event: HookEvent,
  options: HookOptions,
): Proc<HookOutcome> {
  const hooks = hooksForEvent(record.release.hooks ?? [], event)
  for (const [index, hook] of hooks.entries()) {
    yield* deleteByPolicy(configuration, hook, 'before-hook-creation', options)
    const infos = yield* wrapped(
      `unable to build kubernetes object for ${event} hook ${hook.path ?? ''}`,
      build(configuration, hook.manifest ?? ''),
    )
    const error = yield* runHook(configuration, record, { hook, event, infos, options })
    if (error === undefined) continue
    const tried = hooks.slice(0, index + 1)
    yield* printLogs(configuration, hook, 'hook-failed')
    return { error, tidy: () => afterFailure(configuration, tried, options) }
  }
  return { error: undefined, tidy: () => afterSuccess(configuration, hooks, options) }
}

interface Run {
  readonly hook: Hook
  readonly event: HookEvent
  readonly infos: readonly Info[]
  readonly options: HookOptions
}

/** Create one hook and wait for it. A refused creation is thrown; how its run failed is the result. */
function* runHook(
  configuration: Configuration,
  record: ReleaseRecord,
  { hook, event, infos, options }: Run,
): Proc<HelmError | undefined> {
  const started_at = yield* timestamp()
  setLastRun(record, hook, { started_at, completed_at: '', phase: 'Running' })
  yield* recordRelease(configuration, record)
  setLastRun(record, hook, { started_at, completed_at: '', phase: 'Unknown' })
  try {
    yield* createResources(configuration, infos, { ...options.applying, forceConflicts: false })
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase: 'Failed' })
    const text = `warning: Hook ${event} ${hook.path ?? ''} failed: ${errorText(error)}`
    throw helmError('helm-hook-failed', text)
  }
  const error = yield* waitForHook(configuration, options.wait, infos, options.timeoutMs)
  const phase = error === undefined ? 'Succeeded' : 'Failed'
  setLastRun(record, hook, { started_at, completed_at: yield* timestamp(), phase })
  return error
}

function* afterSuccess(
  configuration: Configuration,
  hooks: readonly Hook[],
  options: HookOptions,
): Proc<void> {
  const inReverse = atLeast(configuration.version, DELETES_IN_REVERSE)
  for (const hook of inReverse ? [...hooks].reverse() : hooks) {
    yield* printLogs(configuration, hook, 'hook-succeeded')
    yield* deleteByPolicy(configuration, hook, 'hook-succeeded', options)
  }
}

/** The failed hook is the last of `hooks`. What goes wrong here hides the failure in older versions, and is logged in newer ones. */
function* afterFailure(
  configuration: Configuration,
  hooks: readonly Hook[],
  options: HookOptions,
): Proc<void> {
  const failed = hooks.at(-1)!
  const tidies = atLeast(configuration.version, TIDIES_AFTER_FAILURE)
  try {
    yield* deleteByPolicy(configuration, failed, 'hook-failed', options)
  } catch (error) {
    if (!tidies || !(error instanceof HelmError)) throw error
  }
  if (!tidies) return
  for (const hook of hooks.slice(0, -1)) {
    yield* deleteByPolicy(configuration, hook, 'hook-succeeded', options)
  }
}

/** Helm v3.21.4 pkg/action/hooks.go (deleteHookByPolicy): definitions of custom resources are never deleted. */
function* deleteByPolicy(
  configuration: Configuration,
  hook: Hook,
  policy: HookDeletePolicy,
  { wait, timeoutMs }: HookOptions,
): Proc<void> {
  if (hook.kind === 'CustomResourceDefinition' || !deletePolicies(hook).includes(policy)) return
  const infos = yield* wrapped(
    `unable to build kubernetes object for deleting hook ${hook.path ?? ''}`,
    build(configuration, hook.manifest ?? ''),
  )
  const errors = yield* deleteResources(infos)
  if (errors.length > 0) throw helmError('helm-hook-failed', errors.join('; '))
  yield* waitForDeletedHook(configuration, wait, infos, timeoutMs)
}

/** Helm 3 copies logs to standard error, Helm 4 logs each of them there as one message. */
function* printLogs(
  configuration: Configuration,
  hook: Hook,
  policy: 'hook-succeeded' | 'hook-failed',
): Proc<void> {
  for (const log of yield* hookLogs(configuration, hook, policy)) {
    const text = log.replace(/\n$/, '')
    yield* printError(isHelm4(configuration.version) ? `level=INFO msg=${goQuote(text)}` : text)
  }
}

function setLastRun(record: ReleaseRecord, hook: Hook, last_run: Hook['last_run']): void {
  const { release } = record
  const hooks = (release.hooks ?? []).map((one) =>
    one.path === hook.path && one.manifest === hook.manifest ? withRun(one, last_run) : one,
  )
  record.release = { ...release, hooks }
}

/** Running a hook writes down the policy it ran under. */
function withRun(hook: Hook, last_run: Hook['last_run']): Hook {
  return { ...hook, delete_policies: deletePolicies(hook), last_run }
}
