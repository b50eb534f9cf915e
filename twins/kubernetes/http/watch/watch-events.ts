import type { JsonObject } from '../../../kernel/json.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { toServed } from '../../api-server/store.js'
import { isSelected, type Selection } from '../../api-server/verbs/list.js'
import { metadataOf } from '../../client/objects.js'
import type { ObjectWrite } from './log-cursor.js'

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

export interface WatchEvent {
  readonly type: WatchEventType
  readonly object: JsonObject
}

/**
 * What a write is to a watch with a selection: an object that leaves it is deleted, one that enters it is added. A
 * deleted object is shown in its last state with the version of the deletion.
 * Source: kubernetes/apiserver v0.36.3 pkg/storage/cacher/cache_watcher.go (convertToWatchEvent).
 */
export function eventOf(
  resource: ServedResource,
  selection: Selection,
  { before, after, revision }: ObjectWrite,
): WatchEvent | undefined {
  const was = before !== null && isSelected(selection, before)
  const is = after !== null && isSelected(selection, after)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: toServed(resource, after) }
  if (!was) return undefined
  const last = toServed(resource, before)
  const metadata = { ...metadataOf(last), resourceVersion: String(revision) }
  return { type: 'DELETED', object: { ...last, metadata } }
}
