import { RehearseError } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import type { ApiRequest } from '../../client/api.js'
import { metadataOf, objectAt, textAt } from '../../client/objects.js'
import { matchesLabels, parseLabelSelector } from '../../machinery/selectors.js'
import { goQuote } from '../../schema/go-text.js'
import { fromStatus, isBadRequest, isNotFound, StatusError } from '../../status-error.js'
import { send } from './client.js'
import type { Invocation } from './command.js'
import type { Manifest } from './decode-manifest.js'
import { type CommandError, isCommandError, isNotFoundError, KubectlError, throwCollected } from './errors.js'
import { type Mapping, resourceOf } from './mappings.js'
import type { Selected } from './resources.js'

/** One object a command works on (upstream's resource.Info), not necessarily fetched. */
export interface Target {
  readonly mapping: Mapping
  /** '' for cluster-scoped resources. */
  readonly namespace: string
  readonly name: string
  /** The file it came from, or ''. */
  readonly source: string
  readonly subresource: string
  /** As read from the file, the list or the server. */
  readonly object?: JsonObject
}

/** A target with its object. */
export interface Found extends Target {
  readonly object: JsonObject
}

/** Where targets come from. */
export type Source =
  | { readonly kind: 'named'; readonly target: Target }
  | { readonly kind: 'file'; readonly target: Found }
  | {
      readonly kind: 'list'
      readonly mapping: Mapping
      readonly namespace: string
      readonly labelSelector: string
      readonly fieldSelector: string
    }
  | { readonly kind: 'error'; readonly error: CommandError }

export interface VisitOptions {
  /** Fetch what has no object yet. Default true. */
  readonly fetch?: boolean
  /** Fetch objects from files anew: the command wants what is live. */
  readonly latest?: boolean
  /** Take a 404 as nothing found. */
  readonly ignoreNotFound?: boolean
}

/**
 * Works on every target in turn: fetches it, hands it over, goes on after errors and throws them together at the end.
 * Source: cli-runtime v0.32.0 pkg/resource/visitor.go (ContinueOnErrorVisitor, RetrieveLazy, RetrieveLatest).
 */
export function* visit(
  invocation: Invocation,
  selected: Selected,
  options: VisitOptions,
  work: (target: Target) => Proc<void>,
): Proc<void> {
  const errors: CommandError[] = []
  for (const source of selected.sources) {
    const targets = yield* attempt(errors, expand(invocation, source))
    for (const target of targets ?? []) yield* attempt(errors, visitOne(invocation, target, options, work))
  }
  throwCollected(options.ignoreNotFound === true ? errors.filter((error) => !isNotFoundError(error)) : errors)
}

/** All targets with their objects, and what went wrong with the others. */
export function* collect(
  invocation: Invocation,
  selected: Selected,
  options: VisitOptions = {},
): Proc<{ readonly found: readonly Found[]; readonly error: CommandError | undefined }> {
  const found: Found[] = []
  try {
    // biome-ignore lint/correctness/useYield: collecting asks for nothing
    yield* visit(invocation, selected, options, function* (target) {
      found.push(target as Found)
    })
  } catch (error) {
    if (!isCommandError(error)) throw error
    return { found, error }
  }
  return { found, error: undefined }
}

/** Runs something and keeps its error; the answer is then undefined. */
export function* attempt<T>(errors: CommandError[], work: Proc<T>): Proc<T | undefined> {
  try {
    return yield* work
  } catch (error) {
    if (!isCommandError(error)) throw error
    errors.push(error)
    return undefined
  }
}

function* visitOne(
  invocation: Invocation,
  target: Target,
  options: VisitOptions,
  work: (target: Target) => Proc<void>,
): Proc<void> {
  const fromFile = target.source !== ''
  const needed = target.object === undefined ? options.fetch !== false : fromFile && options.latest === true
  yield* work(needed && target.name !== '' ? yield* fetchTarget(invocation, target) : target)
}

/** Reads a target from the server. */
export function* fetchTarget(
  invocation: Invocation,
  target: Target,
  more: Pick<ApiRequest, 'showManagedFields'> = {},
): Proc<Found> {
  return { ...target, object: yield* send(invocation, { verb: 'get', ...addressOf(target), ...more }) }
}

