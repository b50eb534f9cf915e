import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { discover, type ResourceInfo } from '../../client/discovery.js'
import type { Invocation } from './command.js'
import { KubectlError } from './errors.js'
import { readManifests } from './manifests.js'
import { type Mapping, mappingFor, mappingForObject } from './mappings.js'
import { expandCategories, type ResourceArguments, readArguments } from './resource-arguments.js'
import { placeManifest, type Source } from './sources.js'

/** What a command works on. */
export interface Selection {
  /** Resource arguments. */
  readonly args: readonly string[]
  /** A type alone means all of that type. */
  readonly typeAlone?: boolean
  readonly filenames?: readonly string[]
  readonly recursive?: boolean
  /** Check apiVersion and kind of files as kubectl does when validation is on. */
  readonly validate?: boolean
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** `--all`. */
  readonly all?: boolean
  readonly allNamespaces?: boolean
  readonly subresource?: string
}

/** Where the objects of a selection come from, before any of them is fetched. */
export interface Selected {
  readonly sources: readonly Source[]
  /** True when the command line can only mean one object. */
  readonly single: boolean
  readonly infos: readonly ResourceInfo[]
}

/** What kubectl says when nothing is selected. */
const NOTHING_SELECTED = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** The selection the common flags of a command make. */
export function selectionOf({ flags, args }: Invocation, more: Partial<Selection> = {}): Selection {
  return {
    args,
    filenames: flags.list('filename'),
    recursive: flags.on('recursive'),
    labelSelector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    all: flags.on('all'),
    allNamespaces: flags.on('all-namespaces'),
    ...more,
  }
}

/**
 * Resolves resource arguments, selectors and files to sources, with one discovery request. Throws `KubectlError` for a
 * selection that cannot be. Source: cli-runtime v0.32.0 pkg/resource/builder.go (Do, visitorResult).
 */
export function* select(invocation: Invocation, selection: Selection): Proc<Selected> {
  const infos = yield* discover()
  const named = readArguments(selection.args, (argument) => expandCategories(infos, argument))
  const labelSelector = (selection.labelSelector ?? '').trim()
  const fieldSelector = (selection.fieldSelector ?? '').trim()
  checkAll(selection.all === true, labelSelector, fieldSelector)
  const implied = selection.typeAlone === true && named.types.length > 0 && named.names.length === 0
  const selecting = selection.all === true || labelSelector !== '' || fieldSelector !== '' || implied
  if ((selection.filenames ?? []).length > 0)
    return selectFiles(invocation, selection, named, infos, labelSelector)
  if (selecting) {
    const selectors = { labelSelector, fieldSelector }
    return { ...selectLists(invocation, selection, named, infos, selectors), infos }
  }
  if (named.tuples.length > 0) return { ...selectTuples(invocation, selection, named, infos), infos }
  if (named.names.length > 0) return { ...selectNames(invocation, selection, named, infos), infos }
  for (const type of named.types) mappingFor(infos, type)
  throw new KubectlError(
    named.types.length > 0 ? 'resource(s) were provided, but no name was specified' : NOTHING_SELECTED,
  )
}

function checkAll(all: boolean, labelSelector: string, fieldSelector: string): void {
  if (!all) return
  if (labelSelector !== '' || fieldSelector !== '') {
    throw new KubectlError("setting 'all' parameter but found a non empty selector. ")
  }
}

function selectFiles(
  invocation: Invocation,
  selection: Selection,
  named: ResourceArguments,
  infos: readonly ResourceInfo[],
  labelSelector: string,
): Selected {
  const given =
    'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'
  const { manifests, errors, single } = readManifests(invocation, selection.filenames ?? [], {
    recursive: selection.recursive === true,
    validate: selection.validate === true,
  })
  if (named.types.length > 0) throw new KubectlError(given)
  if (named.tuples.length > 0) {
    throw new KubectlError('resource/name arguments cannot be provided when a path is specified')
  }
  const placed = manifests.flatMap((manifest) => {
    const map = (object: JsonObject): Mapping => mappingForObject(infos, object, manifest.source)
    return placeManifest(invocation, manifest, map, labelSelector)
  })
  const failed = errors.map((error): Source => ({ kind: 'error', error }))
  return { sources: [...placed, ...failed], single, infos }
}

function selectLists(
  invocation: Invocation,
  selection: Selection,
  named: ResourceArguments,
  infos: readonly ResourceInfo[],
  selectors: { readonly labelSelector: string; readonly fieldSelector: string },
): Omit<Selected, 'infos'> {
  if (named.names.length > 0) throw new KubectlError('name cannot be provided when a selector is specified')
  if (named.tuples.length > 0) {
    throw new KubectlError('selectors and the all flag cannot be used when passing resource/name arguments')
  }
  if (named.types.length === 0) {
    throw new KubectlError('at least one resource must be specified to use a selector')
  }
  if ((selection.subresource ?? '') !== '') {
    throw new KubectlError('subresource cannot be used when bulk resources are specified')
  }
  const namespace = selection.allNamespaces === true ? '' : invocation.namespace
  const sources = mappingsOf(infos, named.types).map(
    (mapping): Source => ({
      kind: 'list',
      mapping,
      namespace: mapping.namespaced ? namespace : '',
      ...selectors,
    }),
  )
  return { sources, single: false }
}

/** One mapping a kind, in the order of the arguments. */
function mappingsOf(infos: readonly ResourceInfo[], types: readonly string[]): readonly Mapping[] {
  const mappings: Mapping[] = []
  for (const type of types) {
    const mapping = mappingFor(infos, type)
    if (!mappings.some(({ info, version }) => info === mapping.info && version === mapping.version)) {
      mappings.push(mapping)
    }
  }
  return mappings
}

function selectTuples(
  invocation: Invocation,
  selection: Selection,
  named: ResourceArguments,
  infos: readonly ResourceInfo[],
): Omit<Selected, 'infos'> {
  if (named.types.length > 0) {
    throw new KubectlError('you may not specify individual resources and bulk resources in the same call')
  }
  const sources = named.tuples.map(({ type, name }) =>
    namedSource(invocation, selection, mappingFor(infos, type), name),
  )
  return { sources, single: sources.length === 1 }
}

function selectNames(
  invocation: Invocation,
  selection: Selection,
  named: ResourceArguments,
  infos: readonly ResourceInfo[],
): Omit<Selected, 'infos'> {
  if (named.types.length > 1) throw new KubectlError('you must specify only one resource')
  const mapping = mappingFor(infos, named.types[0] ?? '')
  const sources = named.names.map((name) => namedSource(invocation, selection, mapping, name))
  return { sources, single: sources.length === 1 }
}

function namedSource(invocation: Invocation, selection: Selection, mapping: Mapping, name: string): Source {
  if (mapping.namespaced && selection.allNamespaces === true) {
    throw new KubectlError('a resource cannot be retrieved by name across all namespaces')
  }
  const namespace = mapping.namespaced ? invocation.namespace : ''
  const subresource = selection.subresource ?? ''
  return { kind: 'named', target: { mapping, namespace, name, source: '', subresource } }
}
