import type { Json } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now, print, waitUntil } from '../../kernel/requests.js'
import { apiCall, fromTimestamp, objectAt, textAt, toTimestamp, valueAt } from '../../kubernetes/index.js'
import { type Application, readApplication } from '../application.js'
import { ownAddress } from '../kube.js'
import { APPLICATION } from '../names.js'
import { ArgoError } from './errors.js'
import { operationLines, resourceLines, summaryLines } from './print.js'

/** What a command waits for. app.go (watchOpts). */
export interface Watch {
  readonly sync?: boolean
  readonly health?: boolean
  readonly operation?: boolean
  readonly suspended?: boolean
  readonly degraded?: boolean
}

const POLL_MS = 1_000

/**
 * Waits for the conditions, prints the final state and answers it. Throws `timed out (5s) waiting for app "web" match
 * desired state`. argo-cd v3.5.1 cmd/argocd/commands/app.go (waitOnApplicationStatus, checkAppWaitConditions); the table of
 * changes on the way is left out.
 */
export function* waitOnApplication(
  app: Application,
  watch: Watch,
  timeoutSeconds: number,
): Proc<Application> {
  const read = apiCall({ verb: 'get', ...ownAddress(APPLICATION, app.namespace, app.name) })
  const { answers, timedOut } = yield* waitUntil({
    reads: [read],
    predicate: ([answer]) => isReady(answer, watch),
    pollMs: POLL_MS,
    timeoutMs: timeoutSeconds === 0 ? Number.POSITIVE_INFINITY : timeoutSeconds * 1000,
  })
  const last = readApplication(objectAt(answers[0], 'body'))
  if (timedOut) {
    yield* printAll([
      '',
      'This is the state of the app after wait timed out:',
      '',
      'The command timed out waiting for the conditions to be met.',
    ])
  }
  yield* printFinal(last, watch)
  if (!timedOut) return last
  throw new ArgoError(
    `timed out (${timeoutSeconds}s) waiting for app ${JSON.stringify(app.key)} match desired state`,
  )
}

function isReady(answer: Json | undefined, watch: Watch): boolean {
  const app = readApplication(objectAt(answer, 'body'))
  if (watch.operation === true && inProgress(app)) return false
  return isAsWanted(app, watch)
}

/** An operation is over when the Application was compared once after it. */
function inProgress({ operation, operationState, status }: Application): boolean {
  if (operation !== undefined) return true
  if (operationState === undefined) return false
  const finished = textAt(operationState, 'finishedAt')
  if (finished === '') return true
  if (valueAt(operationState, 'operation', 'sync', 'dryRun') === true) return false
  const reconciled = fromTimestamp(textAt(status, 'reconciledAt'))
  return Number.isNaN(reconciled) || reconciled < fromTimestamp(finished)
}

/** app.go (checkResourceStatus). */
function isAsWanted({ status, operation }: Application, watch: Watch): boolean {
  const health = textAt(status, 'health', 'status')
  const wanted = [
    ...(watch.health === true ? ['Healthy'] : []),
    ...(watch.suspended === true ? ['Suspended'] : []),
    ...(watch.degraded === true ? ['Degraded'] : []),
  ]
  const synced = watch.sync !== true || textAt(status, 'sync', 'status') === 'Synced'
  const idle = watch.operation !== true || operation === undefined
  return (wanted.length === 0 || wanted.includes(health)) && synced && idle
}

function* printFinal(app: Application, watch: Watch): Proc<void> {
  const operation = watch.operation === true ? operationLines(app, toTimestamp(yield* now())) : []
  const resources = resourceLines(app)
  yield* printAll([
    '',
    ...summaryLines(app),
    '',
    ...operation,
    ...(resources.length === 0 ? [] : ['', ...resources]),
  ])
}

export function* printAll(lines: readonly string[]): Proc<void> {
  for (const line of lines) yield* print(line)
}
