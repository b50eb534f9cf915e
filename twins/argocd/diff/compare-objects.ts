import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import {
  applyMergePatch,
  applyStrategicMergePatch,
  builtinKind,
  createThreeWayJsonMergePatch,
  createThreeWayStrategicPatch,
  groupOf,
  LAST_APPLIED,
  metadataOf,
  objectAt,
  PatchError,
  StatusError,
  textAt,
} from '../../kubernetes/index.js'
import { annotationOf } from '../objects.js'

/** The two sides of a comparison, as a reader wants to see them. */
export interface Diff {
  readonly modified: boolean
  readonly live: JsonObject
  /** The live object after an apply. */
  readonly predicted: JsonObject
}

/**
 * The client-side three-way difference: what was applied last (or the target itself), the target, the live object. What
 * only the live object has is no difference. Built-in kinds are merged and defaulted by their type, others as JSON.
 * All arguments are normalised already. gitops-engine pkg/diff/diff.go (Diff, TwoWayDiff, ThreeWayDiff).
 */
export function compareObjects(target: JsonObject, live: JsonObject, original: JsonObject): Diff {
  const kind = builtinKind(groupOf(target), textAt(target, 'kind'))
  if (kind === undefined)
    return diffOf(applyMergePatch(live, createThreeWayJsonMergePatch(original, target, live)), live)
  const typed = (object: JsonObject) => withoutEmpty(kind.default(kind.decode(object).object)) as JsonObject
  try {
    const patch = createThreeWayStrategicPatch(kind.kind, original, target, live, kind.group)
    const predicted = applyStrategicMergePatch(kind.kind, live, patch, kind.group) as JsonObject
    return diffOf(typed(predicted), typed(live))
  } catch (error) {
    if (!(error instanceof PatchError || error instanceof StatusError)) throw error
    return diffOf(applyMergePatch(live, createThreeWayJsonMergePatch(original, target, live)), live)
  }
}

function diffOf(predicted: Json, live: JsonObject): Diff {
  const [after, before] = [predicted as JsonObject, live]
  return {
    modified: !jsonEqual(withoutLastApplied(after), withoutLastApplied(before)),
    live: before,
    predicted: after,
  }
}

/** Members that Go leaves out when they are empty: null, and empty maps of metadata. */
function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutEmpty)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutEmpty(member)]))
}

function withoutLastApplied(object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const { [LAST_APPLIED]: _text, ...annotations } = objectAt(metadata, 'annotations')
  const labels = objectAt(metadata, 'labels')
  return { ...object, metadata: { ...metadata, annotations, labels } }
}

/** What was applied last, from the live object's annotation; undefined without one. */
export function lastAppliedOf(live: JsonObject): JsonObject | undefined {
  const text = annotationOf(live, LAST_APPLIED)
  if (text === '') return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
