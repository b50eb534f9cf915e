import type { JsonObject } from '../../kernel/json.js'
import { jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, fromTimestamp, numberAt, objectAt, textAt } from '../../kubernetes/index.js'
import { type Application, automatedFlag, isAutomated, isCompleted, syncOptionsOf } from '../application.js'
import type { Behaviours } from '../behaviours.js'
import type { CompareResult, ManagedResource } from '../compare/compare-app-state.js'
import type { Condition } from '../conditions.js'
import { appEvent } from '../events.js'
import { startOperation } from '../start-operation.js'

/** What automated sync decided. */
export interface AutoSynced {
  readonly condition?: Condition
  /** Self-heal waits so long, and then wants another look. */
  readonly againMs?: number
  /** An operation was set. */
  readonly started?: true
}

/** `--self-heal-timeout-seconds` until v2.12. */
const FIXED_SELF_HEAL_MS = 5_000
/** `--self-heal-backoff-timeout-seconds`, `-factor`, `-cap-seconds`. */
const SELF_HEAL = { baseMs: 2_000, factor: 3, capMs: 300_000 }
/** `--self-heal-backoff-cooldown-seconds`, v3.1 and v3.2. */
const COOLDOWN_MS = 330_000

/**
 * Automated sync and self-heal: at most one attempt for a revision and source; afterwards only drift is healed, by partial
 * syncs that run no hooks. argo-cd v3.5.1 controller/appcontroller.go (autoSync, alreadyAttemptedSync).
 */
export function* autoSync(
  app: Application,
  { status, revisions, resources }: CompareResult,
  behaviours: Behaviours,
  nowMs: number,
): Proc<AutoSynced> {
  const { spec } = app
  if (!isAutomated(spec) || app.operation !== undefined || app.terminating || status !== 'OutOfSync')
    return {}
  const prune = automatedFlag(spec, 'prune')
  if (!prune && resources.every((one) => one.status === 'Synced' || one.requiresPruning)) return {}
  const shown = `[${revisions.join(' ')}]`
  let partial: Partial<Record<string, JsonObject[string]>> = {}
  if (alreadyAttempted(app, revisions)) {
    const phase = textAt(app.operationState, 'phase')
    if (phase !== 'Succeeded') {
      const last = attemptedRevisions(app).join(' ')
      return syncError(behaviours.failedAttempt(last, textAt(app.operationState, 'message')))
    }
    if (!automatedFlag(spec, 'selfHeal')) return {}
    const attempts = attemptsOf(app, behaviours, nowMs)
    const againMs = remainingMs(app, attempts, behaviours, nowMs)
    if (againMs > 0) return { againMs }
    partial = { autoHealAttemptsCount: attempts + 1, resources: outOfSync(resources) }
  }
  if (prune && !automatedFlag(spec, 'allowEmpty') && resources.every((one) => one.requiresPruning)) {
    return syncError(`Skipping sync attempt to ${shown}: auto-sync will wipe out all resources`)
  }
  const refused = yield* startOperation(app, operationFor(app, revisions, prune, partial))
  if (refused !== undefined) return {}
  const message = `Initiated automated sync to '${revisions.join(', ')}'`
  yield* appEvent(app.object, 'Normal', 'OperationStarted', message)
  return { started: true }
}

function syncError(message: string): AutoSynced {
  return { condition: { type: 'SyncError', message } }
}

function operationFor(
  app: Application,
  revisions: readonly string[],
  prune: boolean,
  partial: Partial<Record<string, JsonObject[string]>>,
): JsonObject {
  const policy = objectAt(app.spec, 'syncPolicy')
  const options = syncOptionsOf(policy)
  const sync = {
    ...(app.several ? { sources: app.sources, revisions } : { revision: revisions[0] ?? '' }),
    ...(prune ? { prune } : {}),
    ...(options.length > 0 ? { syncOptions: options } : {}),
    ...partial,
  }
  return {
    sync: sync as JsonObject,
    initiatedBy: { automated: true },
    retry: policy['retry'] ?? { limit: 5 },
  }
}

function attemptedRevisions({ operationState, several }: Application): readonly string[] {
  const result = objectAt(operationState, 'syncResult')
  return several ? arrayAt(result, 'revisions').map(String) : [textAt(result, 'revision')]
}

/** The last operation was for these revisions and sources; one that ended without a result counts as such. */
function alreadyAttempted(app: Application, revisions: readonly string[]): boolean {
  const { operationState } = app
  if (operationState === undefined) return false
  if (operationState['syncResult'] === undefined) return isCompleted(textAt(operationState, 'phase'))
  if (!jsonEqual([...attemptedRevisions(app)], [...revisions])) return false
  const result = objectAt(operationState, 'syncResult')
  return app.several
    ? jsonEqual(result['sources'], [...app.sources])
    : jsonEqual(result['source'], app.sources[0] ?? {})
}

/** By kind, group and name: objects of that name in other namespaces are meant too. */
function outOfSync(resources: readonly ManagedResource[]): readonly JsonObject[] {
  return resources
    .filter(({ status }) => status !== 'Synced')
    .map(({ key: { kind, group, name } }) => (group === '' ? { kind, name } : { kind, group, name }))
}

/** How often drift was healed at this revision. */
function attemptsOf({ operationState, status }: Application, behaviours: Behaviours, nowMs: number): number {
  const count = numberAt(operationState, 0, 'operation', 'sync', 'autoHealAttemptsCount')
  switch (behaviours.selfHealReset) {
    case 'never':
      return count
    case 'cooldown':
      return nowMs - finishedAt(operationState) >= COOLDOWN_MS ? 0 : count
    case 'synced':
      return textAt(status, 'sync', 'status') === 'Synced' ? 0 : count
  }
}

/** appcontroller.go (selfHealRemainingBackoff): 0, 2, 6, 18, 54, 162, then 300 seconds after the last operation. */
function remainingMs(
  { operationState }: Application,
  attempts: number,
  behaviours: Behaviours,
  nowMs: number,
): number {
  const since = nowMs - finishedAt(operationState)
  if (behaviours.selfHeal === 'fixed') return FIXED_SELF_HEAL_MS - since
  if (attempts === 0) return 0
  return Math.min(SELF_HEAL.baseMs * SELF_HEAL.factor ** (attempts - 1), SELF_HEAL.capMs) - since
}

function finishedAt(operationState: JsonObject | undefined): number {
  const at = fromTimestamp(textAt(operationState, 'finishedAt'))
  return Number.isNaN(at) ? 0 : at
}
