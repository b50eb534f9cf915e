import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { waitUntil } from '../../../../kernel/requests.js'
import { type ApiResponse, apiCall, succeeded } from '../../../client/api.js'
import { notFound } from '../../../status-error.js'
import { connectionError } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { KubectlError } from '../errors.js'
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS, SELECTOR_FLAG, unmodelled } from '../flag-sets.js'
import { resultPrinter } from '../printers/print-result.js'
import { type Selected, select, selectionOf } from '../resources.js'
import { addressOf, type Found, fetchTarget, type Target, visit } from '../sources.js'
import { type Deadline, ONE_WEEK_MS, startDeadline, uidOf, watchObject } from '../waiting.js'
import { type Condition, parseCondition } from './wait-conditions.js'

/** How often kubectl looks for an object that is to be created. */
const CREATE_POLL_MS = 500

/** `kubectl wait`. Source: kubectl v0.32.0 pkg/cmd/wait/wait.go, condition.go, delete.go, json.go, create.go. */
export const wait: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    ...ALL_NAMESPACES_FLAG,
    all: { type: 'bool' },
    'field-selector': { type: 'string' },
    filename: { type: 'strings', short: 'f' },
    for: { type: 'string' },
    local: unmodelled('bool'),
    recursive: { type: 'bool', short: 'R', default: true },
    timeout: { type: 'duration', default: 30_000 },
  },

  *run(invocation) {
    const { flags } = invocation
    const printer = resultPrinter(invocation)
    const condition = parseCondition(flags.text('for'))
    const asked = flags.number('timeout')
    const endless = asked < 0
    const timeoutMs = endless ? ONE_WEEK_MS : asked
    const selected = yield* select(invocation, selectionOf(invocation))
    const deadline = yield* startDeadline(timeoutMs, endless ? 1 : countWaits(selected))
    if (condition.kind === 'create') yield* waitForCreation(selected, yield* deadline.remainingMs())
    const options = { latest: true, ignoreNotFound: condition.kind === 'delete' }
    let visited = 0
    yield* visit(invocation, selected, options, function* (target) {
      visited++
      const object = yield* waitOne(invocation, target as Found, condition, { deadline, timeoutMs, endless })
      yield* printer.print(object, 'condition met')
    })
    if (visited === 0 && condition.kind !== 'delete') throw new KubectlError('no matching resources found')
    return 0
  },
}

/** How many waits may share the time-out: lists may hold any number. */
function countWaits(selected: Selected): number {
  return selected.sources.some(({ kind }) => kind === 'list') ? 2 : selected.sources.length
}

interface Timing {
  readonly deadline: Deadline
  /** As asked for; zero means one look. */
  readonly timeoutMs: number
  readonly endless: boolean
}

/** Waits for one object and gives it as it then is (as it was, when it is gone). */
function* waitOne(
  invocation: Invocation,
  target: Found,
  condition: Condition,
  timing: Timing,
): Proc<JsonObject> {
  if (condition.kind === 'create') return target.object
  if (condition.kind === 'delete') return yield* waitForDeletion(target, timing)
  if (timing.timeoutMs === 0) {
    const { object } = yield* fetchTarget(invocation, target)
    if (!condition.holds(object)) throw notMet(target)
    return object
  }
  const settled = (object: JsonObject | undefined): boolean =>
    object === undefined || holdsOrFails(condition, object)
  const { object, timedOut } = yield* watch(target, settled, timing)
  if (timedOut) throw timedOutError(target)
  const { group, resource } = target.mapping
  if (object === undefined) throw notFound({ group, resource }, target.name)
  // A condition that cannot be decided says why.
  condition.holds(object)
  return object
}

function holdsOrFails(condition: Condition & { kind: 'state' }, object: JsonObject): boolean {
  try {
    return condition.holds(object)
  } catch (error) {
    if (error instanceof KubectlError) return true
    throw error
  }
}

function* waitForDeletion(target: Found, timing: Timing): Proc<JsonObject> {
  if (timing.timeoutMs === 0) throw notMet(target)
  const uid = uidOf(target.object)
  const gone = (object: JsonObject | undefined): boolean => object === undefined || uidOf(object) !== uid
  const { timedOut } = yield* watch(target, gone, timing)
  if (timedOut) throw timedOutError(target)
  return target.object
}

function* watch(target: Target, settled: (object: JsonObject | undefined) => boolean, timing: Timing) {
  const remainingMs = yield* timing.deadline.remainingMs()
  return yield* watchObject(target, settled, remainingMs, timing.endless)
}

function timedOutError({ mapping, name }: Target): KubectlError {
  return new KubectlError(`timed out waiting for the condition on ${mapping.resource}/${name}`)
}

/** Source: cli-runtime v0.32.0 pkg/resource/visitor.go (Info.ObjectName). */
function notMet({ mapping, name }: Target): KubectlError {
  return new KubectlError(`condition not met for ${mapping.resource}/${name}`)
}

/** Until everything named is there; selectors are not waited for. */
function* waitForCreation(selected: Selected, timeoutMs: number): Proc<void> {
  const targets = selected.sources.flatMap((source) => ('target' in source ? [source.target] : []))
  if (targets.length === 0) return
  try {
    const { timedOut } = yield* waitUntil({
      reads: targets.map((target) => apiCall({ verb: 'get', ...addressOf(target) })),
      predicate: (answers) =>
        answers.every((answer) => isObject(answer) && succeeded(answer as unknown as ApiResponse)),
      pollMs: CREATE_POLL_MS,
      timeoutMs,
    })
    if (timedOut) throw new KubectlError('timed out waiting for the condition')
  } catch (error) {
    throw connectionError(error)
  }
}