/** Group, version, resource, namespace and name of a target, as requests carry them. */
export function addressOf(target: Target): ReturnType<typeof resourceOf> & {
  readonly namespace?: string
  readonly name: string
  readonly subresource?: 'status' | 'scale'
} {
  const { mapping, namespace, name, subresource } = target
  return {
    ...resourceOf(mapping),
    ...(namespace === '' ? {} : { namespace }),
    name,
    ...(subresource === 'status' || subresource === 'scale' ? { subresource } : {}),
  }
}

/** A target as errors describe it. Source: cli-runtime v0.32.0 pkg/resource/visitor.go (Info.String). */
export function describeTarget({ mapping, name, namespace }: Target): string {
  const { group, version, resource, kind } = mapping
  const head = `Resource: "${group}/${version}, Resource=${resource}", GroupVersionKind: "${group}/${version}, Kind=${kind}"`
  return `${head}\nName: "${name}", Namespace: "${namespace}"`
}

function* expand(invocation: Invocation, source: Source): Proc<readonly Target[]> {
  switch (source.kind) {
    case 'named':
    case 'file':
      return [source.target]
    case 'error':
      throw source.error
    case 'list':
      return yield* list(invocation, source)
  }
}

function* list(invocation: Invocation, source: Source & { kind: 'list' }): Proc<readonly Found[]> {
  const { mapping, namespace, labelSelector, fieldSelector } = source
  try {
    const body = yield* send(invocation, {
      verb: 'list',
      ...resourceOf(mapping),
      ...(namespace === '' ? {} : { namespace }),
      ...(labelSelector === '' ? {} : { labelSelector }),
      ...(fieldSelector === '' ? {} : { fieldSelector }),
    })
    const items = (body['items'] ?? []) as unknown as readonly JsonObject[]
    return items.map((object) => foundIn(mapping, object))
  } catch (error) {
    throw enhanceListError(error, source)
  }
}

/** A target for an object the server gave. */
export function foundIn(mapping: Mapping, object: JsonObject): Found {
  const metadata = metadataOf(object)
  const namespace = textAt(metadata, 'namespace')
  return { mapping, namespace, name: textAt(metadata, 'name'), source: '', subresource: '', object }
}

/** Source: cli-runtime v0.32.0 pkg/resource/selector.go (EnhanceListError). */
function enhanceListError(error: unknown, source: Source & { kind: 'list' }): unknown {
  if (!(error instanceof StatusError) || !(isBadRequest(error) || isNotFound(error))) return error
  const { mapping, labelSelector, fieldSelector } = source
  const subject = goQuote(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`)
  const head =
    labelSelector === '' && fieldSelector === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match label selector ${goQuote(labelSelector)}, ` +
        `field selector ${goQuote(fieldSelector)}`
  return fromStatus({ ...error.status, message: `${head}: ${error.message}` })
}

/**
 * An object from a file in its namespace: that of the object, or the command's. With `-n` both must agree. Nothing when
 * the label selector does not match.
 * Source: cli-runtime v0.32.0 pkg/resource/visitor.go (SetNamespace, RequireNamespace, FilterNamespace).
 */
export function placeManifest(
  invocation: Invocation,
  manifest: Manifest,
  map: (object: JsonObject) => Mapping,
  labelSelector: string,
): readonly Source[] {
  try {
    const mapping = map(manifest.object)
    if (!matchesText(labelSelector, manifest.object)) return []
    const object = withNamespace(invocation, manifest.object, mapping.namespaced)
    const target = { ...foundIn(mapping, object), source: manifest.source }
    return [{ kind: 'file', target }]
  } catch (error) {
    if (!isCommandError(error)) throw error
    return [{ kind: 'error', error }]
  }
}

function matchesText(selector: string, object: JsonObject): boolean {
  if (selector === '') return true
  try {
    return matchesLabels(parseLabelSelector(selector), objectAt(metadataOf(object), 'labels'))
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw new KubectlError(`the provided selector ${goQuote(selector)} is not valid: ${error.message}`)
  }
}

function withNamespace(invocation: Invocation, object: JsonObject, namespaced: boolean): JsonObject {
  const metadata = metadataOf(object)
  const own = textAt(metadata, 'namespace')
  if (!namespaced) {
    if (metadata['namespace'] === undefined) return object
    const { namespace: _, ...rest } = metadata
    return { ...object, metadata: rest }
  }
  if (own === '') return { ...object, metadata: { ...metadata, namespace: invocation.namespace } }
  if (invocation.namespaceGiven && own !== invocation.namespace) {
    throw new KubectlError(
      `the namespace from the provided object ${goQuote(own)} does not match the namespace ` +
        `${goQuote(invocation.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    )
  }
  return object
}
