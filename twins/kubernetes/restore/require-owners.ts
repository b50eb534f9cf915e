import type { JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { metadataOf, OBJECTS, objectPrefix, textAt } from '../client/objects.js'
import { ownerReferencesOf } from '../controllers/owner-references.js'
import type { ResolvedKinds } from './resolve-kinds.js'
import { typeOf } from './resolve-kinds.js'
import type { SnapshotRow } from './restore-objects.js'
import { SnapshotError } from './snapshot-error.js'

/**
 * Throws where a snapshot leaves out a whole kind that owns something in it: the garbage collector would take the owners for gone
 * and delete what they own. Single owners that are gone are the cluster's own affair, and so are kinds that it does not serve.
 */
export function requireOwners(
  view: View,
  objects: readonly JsonObject[],
  rows: readonly SnapshotRow[],
  { stored }: ResolvedKinds,
): void {
  const present = new Set(rows.map(({ row }) => kindKey(row)))
  const uids = new Set(rows.map(({ row }) => textAt(metadataOf(row), 'uid')))
  for (const { row, index } of rows) {
    for (const reference of ownerReferencesOf(row)) {
      const key = kindKey(reference)
      const kind = stored.get(key)
      if (kind === undefined || present.has(key) || uids.has(textAt(reference, 'uid'))) continue
      if (view.list(OBJECTS, objectPrefix(kind.group, kind.resource)).length > 0) continue
      throw new SnapshotError(
        index,
        objects[index] as JsonObject,
        `is owned by ${textAt(reference, 'kind')} ${textAt(reference, 'name')}, but no object of that kind is in the snapshot: the garbage collector would delete what they own`,
        `Dump ${kind.resource}${kind.group === '' ? '' : `.${kind.group}`} as well.`,
      )
    }
  }
}

function kindKey(typed: JsonObject): string {
  const { group, kind } = typeOf(typed)
  return `${group}/${kind}`
}
