import type { Proc } from '../../kernel/process.js'
import type { HelmError } from '../errors.js'
import { atLeast, isHelm4 } from '../versions.js'
import type { Configuration } from './configuration.js'
import { waitCompleted } from './hook-completion.js'
import type { Info } from './resource-list.js'
import { attempt } from './resources.js'
import { waitForDeletion, waitForStatus } from './status-wait.js'
import { waitDeleted, waitReady } from './wait.js'

/**
 * What `--wait` says. `hookOnly` is its absence: only hooks are waited for. `legacy` is Helm 3's looking every 2 s,
 * `watcher` Helm 4's. Helm v4.1.4 pkg/kube/client.go (WaitStrategy).
 */
export type WaitStrategy = 'hookOnly' | 'legacy' | 'watcher'

/** Since Helm 3.14 deleting a hook waits until it is gone. */
const WAITS_FOR_DELETED_HOOKS = 14

/** `--atomic` waits, whether or not that is asked for. */
export function waitWhenAtomic({ version }: Configuration, strategy: WaitStrategy): WaitStrategy {
  if (strategy !== 'hookOnly') return strategy
  return isHelm4(version) ? 'watcher' : 'legacy'
}

/** Wait for the objects of a release, if that is asked for. Throws as {@link waitReady} and {@link waitForStatus}. */
export function* waitForResources(
  strategy: WaitStrategy,
  infos: readonly Info[],
  { timeoutMs, jobs }: { readonly timeoutMs: number; readonly jobs: boolean },
): Proc<void> {
  if (strategy === 'legacy') yield* waitReady(infos, { timeoutMs, jobs })
  else if (strategy === 'watcher') yield* waitForStatus(infos, jobs ? 'ready-with-jobs' : 'ready', timeoutMs)
}

/** Wait until the objects of a hook have completed. Gives why they have not. */
export function* waitForHook(
  configuration: Configuration,
  strategy: WaitStrategy,
  infos: readonly Info[],
  timeoutMs: number,
): Proc<HelmError | undefined> {
  if (!isHelm4(configuration.version) || strategy === 'legacy') {
    return yield* waitCompleted(configuration, infos, timeoutMs)
  }
  return yield* attempt(waitForStatus(infos, 'hooks', timeoutMs))
}

/** Wait until a deleted hook is gone. Helm 4 without `--wait` does not. */
export function* waitForDeletedHook(
  { version }: Configuration,
  strategy: WaitStrategy,
  infos: readonly Info[],
  timeoutMs: number,
): Proc<void> {
  if (isHelm4(version)) yield* waitForDeletedResources(strategy, infos, timeoutMs)
  else if (atLeast(version, WAITS_FOR_DELETED_HOOKS)) yield* waitDeleted(infos, timeoutMs)
}

/** Wait until deleted objects are gone, if that is asked for. */
export function* waitForDeletedResources(
  strategy: WaitStrategy,
  infos: readonly Info[],
  timeoutMs: number,
): Proc<void> {
  if (strategy === 'legacy') yield* waitDeleted(infos, timeoutMs)
  else if (strategy === 'watcher') yield* waitForDeletion(infos, timeoutMs)
}
