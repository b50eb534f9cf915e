import { isObject, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { arrayAt, fromTimestamp, metadataOf, objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import { isAutomated, isCompleted } from '../application.js'
import { type ApplicationSet, rollingSteps } from './application-set.js'

/** What a rolling sync makes of the generated Applications, and its own progress. */
export interface Rollout {
  readonly applications: readonly JsonObject[]
  readonly statuses: readonly JsonObject[]
  /** The step in progress, from 1; 0: all are through. */
  readonly step: number
}

/**
 * One look at a rolling sync: Waiting, Pending, Progressing, Healthy for every Application, the next step when all of one
 * are Healthy, at most `maxUpdate` of a step at once. Automated sync is turned off on all of them; those that are Pending
 * get an operation. argo-cd v3.5.1 applicationset/progressivesync/progressive_sync.go.
 */
export function rollOut(
  set: ApplicationSet,
  generated: readonly JsonObject[],
  current: readonly JsonObject[],
  at: string,
): Rollout {
  const steps = rollingSteps(set)
  const stepOf = (name: string) =>
    steps.findIndex((step) =>
      selects(
        step,
        generated.find((one) => nameOf(one) === name),
      ),
    )
  const evaluated = current.map((application) =>
    evaluate(set, application, generated, stepOf(nameOf(application)), at),
  )
  const allowed = allowedNames(steps, generated, evaluated)
  const statuses = promote(steps, evaluated, allowed, at)
  const pending = new Set(
    statuses
      .filter((status) => status['status'] === 'Pending')
      .map((status) => textAt(status, 'application')),
  )
  const applications = generated.map((application) => {
    const name = nameOf(application)
    return withRollingSync(application, allowed.has(name) && pending.has(name))
  })
  return { applications, statuses, step: stepInProgress(statuses, steps.length) }
}

const nameOf = (application: JsonObject) => textAt(metadataOf(application), 'name')

function selects(step: JsonObject, application: JsonObject | undefined): boolean {
  if (application === undefined) return false
  const labels = objectAt(metadataOf(application), 'labels')
  return arrayAt(step, 'matchExpressions').every((expression) => {
    const value = labels[textAt(expression, 'key')]
    const values = arrayAt(expression, 'values')
    const operator = textAt(expression, 'operator')
    if (value === undefined) return operator !== 'In'
    return operator === 'In' ? values.includes(value) : operator === 'NotIn' && !values.includes(value)
  })
}

/** The status of one Application before anything is promoted to Pending. (UpdateApplicationSetApplicationStatus.) */
function evaluate(
  { status }: ApplicationSet,
  application: JsonObject,
  generated: readonly JsonObject[],
  step: number,
  at: string,
): JsonObject {
  const name = nameOf(application)
  const revisions = revisionsOf(application)
  const shownStep = String(step + 1 || -1)
  const known = arrayAt(status, 'applicationStatus').find((one) => textAt(one, 'application') === name) as
    | JsonObject
    | undefined
  let next: JsonObject =
    known === undefined
      ? {
          application: name,
          status: 'Waiting',
          message: 'No Application status found, defaulting status to Waiting',
          step: shownStep,
          targetRevisions: revisions,
          lastTransitionTime: at,
        }
      : { ...known, step: shownStep }
  const to = (status: string, message: string) => ({ ...next, status, message, lastTransitionTime: at })
  const revisionsChanged = !jsonEqual([...arrayAt(next, 'targetRevisions')], [...revisions])
  const specChanged = differs(application, generated)
  if (revisionsChanged || specChanged) {
    const why = specChanged ? (revisionsChanged ? ' (revision and spec differ)' : ' (spec differs)') : ''
    const waiting = to('Waiting', `Application has pending changes${why}, setting status to Waiting`)
    next = { ...waiting, targetRevisions: revisions }
  }
  const synced = textAt(application, 'status', 'sync', 'status') === 'Synced'
  const healthy = textAt(application, 'status', 'health', 'status') === 'Healthy'
  if (next['status'] === 'Waiting') {
    if (!synced) return next
    const state = healthy ? 'Healthy' : 'Progressing'
    return to(state, `Application resource has synced, updating status to ${state}`)
  }
  if (next['status'] === 'Pending') return pendingTo(next, application, to)
  if (next['status'] === 'Progressing' && healthy && synced) {
    return to('Healthy', 'Application resource became Healthy, updating status from Progressing to Healthy')
  }
  return next
}

/** Pending is over when an operation has started since. */
function pendingTo(
  next: JsonObject,
  application: JsonObject,
  to: (status: string, message: string) => JsonObject,
): JsonObject {
  const since = fromTimestamp(textAt(next, 'lastTransitionTime'))
  if (fromTimestamp(textAt(application, 'status', 'reconciledAt')) <= since) return next
  const operation = objectAt(application, 'status', 'operationState')
  if (fromTimestamp(textAt(operation, 'startedAt')) > since) {
    const phase = textAt(operation, 'phase')
    const how =
      phase === 'Succeeded'
        ? 'completed a sync successfully'
        : isCompleted(phase)
          ? 'completed a sync'
          : 'became Progressing'
    return to('Progressing', `Application resource ${how}, updating status from Pending to Progressing`)
  }
  const invalid = arrayAt(application, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'InvalidSpecError',
  )
  return invalid
    ? to('Progressing', 'Application resource has error and cannot sync, updating status to Progressing')
    : next
}

function revisionsOf(application: JsonObject): readonly string[] {
  const revisions = arrayAt(application, 'status', 'sync', 'revisions').map(String)
  const revision = textAt(application, 'status', 'sync', 'revision')
  return revisions.length > 0 ? revisions : revision === '' ? [] : [revision]
}

function differs(application: JsonObject, generated: readonly JsonObject[]): boolean {
  const wanted = generated.find((one) => nameOf(one) === nameOf(application))
  if (wanted === undefined) return false
  return !jsonEqual(withRollingSync(wanted, false)['spec'], application['spec'])
}

/** Applications of the first step that is not through, and of all before it. (getAppsToSync.) */
function allowedNames(
  steps: readonly JsonObject[],
  generated: readonly JsonObject[],
  statuses: readonly JsonObject[],
): ReadonlySet<string> {
  const allowed = new Set<string>()
  for (const step of steps) {
    const names = generated.filter((application) => selects(step, application)).map(nameOf)
    for (const name of names) allowed.add(name)
    const through = names.every((name) =>
      statuses.some((one) => one['application'] === name && one['status'] === 'Healthy'),
    )
    if (!through) break
  }
  return allowed
}

/** Waiting becomes Pending, `maxUpdate` of a step at a time. (UpdateApplicationSetApplicationStatusProgress.) */
function promote(
  steps: readonly JsonObject[],
  statuses: readonly JsonObject[],
  allowed: ReadonlySet<string>,
  at: string,
): readonly JsonObject[] {
  const inStep = (step: string) => statuses.filter((status) => status['step'] === step)
  const updating = new Map<string, number>()
  for (const status of statuses) {
    const step = textAt(status, 'step')
    if (status['status'] === 'Pending' || status['status'] === 'Progressing')
      updating.set(step, (updating.get(step) ?? 0) + 1)
  }
  return statuses.map((status) => {
    const step = textAt(status, 'step')
    const most = maxUpdateOf(steps[Number(step) - 1], inStep(step).length)
    if (status['status'] !== 'Waiting' || !allowed.has(textAt(status, 'application'))) return status
    if ((updating.get(step) ?? 0) >= most) return status
    updating.set(step, (updating.get(step) ?? 0) + 1)
    const message =
      'Application moved to Pending status, watching for the Application resource to start Progressing'
    return { ...status, status: 'Pending', message, lastTransitionTime: at }
  })
}

/** Percentages are rounded down, but above 0 % never to nothing. */
function maxUpdateOf(step: JsonObject | undefined, total: number): number {
  const value = step?.['maxUpdate']
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.POSITIVE_INFINITY
  const percent = Number.parseInt(value, 10)
  return value === '0%' ? 0 : Math.max(1, Math.floor((percent * total) / 100))
}

function stepInProgress(statuses: readonly JsonObject[], steps: number): number {
  for (let step = 1; step <= steps; step++) {
    const open = statuses.some((status) => status['step'] === String(step) && status['status'] !== 'Healthy')
    if (open) return step
  }
  return 0
}

/** An Application without automated sync, and with an operation when its turn has come. (SyncDesiredApplications.) */
function withRollingSync(application: JsonObject, sync: boolean): JsonObject {
  const spec = objectAt(application, 'spec')
  const policy = objectAt(spec, 'syncPolicy')
  const automated = valueAt(policy, 'automated')
  const prune = isAutomated(spec) && isObject(automated) && automated['prune'] === true
  const held = isObject(automated)
    ? { ...spec, syncPolicy: { ...policy, automated: { ...automated, enabled: false } } }
    : spec
  if (!sync) return { ...application, spec: held }
  const operation = {
    initiatedBy: { username: 'applicationset-controller', automated: true },
    info: [
      { name: 'Reason', value: 'ApplicationSet RollingSync triggered a sync of this Application resource' },
    ],
    sync: {
      ...(prune ? { prune } : {}),
      ...(policy['syncOptions'] === undefined ? {} : { syncOptions: policy['syncOptions'] }),
    },
    retry: policy['retry'] ?? { limit: 5 },
  }
  return { ...application, spec: held, operation }
}
