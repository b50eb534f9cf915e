import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import {
  builtinKind,
  createMergePatch,
  createThreeWayStrategicPatch as createThreeWayMergePatch,
  PatchError,
  StatusError,
  createThreeWayJsonMergePatch as threeWayJsonMerge,
} from '../../kubernetes/index.js'
import { helmError } from '../errors.js'
import type { Info } from './resource-list.js'

/** A patch and the media type it is sent as. */
export interface ObjectPatch {
  readonly type: 'strategic' | 'merge'
  readonly body: JsonObject
}

/** What a patch is computed from. */
export interface PatchSources {
  /** The object in the old manifest. */
  readonly original: JsonObject
  /** The object in the new manifest, with the release's metadata. */
  readonly target: Info
  /** The live object. */
  readonly current: JsonObject
  /** Objects without a Go type are merged three ways too: only `helm install --take-ownership`, since 3.18. */
  readonly threeWayForUnstructured: boolean
}

/**
 * The patch for one object. Built-in kinds: strategic, three ways. Custom resources, and objects that do not fit their
 * Go type: JSON merge, from the old manifest to the new one, and the live object is not looked at, so drift stays.
 * Throws `HelmError` `failed to create patch: ...`. Helm v3.21.4 pkg/kube/client.go (createPatch).
 */
export function createPatch(sources: PatchSources): ObjectPatch {
  const { original, target, current, threeWayForUnstructured } = sources
  if (isUnstructured(target)) {
    const body = threeWayForUnstructured
      ? threeWayJsonMerge(original, target.object, current)
      : createMergePatch(original, target.object)
    return { type: 'merge', body }
  }
  const { kind, group } = target.mapping
  try {
    return {
      type: 'strategic',
      body: createThreeWayMergePatch(kind, original, target.object, current, group),
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw helmError('helm-operation-failed', `failed to create patch: ${error.message}`)
  }
}

/** Whether nothing would be sent. */
export function isEmptyPatch({ body }: ObjectPatch): boolean {
  return Object.keys(body).length === 0
}

/**
 * True when the object cannot be converted to a Go type: its kind has none, or a field has the wrong type (a label of
 * a pod template that is a bool). Helm v3.21.4 pkg/kube/converter.go (AsVersioned).
 */
export function isUnstructured({ object, mapping }: Pick<Info, 'object' | 'mapping'>): boolean {
  if (mapping.custom) return true
  const kind = builtinKind(mapping.group, mapping.kind)
  if (kind === undefined) return true
  try {
    kind.decode(withoutNulls(object) as JsonObject)
    return false
  } catch (error) {
    if (error instanceof StatusError) return true
    throw error
  }
}

/** A null leaves a Go field at its zero value, whatever its type. The same reference where there is none. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => withoutNulls(item))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  const kept = entries
    .filter(([, member]) => member !== null)
    .map(([key, member]) => [key, withoutNulls(member)] as const)
  const same = kept.length === entries.length && kept.every(([key, member]) => member === value[key])
  return same ? value : Object.fromEntries(kept)
}
