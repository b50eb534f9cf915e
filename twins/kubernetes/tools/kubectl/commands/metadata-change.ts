import type { Json, JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { print } from '../../../../kernel/requests.js'
import { metadataOf, objectAt } from '../../../client/objects.js'
import { createMergePatch } from '../../../machinery/merge-patch.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { type CommandError, KubectlError } from '../errors.js'
import {
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unmodelled,
} from '../flag-sets.js'
import type { FlagSpecs } from '../flags.js'
import { dryRunOf, operationText } from '../options.js'
import { resultPrinter } from '../printers/print-result.js'
import { select, selectionOf } from '../resources.js'
import { addressOf, type Found, visit } from '../sources.js'

/** Flags `annotate` and `label` share. */
export const METADATA_FLAGS: FlagSpecs = {
  ...PRINT_FLAGS,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  ...ALL_NAMESPACES_FLAG,
  ...DRY_RUN_FLAG,
  all: { type: 'bool' },
  'field-selector': { type: 'string' },
  list: { type: 'bool' },
  local: unmodelled('bool'),
  overwrite: { type: 'bool' },
  'resource-version': { type: 'string' },
}

/** What to change in the labels or annotations of objects. */
export interface MetadataChange {
  readonly field: 'labels' | 'annotations'
  readonly resources: readonly string[]
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
  /** Why the change may not be made without `--overwrite`. */
  readonly refuse: (object: JsonObject) => CommandError | undefined
  /** Prints something before the change. */
  readonly announce?: (object: JsonObject) => Proc<void>
  /** Upstream's word for what happened. */
  readonly operation: (before: JsonObject, after: JsonObject) => string
}

/**
 * Refuses a command line that selects nothing, selects in two ways, or changes nothing.
 * Source: kubectl v0.32.0 pkg/cmd/annotate/annotate.go (Validate), pkg/cmd/label/label.go (Validate).
 */
export function checkMetadataCommand(
  { flags }: Invocation,
  { resources, set, remove }: Pick<MetadataChange, 'resources' | 'set' | 'remove'>,
  what: 'annotation' | 'label',
): void {
  for (const flag of ['selector', 'field-selector']) {
    if (flags.on('all') && flags.text(flag) !== '') {
      throw new KubectlError(`cannot set --all and --${flag} at the same time`)
    }
  }
  if (resources.length === 0 && flags.list('filename').length === 0) {
    throw new KubectlError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    )
  }
  if (set.size === 0 && remove.length === 0 && !flags.on('list')) {
    throw new KubectlError(`at least one ${what} update is required`)
  }
}

/**
 * Reads each object, changes its metadata and sends the difference as a JSON merge patch.
 * Source: kubectl v0.32.0 pkg/cmd/annotate/annotate.go (RunAnnotate), pkg/cmd/label/label.go (RunLabel).
 */
export function* runMetadataCommand(invocation: Invocation, change: MetadataChange): Proc<number> {
  const { flags } = invocation
  if (flags.on('list') && flags.text('output') !== '') {
    throw new KubectlError('--list and --output may not be specified together')
  }
  const dryRun = dryRunOf(invocation)
  const printer = resultPrinter(invocation)
  const selected = yield* select(
    invocation,
    selectionOf(invocation, { args: change.resources, typeAlone: flags.on('all') }),
  )
  if (!selected.single && flags.text('resource-version') !== '') {
    throw new KubectlError('--resource-version may only be used with a single resource')
  }
  yield* visit(invocation, selected, { latest: true }, function* (target) {
    const before = (target as Found).object
    const sends = dryRun !== 'client' && !flags.on('list')
    if (sends && change.announce !== undefined) yield* change.announce(before)
    const problem = flags.on('overwrite') ? undefined : change.refuse(before)
    if (problem !== undefined) throw problem
    const after = changed(before, change, flags.text('resource-version'))
    const object = sends ? yield* sendChange(invocation, target as Found, after, dryRun === 'server') : after
    if (flags.on('list')) yield* printList(object, change.field, target as Found, selected.single)
    else yield* printer.print(object, operationText(change.operation(before, after), dryRun))
  })
  return 0
}

function changed(object: JsonObject, change: MetadataChange, resourceVersion: string): JsonObject {
  const metadata = metadataOf(object)
  const values: Record<string, Json> = { ...objectAt(metadata, change.field) }
  for (const [key, value] of change.set) values[key] = value
  for (const key of change.remove) delete values[key]
  const version = resourceVersion === '' ? {} : { resourceVersion }
  const { [change.field]: _, ...others } = metadata
  const next = Object.keys(values).length === 0 ? others : { ...metadata, [change.field]: values }
  return { ...object, metadata: { ...next, ...version } }
}

function* sendChange(
  invocation: Invocation,
  target: Found,
  after: JsonObject,
  dryRun: boolean,
): Proc<JsonObject> {
  return yield* send(invocation, {
    verb: 'patch',
    ...addressOf(target),
    patchType: 'merge',
    body: withVersion(createMergePatch(target.object, after), invocation.flags.text('resource-version')),
    fieldManager: invocation.flags.text('field-manager'),
    ...(dryRun ? { dryRun } : {}),
  })
}

/** A wanted resourceVersion always travels, also when it is the one that was read. */
function withVersion(patch: JsonObject, resourceVersion: string): JsonObject {
  if (resourceVersion === '') return patch
  return { ...patch, metadata: { ...metadataOf(patch), resourceVersion } }
}

function* printList(
  object: JsonObject,
  field: MetadataChange['field'],
  { mapping, name }: Found,
  single: boolean,
): Proc<void> {
  const indent = single ? '' : ' '
  if (!single) yield* print(`Listing ${field} for ${mapping.kind}.${mapping.group}/${name}:`)
  const values = objectAt(metadataOf(object), field)
  // Upstream ranges over a Go map here, in random order.
  for (const key of Object.keys(values).sort()) yield* print(`${indent}${key}=${String(values[key])}`)
}
