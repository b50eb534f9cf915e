import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, fromTimestamp, objectAt } from '../../kubernetes/index.js'
import { type Application, syncOptionsOf } from '../application.js'
import { DELETION_APPROVED, SYNC_OPTIONS } from '../names.js'
import { annotationOf, hasAnnotationOption } from '../objects.js'

/** What an operation asks of the engine. argo-cd v3.5.1 controller/sync.go (SyncAppState). */
export interface SyncSettings {
  readonly prune: boolean
  readonly dryRun: boolean
  readonly force: boolean
  /** Selected resources, or `syncStrategy.apply`: no hooks. */
  readonly skipHooks: boolean
  /** `spec.syncPolicy.syncOptions` do not count: only those of the operation. */
  readonly options: readonly string[]
  readonly propagation: 'Foreground' | 'Background' | 'Orphan'
  /** The Application says `deletion-approved` later than the operation started. */
  readonly pruneConfirmed: boolean
  readonly selected: readonly JsonObject[]
}

export function syncSettings(app: Application, operation: JsonObject, startedAt: string): SyncSettings {
  const sync = objectAt(operation, 'sync')
  const options = syncOptionsOf(sync)
  const selected = arrayAt(sync, 'resources') as readonly JsonObject[]
  const strategy = objectAt(sync, 'syncStrategy')
  const approvedAt = fromTimestamp(annotationOf(app.object, DELETION_APPROVED))
  const forced = [objectAt(strategy, 'apply'), objectAt(strategy, 'hook')].some(
    (one) => one['force'] === true,
  )
  return {
    prune: sync['prune'] === true,
    dryRun: sync['dryRun'] === true,
    force: forced,
    skipHooks: strategy['apply'] !== undefined || selected.length > 0,
    options,
    propagation: propagationOf(options),
    pruneConfirmed: approvedAt >= fromTimestamp(startedAt),
    selected,
  }
}

function propagationOf(options: readonly string[]): SyncSettings['propagation'] {
  if (options.includes('PrunePropagationPolicy=background')) return 'Background'
  return options.includes('PrunePropagationPolicy=orphan') ? 'Orphan' : 'Foreground'
}

/** Whether an option holds for an object: for the whole operation, or by the annotation of target or live object. */
export function hasOption(
  settings: SyncSettings,
  option: string,
  ...objects: readonly (JsonObject | undefined)[]
): boolean {
  if (settings.options.includes(option)) return true
  return objects.some((object) => object !== undefined && hasAnnotationOption(object, SYNC_OPTIONS, option))
}
