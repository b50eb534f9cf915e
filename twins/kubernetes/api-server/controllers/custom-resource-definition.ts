import type { Controller, ReconcileResult } from '../../../kernel/controller.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now } from '../../../kernel/requests.js'
import type { Change } from '../../../kernel/transaction.js'
import type { View } from '../../../kernel/world.js'
import { type ApiRequest, api, itemsOf, succeeded } from '../../client/api.js'
import {
  arrayAt,
  listObjects,
  metadataOf,
  OBJECTS,
  objectAt,
  objectPrefix,
  parseObjectKey,
  textAt,
  toTimestamp,
} from '../../client/objects.js'
import {
  acceptNames,
  CLEANUP_FINALIZER,
  ESTABLISHED,
  type NamesInUse,
  TERMINATING,
} from '../../schema/crd-conditions.js'
import { isTerminating } from '../object-metadata.js'
import { CRD_GROUP, CRD_RESOURCE, findDefinition } from '../resolve-resource.js'
import { withCondition } from '../resources/crd-conditions.js'

const DEFINITIONS = { group: CRD_GROUP, version: 'v1', resource: CRD_RESOURCE } as const

/** While instances are held by finalizers: how long until the next look, in ms. Source: crd_finalizer.go (deleteInstances). */
const INSTANCES_POLL_MS = 5_000

/**
 * Accepts the names of CustomResourceDefinitions and establishes them; on deletion, deletes all instances first.
 * Upstream's three controllers (naming, establishing, finalizing) in one.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/controller/{status,establish,finalizer}.
 */
export const customResourceDefinitionController: Controller = {
  name: 'custom-resource-definition',
  latencyMs: 50,
  watches: [
    { table: OBJECTS, prefix: objectPrefix(CRD_GROUP, CRD_RESOURCE), map: definitionKeys },
    { table: OBJECTS, map: goneInstanceKeys },
  ],
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  initial: (view) => listObjects(view, CRD_GROUP, CRD_RESOURCE).map((definition) => nameOf(definition)),
  reconcile,
}

function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'name')
}

/** Names that a gone or changed definition frees may be what another one of its group waits for. */
function definitionKeys(change: Change, view: View): readonly string[] {
  const { name } = parseObjectKey(change.key)
  if (change.after !== undefined) return [name]
  const group = name.slice(name.indexOf('.') + 1)
  const others = listObjects(view, CRD_GROUP, CRD_RESOURCE).map(nameOf)
  return others.filter((other) => other.endsWith(`.${group}`))
}

function goneInstanceKeys(change: Change, view: View): readonly string[] {
  if (change.after !== undefined) return []
  const { group, resource } = parseObjectKey(change.key)
  if (!group.includes('.')) return []
  const definition = findDefinition(view, group, resource)
  return definition !== undefined && isTerminating(definition) ? [nameOf(definition)] : []
}

function* reconcile(name: string): Proc<ReconcileResult> {
  const response = yield* api({ verb: 'get', ...DEFINITIONS, name })
  if (!succeeded(response)) return {}
  const definition = response.body
  if (isTerminating(definition)) return yield* deleteInstances(definition)
  return yield* establish(definition)
}

function* establish(definition: JsonObject): Proc<ReconcileResult> {
  const time = toTimestamp(yield* now())
  const definitions = itemsOf(yield* api({ verb: 'list', ...DEFINITIONS }))
  const accepted = acceptNames(definition, namesInUse(definition, definitions))
  const status = { ...objectAt(definition, 'status'), acceptedNames: accepted.acceptedNames }
  let wanted: JsonObject = { ...definition, status }
  wanted = withCondition(wanted, time, accepted.namesAccepted)
  wanted = withCondition(wanted, time, accepted.established)
  const named = yield* writeStatus(wanted)
  if (!succeeded(named)) return { error: textAt(named.body, 'message') }
  if (accepted.namesAccepted.status !== 'True') return {}
  const written = yield* writeStatus(withCondition(named.body, time, ESTABLISHED))
  return succeeded(written) ? {} : { error: textAt(written.body, 'message') }
}

function writeStatus(definition: JsonObject) {
  return api({
    verb: 'update',
    ...DEFINITIONS,
    subresource: 'status',
    name: nameOf(definition),
    body: definition,
  })
}

/** Names the other definitions of the group have been given. */
function namesInUse(definition: JsonObject, definitions: readonly JsonObject[]): NamesInUse {
  const resources = new Set<string>()
  const kinds = new Set<string>()
  for (const other of definitions) {
    if (nameOf(other) === nameOf(definition)) continue
    if (textAt(other, 'spec', 'group') !== textAt(definition, 'spec', 'group')) continue
    const names = objectAt(other, 'status', 'acceptedNames')
    addTexts(resources, names['plural'], names['singular'], names['shortNames'])
    addTexts(kinds, names['kind'], names['listKind'])
  }
  return { resources, kinds }
}

function addTexts(set: Set<string>, ...values: readonly (Json | undefined)[]): void {
  for (const text of values.flat()) if (typeof text === 'string' && text !== '') set.add(text)
}

function* deleteInstances(definition: JsonObject): Proc<ReconcileResult> {
  if (!arrayAt(definition, 'metadata', 'finalizers').includes(CLEANUP_FINALIZER)) return {}
  const time = toTimestamp(yield* now())
  const marked = yield* writeStatus(withCondition(definition, time, TERMINATING))
  if (!succeeded(marked)) return { error: textAt(marked.body, 'message') }
  const address = addressOf(definition)
  if (address !== undefined) {
    const before = itemsOf(yield* api({ verb: 'list', ...address }))
    for (const namespace of namespacesOf(before)) {
      yield* api({ verb: 'deletecollection', ...address, ...(namespace === '' ? {} : { namespace }) })
    }
    const left = itemsOf(yield* api({ verb: 'list', ...address }))
    if (left.length > 0) return { requeueAfterMs: INSTANCES_POLL_MS, timer: 'background' }
  }
  return yield* removeFinalizer(marked.body)
}

/** Where the instances are; undefined when no version is served. */
function addressOf(definition: JsonObject): Pick<ApiRequest, 'group' | 'version' | 'resource'> | undefined {
  const version = arrayAt(definition, 'spec', 'versions').find(
    (one) => isObject(one) && one['served'] === true,
  )
  if (version === undefined) return undefined
  return {
    group: textAt(definition, 'spec', 'group'),
    version: textAt(version, 'name'),
    resource: textAt(definition, 'spec', 'names', 'plural'),
  }
}

function namespacesOf(objects: readonly JsonObject[]): readonly string[] {
  return [...new Set(objects.map((object) => textAt(object, 'metadata', 'namespace')))].sort()
}

function* removeFinalizer(definition: JsonObject): Proc<ReconcileResult> {
  const { resourceVersion } = metadataOf(definition)
  const finalizers = arrayAt(definition, 'metadata', 'finalizers').filter(
    (finalizer) => finalizer !== CLEANUP_FINALIZER,
  )
  const response = yield* api({
    verb: 'patch',
    ...DEFINITIONS,
    name: nameOf(definition),
    patchType: 'merge',
    body: { metadata: { resourceVersion: resourceVersion ?? '', finalizers } },
  })
  return succeeded(response) ? {} : { error: textAt(response.body, 'message') }
}
