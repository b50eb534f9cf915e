import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, objectAt } from '../../../client/objects.js'
import { createTwoWayMergePatch } from '../../../machinery/strategic-merge/index.js'
import { goQuote } from '../../../schema/go-text.js'
import { send } from '../client.js'
import type { Command, Invocation } from '../command.js'
import { isCommandError, KubectlError, throwCollected, usageError } from '../errors.js'
import { DRY_RUN_FLAG, fieldManagerFlag, PRINT_FLAGS, SELECTOR_FLAG, VALIDATE_FLAG } from '../flag-sets.js'
import { dryRunOf, fieldValidationOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { type Selection, select } from '../resources.js'
import { addressOf, type Found, visit } from '../sources.js'
import { changeTaints, parseTaints, type Taint, taintText } from './taint-list.js'

/** `kubectl taint`. Source: kubectl v0.32.0 pkg/cmd/taint/taint.go. */
export const taint: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    ...VALIDATE_FLAG,
    ...fieldManagerFlag('kubectl-taint'),
    all: { type: 'bool' },
    overwrite: { type: 'bool' },
  },

  *run(invocation) {
    const dryRun = dryRunOf(invocation)
    const fieldValidation = fieldValidationOf(invocation)
    const { resources, add, remove } = readTaints(invocation)
    const selection = selectionOf(invocation, resources)
    checkConflicts(add, remove)
    const printer = resultPrinter(invocation)
    yield* visit(invocation, yield* select(invocation, selection), { latest: true }, function* (target) {
      const { object, mapping } = target as Found
      const { changed, operation } = withTaints(invocation, target as Found, add, remove)
      const word = operationText(operation, dryRun)
      if (dryRun === 'client') return yield* printer.print(changed, word)
      const answer = yield* send(invocation, {
        verb: 'patch',
        ...addressOf(target),
        patchType: 'strategic',
        body: createTwoWayMergePatch(mapping.kind, object, changed, mapping.group),
        fieldManager: invocation.flags.text('field-manager'),
        fieldValidation,
        ...(dryRun === 'server' ? { dryRun: true } : {}),
      })
      yield* printer.print(answer, word)
    })
    return 0
  },
}

interface TaintArguments {
  readonly resources: readonly string[]
  readonly add: readonly Taint[]
  readonly remove: readonly Taint[]
}

function readTaints({ args, path }: Invocation): TaintArguments {
  const isTaint = (word: string): boolean => /[=:]/.test(word) || word.endsWith('-')
  const first = args.findIndex(isTaint)
  const resources = first < 0 ? args : args.slice(0, first)
  const words = first < 0 ? [] : args.slice(first)
  const late = words.find((word) => !isTaint(word))
  if (late !== undefined) {
    throw new KubectlError(`all resources must be specified before taint changes: ${late}`)
  }
  if (resources.length === 0) {
    throw new KubectlError('one or more resources must be specified as <resource> <name>')
  }
  if (words.length === 0) throw new KubectlError('at least one taint update is required')
  try {
    return { resources, ...parseTaints(words) }
  } catch (error) {
    throw isCommandError(error) ? usageError(path, error.message) : error
  }
}

function selectionOf({ flags }: Invocation, resources: readonly string[]): Selection {
  const [type = '', ...names] = resources
  const resource = type.toLowerCase()
  if (!['node', 'nodes', 'no'].includes(resource)) {
    throw new KubectlError(`invalid resource type ${resource}, only node types are supported`)
  }
  const labelSelector = flags.text('selector')
  const all = flags.on('all')
  if (all && labelSelector !== '') {
    throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited")
  }
  if (all || labelSelector !== '') return { args: ['nodes'], all, labelSelector }
  if (names.length === 0) {
    throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set")
  }
  return { args: names.map((name) => `nodes/${name}`) }
}

function checkConflicts(add: readonly Taint[], remove: readonly Taint[]): void {
  const conflicts = add.flatMap((added) =>
    remove
      .filter(({ key, effect }) => key === added.key && (effect === '' || effect === added.effect))
      .map(({ key, effect }) => `${key}=${effect}`),
  )
  if (conflicts.length === 0) return
  throw new KubectlError(
    `can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`,
  )
}

function withTaints(
  { flags }: Invocation,
  { object, name }: Found,
  add: readonly Taint[],
  remove: readonly Taint[],
): { readonly changed: JsonObject; readonly operation: string } {
  const old = arrayAt(object, 'spec', 'taints').filter(isObject)
  const overwrite = flags.on('overwrite')
  const existing = add
    .filter((each) => old.some((taint) => taint['key'] === each.key && taint['effect'] === each.effect))
    .map(({ key }) => key)
  if (!overwrite && existing.length > 0) {
    throw new KubectlError(
      `node ${name} already has ${existing.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    )
  }
  const { taints, missing, operation } = changeTaints(old, add, remove, overwrite)
  throwCollected(missing.map((each) => new KubectlError(`taint ${goQuote(taintText(each))} not found`)))
  const { taints: _, ...spec } = objectAt(object, 'spec')
  const changed = { ...object, spec: taints.length === 0 ? spec : { ...spec, taints } }
  return { changed, operation }
}
