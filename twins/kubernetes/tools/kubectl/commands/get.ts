import { NotModelled } from '../../../../kernel/errors.js'
import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { now, printError } from '../../../../kernel/requests.js'
import { VIRTUAL_EPOCH_MS } from '../../../client/objects.js'
import type { Command, Invocation } from '../command.js'
import { type CommandError, KubectlError, throwCollected, usageError } from '../errors.js'
import { ALL_NAMESPACES_FLAG, FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, unmodelled } from '../flag-sets.js'
import { kindLabel, type Mapping } from '../mappings.js'
import { customColumnsPrinter } from '../printers/custom-columns.js'
import { type ObjectPrinter, objectPrinter } from '../printers/object-printer.js'
import { write } from '../printers/print-result.js'
import { printTable, type TableOptions } from '../printers/table.js'
import { tableKind } from '../printers/table-kind.js'
import { type Selected, select, selectionOf } from '../resources.js'
import { collect, type Found } from '../sources.js'
import { sortObjects } from './get-sort.js'

/** Formats `get` knows besides those of every command. */
const EXTRA_FORMATS = ['custom-columns', 'custom-columns-file', 'wide']

/** `kubectl get`. Source: kubectl v0.32.0 pkg/cmd/get/get.go. Watching (`-w`) and `--raw` are not modelled. */
export const get: Command = {
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...ALL_NAMESPACES_FLAG,
    'chunk-size': { type: 'int', default: 500 },
    'field-selector': { type: 'string' },
    'ignore-not-found': { type: 'bool' },
    'label-columns': { type: 'strings', short: 'L' },
    'no-headers': { type: 'bool' },
    'output-watch-events': unmodelled('bool'),
    raw: unmodelled('string'),
    'server-print': { type: 'bool', default: true },
    'show-kind': { type: 'bool' },
    'show-labels': { type: 'bool' },
    'sort-by': { type: 'string' },
    subresource: { type: 'string' },
    watch: unmodelled('bool', 'w'),
    'watch-only': unmodelled('bool'),
  },

  *run(invocation) {
    const { flags } = invocation
    const output = flags.text('output')
    yield* requireResources(invocation)
    if (flags.on('show-labels') && output !== '' && output !== 'wide') {
      throw new KubectlError(`--show-labels option cannot be used with ${output} printer`)
    }
    const human = output === '' || output === 'wide'
    const printer = human ? undefined : genericPrinter(invocation, output)
    const subresource = subresourceOf(invocation)
    const selected = yield* select(invocation, selectionOf(invocation, { typeAlone: true, subresource }))
    const ignoreNotFound = flags.on('ignore-not-found')
    const { found, error } = yield* collect(invocation, selected, { latest: true, ignoreNotFound })
    if (printer === undefined) yield* printHuman(invocation, selected, found, error)
    else yield* printGeneric(invocation, printer, selected, found, error)
    return 0
  },
}

function* requireResources({ args, flags, path }: Invocation): Proc<void> {
  if (args.length > 0 || flags.list('filename').length > 0) return
  yield* printError(
    'You must specify the type of resource to get. ' +
      'Use "kubectl api-resources" for a complete list of supported resources.\n',
  )
  throw usageError(
    path,
    'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource ' +
      '(e.g. kubectl explain pods).',
  )
}

/** `status` and `scale`, the subresources that hold objects. */
export function subresourceOf({ flags, path }: Invocation): string {
  const subresource = flags.text('subresource')
  if (subresource === '' || subresource === 'status' || subresource === 'scale') return subresource
  throw new NotModelled(`${path} --subresource=${subresource}`, 'Use status or scale, or --clients real.')
}

function genericPrinter(invocation: Invocation, output: string): ObjectPrinter {
  const { flags } = invocation
  const custom = /^custom-columns(-file)?(?:=(.*))?$/s.exec(output)
  if (custom?.[1] !== undefined) {
    throw new NotModelled('kubectl get -o custom-columns-file', 'Use -o custom-columns=….')
  }
  if (custom !== null) return customColumnsPrinter(custom[2] ?? '', flags.on('no-headers'))
  const printer = objectPrinter(invocation, EXTRA_FORMATS)
  if (printer === undefined) throw new KubectlError('no printer for an empty output format')
  return printer
}

/** One object as it is, everything else as a `List`. Source: get.go (printGeneric). */
function* printGeneric(
  invocation: Invocation,
  printer: ObjectPrinter,
  selected: Selected,
  found: readonly Found[],
  error: CommandError | undefined,
): Proc<void> {
  if (error !== undefined && selected.single) throw error
  if (found.length > 0 || !invocation.flags.on('ignore-not-found')) {
    const sorted = sortObjects(invocation.flags.text('sort-by'), found).map(({ object }) => object)
    const [first] = sorted
    yield* write(
      printer(selected.single && sorted.length === 1 && first !== undefined ? first : listOf(sorted)),
    )
  }
  if (error !== undefined) throw error
}

/** A `v1.List` of anything, as kubectl makes it for display. */
export function listOf(items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

function* printHuman(
  invocation: Invocation,
  selected: Selected,
  found: readonly Found[],
  error: CommandError | undefined,
): Proc<void> {
  const { flags, namespace } = invocation
  const groups = groupByMapping(sortObjects(flags.text('sort-by'), found))
  // A list counts also when it is empty: upstream has a table of no rows for it.
  const lists = selected.sources.flatMap((source) => (source.kind === 'list' ? [source] : []))
  const kinds = new Set(
    [...lists, ...found].map(({ mapping }) => `${mapping.group}/${mapping.version}/${mapping.kind}`),
  )
  const nowMs = found.length === 0 ? 0 : VIRTUAL_EPOCH_MS + (yield* now())
  const withKind = flags.on('show-kind') || kinds.size > 1
  for (const [index, group] of groups.entries()) {
    const kind = tableKind(group.mapping)
    const options = tableOptions(invocation, group.mapping, withKind, nowMs)
    const text = printTable(kind, group.objects, options)
    yield* write(index > 0 && !options.noHeaders ? `\n${text}` : text)
  }
  if (found.length === 0 && error === undefined && !flags.on('ignore-not-found')) {
    const everywhere = flags.on('all-namespaces')
    yield* printError(everywhere ? 'No resources found' : `No resources found in ${namespace} namespace.`)
  }
  if (error !== undefined) throwCollected([error])
}

function tableOptions(
  { flags }: Invocation,
  mapping: Mapping,
  withKind: boolean,
  nowMs: number,
): TableOptions {
  return {
    wide: flags.text('output') === 'wide',
    noHeaders: flags.on('no-headers'),
    showLabels: flags.on('show-labels'),
    labelColumns: flags.list('label-columns'),
    withNamespace: flags.on('all-namespaces') && mapping.namespaced,
    kindPrefix: withKind ? kindLabel(mapping) : undefined,
    nowMs,
  }
}

interface Group {
  readonly mapping: Mapping
  readonly objects: JsonObject[]
}

/** Neighbours of one resource share a table. */
function groupByMapping(found: readonly Found[]): readonly Group[] {
  const groups: Group[] = []
  for (const { mapping, object } of found) {
    const last = groups.at(-1)
    const same = last?.mapping.info === mapping.info && last.mapping.version === mapping.version
    if (last !== undefined && same) last.objects.push(object)
    else groups.push({ mapping, objects: [object] })
  }
  return groups
}
