import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print, printError } from '../../../../kernel/requests.js'
import { textAt, valueAt } from '../../../client/objects.js'
import { isForbidden, isMethodNotAllowed, isNotFound, StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { addSource, type CommandError, KubectlError, throwCollected } from '../errors.js'
import { ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, FILE_FLAGS, SELECTOR_FLAG, unmodelled } from '../flag-sets.js'
import { kindLabel } from '../mappings.js'
import { type DryRun, dryRunOf, operationText } from '../options.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, attempt, fetchTarget, type Target, visit } from '../sources.js'
import { ONE_WEEK_MS, startDeadline, uidOf, watchObject } from '../waiting.js'
import { propagationOf } from './delete-options.js'

/** `kubectl delete`. Source: kubectl v0.32.0 pkg/cmd/delete/delete.go. Confirmation and `--raw` are not modelled. */
export const deleteCommand: Command = {
  flags: {
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...ALL_NAMESPACES_FLAG,
    ...DRY_RUN_FLAG,
    all: { type: 'bool' },
    cascade: { type: 'string', default: 'background', alone: 'background' },
    'field-selector': { type: 'string' },
    force: { type: 'bool' },
    'grace-period': { type: 'int', default: -1 },
    'ignore-not-found': { type: 'bool' },
    interactive: unmodelled('bool', 'i'),
    now: { type: 'bool' },
    output: { type: 'string', short: 'o' },
    raw: unmodelled('string'),
    timeout: { type: 'duration' },
    wait: { type: 'bool', default: true },
  },

  *run(invocation) {
    const { flags } = invocation
    const options = readOptions(invocation)
    const selected = yield* select(invocation, selectionOf(invocation))
    checkFlags(invocation, options)
    if (options.gracePeriodSeconds === 0 && flags.on('force')) {
      yield* printError(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
          'The resource may continue to run on the cluster indefinitely.',
      )
    }
    const deleted: Deleted[] = []
    let warnScope = invocation.namespaceGiven && !flags.on('all-namespaces')
    const { ignoreNotFound } = options
    yield* visit(invocation, selected, { fetch: false, ignoreNotFound }, function* (target) {
      deleted.push({ target, uid: '' })
      if (warnScope && !target.mapping.namespaced) {
        warnScope = false
        yield* printError('Warning: deleting cluster-scoped resources, not scoped to the provided namespace')
      }
      deleted[deleted.length - 1] = { target, uid: yield* deleteOne(invocation, options, target) }
    })
    if (deleted.length === 0) yield* print('No resources found')
    else if (flags.on('wait') && options.dryRun === 'none') yield* waitForDeletion(invocation, deleted)
    return 0
  },
}

/** From this minor version on the text says where an object was. Source: kubectl v0.34.0 pkg/cmd/delete/delete.go. */
const NAMES_NAMESPACE = 34

interface DeleteOptions {
  readonly dryRun: DryRun
  readonly propagation: ReturnType<typeof propagationOf>
  /** Negative: the object's own. */
  readonly gracePeriodSeconds: number
  readonly ignoreNotFound: boolean
}

interface Deleted {
  readonly target: Target
  readonly uid: string
}

function readOptions(invocation: Invocation): DeleteOptions {
  const { flags } = invocation
  const propagation = propagationOf(invocation)
  const bulk = flags.on('all') || flags.text('selector') !== '' || flags.text('field-selector') !== ''
  const given = flags.number('grace-period')
  if (flags.on('now') && given !== -1) {
    throw new KubectlError('--now and --grace-period cannot be specified together')
  }
  return {
    dryRun: dryRunOf(invocation),
    propagation,
    gracePeriodSeconds: gracePeriod(flags.on('now') ? 1 : given, flags.on('force')),
    ignoreNotFound: flags.given('ignore-not-found') ? flags.on('ignore-not-found') : bulk,
  }
}

/** Without `--force` zero means one second, with it no period means zero. */
function gracePeriod(seconds: number, force: boolean): number {
  if (seconds === 0 && !force) return 1
  return force && seconds < 0 ? 0 : seconds
}

function checkFlags({ flags }: Invocation, { gracePeriodSeconds }: DeleteOptions): void {
  const output = flags.text('output')
  if (output !== '' && output !== 'name') {
    throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`)
  }
  if (flags.on('force') && gracePeriodSeconds > 0) {
    throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together')
  }
}

/** Deletes one object and gives the uid the server names. */
function* deleteOne(invocation: Invocation, options: DeleteOptions, target: Target): Proc<string> {
  const { dryRun, gracePeriodSeconds, propagation } = options
  if (dryRun === 'client') {
    yield* printDeleted(invocation, options, target)
    return ''
  }
  try {
    const body = yield* send(invocation, {
      verb: 'delete',
      ...addressOf(target),
      propagationPolicy: propagation,
      ...(gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }),
      ...(dryRun === 'server' ? { dryRun: true } : {}),
    })
    yield* printDeleted(invocation, options, target)
    return deletedUid(body)
  } catch (error) {
    throw addSource('deleting', target.source, error)
  }
}

/** The answer is a Status when the object is gone, otherwise the object. */
function deletedUid(body: JsonObject): string {
  const details = valueAt(body, 'details')
  return body['kind'] === 'Status' && isObject(details) ? textAt(details, 'uid') : uidOf(body)
}

function* printDeleted(invocation: Invocation, options: DeleteOptions, target: Target): Proc<void> {
  const kind = kindLabel(target.mapping)
  if (invocation.flags.text('output') === 'name') {
    yield* print(`${kind}/${target.name}`)
    return
  }
  const word = options.gracePeriodSeconds === 0 ? 'force deleted' : 'deleted'
  const named = invocation.minor >= NAMES_NAMESPACE && target.mapping.namespaced
  const operation = named ? `${word} from ${target.namespace} namespace` : word
  yield* print(`${kind} "${target.name}" ${operationText(operation, options.dryRun)}`)
}

/**
 * Waits for each object in turn until it is gone or replaced by another of its name; the time-out is for all of them.
 * Source: kubectl v0.32.0 pkg/cmd/delete/delete.go (DeleteResult), pkg/cmd/wait/delete.go (IsDeleted).
 */
function* waitForDeletion(invocation: Invocation, deleted: readonly Deleted[]): Proc<void> {
  const asked = invocation.flags.number('timeout')
  const endless = asked === 0
  const deadline = yield* startDeadline(endless ? ONE_WEEK_MS : asked, endless ? 1 : deleted.length)
  const errors: CommandError[] = []
  for (const { target, uid } of deleted) {
    const remainingMs = yield* deadline.remainingMs()
    yield* attempt(errors, waitOne(invocation, target, uid, remainingMs, endless))
  }
  throwCollected(errors)
}

function* waitOne(
  invocation: Invocation,
  target: Target,
  uid: string,
  timeoutMs: number,
  endless: boolean,
): Proc<void> {
  const live = yield* lookUp(invocation, target)
  if (live === undefined || (uid !== '' && uidOf(live) !== uid)) return
  const isGone = (object: JsonObject | undefined): boolean =>
    object === undefined || uidOf(object) !== uidOf(live)
  const { timedOut } = yield* watchObject(target, isGone, timeoutMs, endless)
  if (!timedOut) return
  throw new KubectlError(`timed out waiting for the condition on ${target.mapping.resource}/${target.name}`)
}

/** The object, or undefined when it is gone or may not be looked at. */
function* lookUp(invocation: Invocation, target: Target): Proc<JsonObject | undefined> {
  try {
    return (yield* fetchTarget(invocation, target)).object
  } catch (error) {
    const harmless = isNotFound(error) || isForbidden(error) || isMethodNotAllowed(error)
    if (error instanceof StatusError && harmless) return undefined
    throw error
  }
}
