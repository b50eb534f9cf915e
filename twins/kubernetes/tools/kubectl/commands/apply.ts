import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { metadataOf, textAt } from '../../../client/objects.js'
import { isNotFound, StatusError } from '../../../status-error.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { addSource, type CommandError, KubectlError, throwCollected, usageError } from '../errors.js'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unmodelled,
  VALIDATE_FLAG,
} from '../flag-sets.js'
import { withLastApplied } from '../last-applied.js'
import { resourceOf } from '../mappings.js'
import { type DryRun, dryRunOf, fieldValidationOf, operationText } from '../options.js'
import { objectPrinter } from '../printers/object-printer.js'
import { type ResultPrinter, resultPrinter, write } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { attempt, collect, describeTarget, type Found, fetchTarget } from '../sources.js'
import { applyPatch } from './apply-patch.js'
import { applyServerSide } from './apply-server-side.js'
import { listOf } from './get.js'
import { warnIfDeleting } from './warn-if-deleting.js'

/** One `apply` with its flags read. */
export interface ApplyRun {
  readonly invocation: Invocation
  readonly dryRun: DryRun
  readonly fieldManager: string
  readonly printer: ResultPrinter
  /** True for `-o yaml` and the like: objects are printed together at the end. */
  readonly printsObjects: boolean
}

/**
 * `kubectl apply`: client-side with the last-applied annotation, or `--server-side`.
 * Source: kubectl v0.32.0 pkg/cmd/apply/apply.go (applyOneObject). Pruning is not modelled.
 */
export const apply: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    ...VALIDATE_FLAG,
    all: unmodelled('bool'),
    cascade: { type: 'string', default: 'background', alone: 'background' },
    'field-manager': { type: 'string', default: 'kubectl-client-side-apply' },
    force: { type: 'bool' },
    'force-conflicts': { type: 'bool' },
    'grace-period': { type: 'int', default: -1 },
    'openapi-patch': { type: 'bool', default: true },
    overwrite: { type: 'bool', default: true },
    prune: unmodelled('bool'),
    'prune-allowlist': unmodelled('array'),
    'server-side': { type: 'bool' },
    subresource: unmodelled('string'),
    timeout: { type: 'duration' },
    wait: { type: 'bool' },
  },

  *run(invocation) {
    const run = readFlags(invocation)
    const selection = selectionOf(invocation, {
      args: [],
      validate: fieldValidationOf(invocation) !== 'Ignore',
    })
    const selected = yield* select(invocation, selection)
    const errors: CommandError[] = []
    const { found, error } = yield* collect(invocation, selected)
    if (error !== undefined) errors.push(error)
    if (found.length === 0 && error === undefined) throw new KubectlError('no objects passed to apply')
    const applied: JsonObject[] = []
    for (const target of found) {
      const object = yield* attempt(errors, applyOne(run, target))
      if (object !== undefined) applied.push(object)
    }
    throwCollected(errors)
    if (run.printsObjects) yield* printAll(invocation, applied)
    return 0
  },
}

function readFlags(invocation: Invocation): ApplyRun {
  const { flags, args, path } = invocation
  if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`)
  const dryRun = dryRunOf(invocation)
  if (flags.list('filename').length === 0) throw new KubectlError('must specify one of -f and -k')
  const serverSide = flags.on('server-side')
  if (flags.on('force-conflicts') && !serverSide) {
    throw new KubectlError('--force-conflicts only works with --server-side')
  }
  if (dryRun === 'client' && serverSide) {
    throw new KubectlError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    )
  }
  if (serverSide && flags.on('force')) throw new KubectlError('--force cannot be used with --server-side')
  if (dryRun === 'server' && flags.on('force')) {
    throw new KubectlError('--dry-run=server cannot be used with --force')
  }
  const output = flags.text('output')
  return {
    invocation,
    dryRun,
    fieldManager: serverSide && !flags.given('field-manager') ? 'kubectl' : flags.text('field-manager'),
    printer: resultPrinter(invocation),
    printsObjects: output !== '' && output !== 'name',
  }
}

/** Applies one object and gives what is then on the server. */
function* applyOne(run: ApplyRun, target: Found): Proc<JsonObject> {
  const generateName = textAt(metadataOf(target.object), 'generateName')
  if (target.name === '' && generateName !== '') {
    throw new KubectlError(`from ${generateName}: cannot use generate name with apply`)
  }
  if (run.invocation.flags.on('server-side')) {
    const object = yield* applyServerSide(run, target)
    return yield* done(run, object, 'serverside-applied')
  }
  const modified = withLastApplied(target.object)
  const live = yield* fetchLive(run, target)
  if (live === undefined) return yield* done(run, yield* createFrom(run, target, modified), 'created')
  if (run.dryRun === 'client') return yield* done(run, live, 'configured')
  const { object, changed } = yield* applyPatch(run, target, modified, live)
  yield* warnIfDeleting(object)
  return yield* done(run, object, changed ? 'configured' : 'unchanged')
}

function* done(run: ApplyRun, object: JsonObject, operation: string): Proc<JsonObject> {
  if (!run.printsObjects) yield* run.printer.print(object, operationText(operation, run.dryRun))
  return object
}

function* fetchLive(run: ApplyRun, target: Found): Proc<JsonObject | undefined> {
  try {
    return (yield* fetchTarget(run.invocation, target)).object
  } catch (error) {
    if (error instanceof StatusError && isNotFound(error)) return undefined
    const verb = `retrieving current configuration of:\n${describeTarget(target)}\nfrom server for:`
    throw addSource(verb, target.source, error)
  }
}

function* createFrom(run: ApplyRun, target: Found, modified: JsonObject): Proc<JsonObject> {
  const body = withoutNulls(modified)
  if (run.dryRun === 'client') return body
  const { invocation } = run
  try {
    return yield* send(invocation, {
      verb: 'create',
      ...resourceOf(target.mapping),
      ...(target.namespace === '' ? {} : { namespace: target.namespace }),
      body,
      fieldManager: run.fieldManager,
      fieldValidation: fieldValidationOf(invocation),
      ...(run.dryRun === 'server' ? { dryRun: true } : {}),
    })
  } catch (error) {
    throw addSource('creating', target.source, error)
  }
}

/** Members that are null, at any depth, mean absent. Source: apply.go (pruneNullsFromMap). */
function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null)
  return Object.fromEntries(kept.map(([key, value]) => [key, cleaned(value)]))
}

function cleaned(value: JsonObject[string]): JsonObject[string] {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(cleaned) : withoutNulls(value as JsonObject)
}

function* printAll(invocation: Invocation, objects: readonly JsonObject[]): Proc<void> {
  const printer = objectPrinter(invocation)
  const [only] = objects
  if (printer === undefined || only === undefined) return
  yield* write(printer(objects.length === 1 ? only : { ...listOf(objects), metadata: {} }))
}
