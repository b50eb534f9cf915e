import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, numberAt, objectAt, textAt, toTimestamp } from '../../kubernetes/index.js'
import type { Application } from '../application.js'
import { type CompareResult, compareAppState } from '../compare/compare-app-state.js'
import { type Comparison, newComparison } from '../compare/managed.js'
import { formatConditions, isBlocking } from '../conditions.js'
import type { Look } from '../controllers/application.js'
import type { OperationState } from '../controllers/operation-state.js'
import { withLiveValues } from '../diff/ignore-differences.js'
import { ownAddress, write } from '../kube.js'
import { APPLICATION } from '../names.js'
import { specErrors } from '../project.js'
import { syncSettings } from './options.js'
import { SyncRun } from './run.js'
import { syncStep } from './sync-step.js'
import { syncTasks } from './tasks.js'
import { terminate } from './terminate.js'

/** `RevisionHistoryLimit`. */
const HISTORY_LIMIT = 10

export interface Synced {
  readonly state: OperationState
  /** The pause after a wave. */
  readonly pauseMs?: number
}

/**
 * One step of an operation: the world compared at the operation's revision, then one step of the sync engine.
 * `pending`: the manifests are being generated. argo-cd v3.5.1 controller/sync.go (SyncAppState).
 */
export function* syncAppState(look: Look, state: OperationState): Proc<Synced | 'pending'> {
  const { app, behaviours, settings } = look
  const { operation } = state
  const { sync } = operation
  if (!isObject(sync)) {
    return {
      state: { ...state, phase: 'Error', message: 'Invalid operation request: no operation specified' },
    }
  }
  if (sync['manifests'] !== undefined)
    throw new NotModelled('operation.sync.manifests', 'Push the change to the repository.')
  const result = state.syncResult ?? newSyncResult(app, sync)
  const errors = yield* specErrors(app)
  if (errors.length > 0)
    return { state: { ...state, phase: 'Error', message: formatConditions(errors), syncResult: result } }
  const comparison = yield* newComparison(app, behaviours, settings)
  const compared = yield* compareAppState(comparison, sourcesIn(result), revisionsIn(result))
  if (compared === 'pending') return compared
  const resolved = {
    ...result,
    ...(isSeveral(result) ? { revisions: compared.revisions } : { revision: compared.revisions[0] ?? '' }),
  }
  const refused = refusal(compared, arrayAt(sync, 'syncOptions').map(String))
  if (refused !== undefined) return { state: { ...state, ...refused, syncResult: resolved } }
  return yield* runEngine(look, comparison, state, compared, resolved)
}

/** The sources and revisions an operation means; those of the Application by default. (newSyncOperationResult.) */
function newSyncResult(app: Application, sync: JsonObject): JsonObject {
  if (Array.isArray(sync['sources']))
    return { sources: (sync['sources'] as JsonObject['x']) ?? [], revisions: sync['revisions'] ?? [] }
  const revision = textAt(sync, 'revision')
  if (isObject(sync['source'])) return { source: sync['source'], revision }
  return app.several
    ? { sources: app.sources, revisions: sync['revisions'] ?? [] }
    : { source: app.sources[0] ?? {}, revision }
}

const isSeveral = (result: JsonObject) => Array.isArray(result['sources'])

function sourcesIn(result: JsonObject): readonly JsonObject[] {
  return isSeveral(result) ? (result['sources'] as readonly JsonObject[]) : [objectAt(result, 'source')]
}

function revisionsIn(result: JsonObject): readonly string[] {
  return isSeveral(result) ? arrayAt(result, 'revisions').map(String) : [textAt(result, 'revision')]
}

function refusal(
  { conditions }: CompareResult,
  options: readonly string[],
): Pick<OperationState, 'phase' | 'message'> | undefined {
  const shared = conditions.find(({ type }) => type === 'SharedResourceWarning')
  if (shared !== undefined && options.includes('FailOnSharedResource=true')) {
    return { phase: 'Failed', message: `Shared resource found: ${shared.message}` }
  }
  const blocking = conditions.filter(isBlocking)
  return blocking.length > 0 ? { phase: 'Error', message: formatConditions(blocking) } : undefined
}

function* runEngine(
  look: Look,
  comparison: Comparison,
  state: OperationState,
  compared: CompareResult,
  result: JsonObject,
): Proc<Synced> {
  const { app, behaviours, settings } = look
  const options = syncSettings(app, state.operation, state.startedAt)
  const results = arrayAt(result, 'resources') as readonly JsonObject[]
  const tasks = yield* syncTasks({
    app,
    result: options.options.includes('RespectIgnoreDifferences=true')
      ? respecting(compared, comparison)
      : compared,
    settings: options,
    infos: comparison.infos,
    revision: compared.revisions[0] ?? '',
    startedAt: state.startedAt,
    hookFinalizer: behaviours.hookFinalizer,
    results,
  })
  const { phase, message } = state
  const run = new SyncRun({ tasks, options, settings, behaviours, phase, message, results })
  if (phase === 'Terminating') yield* terminate(run)
  else yield* syncStep(run)
  const syncResult = { ...result, ...(run.results.length === 0 ? {} : { resources: run.results }) }
  const whole = options.selected.length === 0 && !options.dryRun
  if (run.phase === 'Succeeded' && whole) yield* recordHistory(look, state, syncResult)
  return {
    state: { ...state, phase: run.phase, message: run.message, syncResult },
    ...(run.pauseMs === undefined ? {} : { pauseMs: run.pauseMs }),
  }
}

/** `RespectIgnoreDifferences=true`: live values stay where differences are ignored. */
function respecting(compared: CompareResult, { rules }: Comparison): CompareResult {
  const resources = compared.resources.map((resource) => {
    const { target, live } = resource
    if (target === undefined || live === undefined) return resource
    return { ...resource, target: withLiveValues(target, live, rules) }
  })
  return { ...compared, resources }
}

/** One entry of `status.history` for every whole sync that succeeded. (persistRevisionHistory.) */
function* recordHistory({ app, nowMs }: Look, state: OperationState, result: JsonObject): Proc<void> {
  const history = arrayAt(app.status, 'history') as readonly JsonObject[]
  const id = history.reduce((highest, entry) => Math.max(highest, numberAt(entry, -1, 'id')), -1) + 1
  const { source, revision, sources, revisions } = result
  const initiatedBy = objectAt(state.operation, 'initiatedBy')
  const entry: JsonObject = {
    id,
    deployStartedAt: state.startedAt,
    deployedAt: toTimestamp(nowMs),
    ...(sources === undefined
      ? { source: source ?? {}, revision: revision ?? '' }
      : { sources, revisions: revisions ?? [] }),
    ...(Object.keys(initiatedBy).length === 0 ? {} : { initiatedBy }),
  }
  const limit = numberAt(app.spec, HISTORY_LIMIT, 'revisionHistoryLimit')
  const next = limit === 0 ? [] : [...history, entry].slice(-limit)
  const address = ownAddress(APPLICATION, app.namespace, app.name)
  yield* write({ verb: 'patch', ...address, patchType: 'merge', body: { status: { history: next } } })
}
