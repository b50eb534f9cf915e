import type { JsonObject } from '../../../kernel/json.js'
import { textAt } from '../../client/objects.js'

/** Texts of FailedScheduling that changed from one version to another. */
export interface SchedulerTexts {
  readonly untoleratedTaint: (taint: JsonObject) => string
  readonly volumeNodeConflict: string
  /** What dynamic resource allocation adds before `preemption:`. */
  readonly beforePreemption: string
}

/**
 * The texts of a version such as `1.31.0`; the newest without one.
 * Sources: kubernetes pull 134740 (taints are not named: 1.35.0 and 1.34.2),
 * pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go (PostFilter; on by default since 1.34),
 * pkg/scheduler/framework/plugins/volumebinding/binder.go (ErrReasonNodeConflict).
 */
export function schedulerTexts(version: string | undefined): SchedulerTexts {
  const [, minor = '36', patch = '0'] = (version ?? '1.36').split('.')
  const dynamic = Number(minor) >= 34
  const unnamed = Number(minor) >= 35 || (minor === '34' && Number(patch) >= 2)
  return {
    untoleratedTaint: (taint) =>
      unnamed
        ? 'node(s) had untolerated taint(s)'
        : `node(s) had untolerated taint {${textAt(taint, 'key')}: ${textAt(taint, 'value')}}`,
    volumeNodeConflict: dynamic
      ? "node(s) didn't match PersistentVolume's node affinity"
      : 'node(s) had volume node affinity conflict',
    beforePreemption: dynamic ? 'no new claims to deallocate, ' : '',
  }
}
