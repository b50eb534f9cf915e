import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { typeSchemaOf } from '../merge-keys.js'
import { PatchError } from '../patch-error.js'
import { shareStructure } from '../share-structure.js'
import type { TypeSchema } from '../type-schema.js'
import { diffObjects } from './diff.js'
import { mergeObjects } from './merge-objects.js'

/**
 * Applies a strategic merge patch to an object of a built-in kind, as the API server does. Returns `doc` itself when
 * nothing changes.
 * Not modelled: upstream's error for objects and lists in fields the kind does not have.
 * Throws `PatchError` (`strategic-merge-*`), and `NotModelled` for a kind without merge keys.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (StrategicMergeMapPatch).
 */
export function applyStrategicMergePatch(kind: string, doc: Json, patch: Json, group = ''): Json {
  if (!isObject(doc) || !isObject(patch)) {
    throw new PatchError('strategic-merge-malformed', 'invalid JSON document')
  }
  return shareStructure(doc, mergeObjects(doc, patch, schemaOf(kind, group), 'apply'))
}

/**
 * The strategic merge patch that turns `original` into `modified`; `{}` when they are equal.
 * Throws as `applyStrategicMergePatch`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (CreateTwoWayMergeMapPatch).
 */
export function createTwoWayMergePatch(
  kind: string,
  original: JsonObject,
  modified: JsonObject,
  group = '',
): JsonObject {
  return diffObjects(original, modified, schemaOf(kind, group), {})
}

/**
 * The patch of a three-way apply: additions and changes from `current` (live) to `modified` (new manifest), plus deletions
 * from `original` (old manifest) to `modified`. Drift is overwritten (`overwrite` is true), as Helm and kubectl ask for.
 * Throws as `applyStrategicMergePatch`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (CreateThreeWayMergePatch).
 */
export function createThreeWayMergePatch(
  kind: string,
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  group = '',
): JsonObject {
  const schema = schemaOf(kind, group)
  const changes = diffObjects(current, modified, schema, { ignoreDeletions: true })
  const deletions = diffObjects(original, modified, schema, { ignoreChangesAndAdditions: true })
  return mergeObjects(deletions, changes, schema, 'combine')
}

function schemaOf(kind: string, group: string): TypeSchema {
  const schema = typeSchemaOf(kind, group)
  if (schema !== undefined) return schema
  throw new NotModelled(
    `strategic merge patch of kind ${kind}`,
    'Use a JSON merge patch; for a built-in kind, add its merge keys to twins/kubernetes/machinery/merge-keys.',
  )
}
