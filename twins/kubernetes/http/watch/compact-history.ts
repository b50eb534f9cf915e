import type { LogNode } from '../../../kernel/log.js'
import { World } from '../../../kernel/world.js'

/**
 * A world that remembers only its newest `keepEntries` log entries; everything else is the same. A watch that needs older
 * ones is told that its version is too old. The same world when it has no more entries than that.
 */
export function compactHistory(world: World, keepEntries: number): World {
  const kept: LogNode[] = []
  for (let node = world.log; node !== null; node = node.previous) {
    if (kept.length === keepEntries) return new World({ ...world, log: relink(kept) })
    kept.push(node)
  }
  return world
}

/** The same entries without what lies before them; `nodes` are newest first. */
function relink(nodes: readonly LogNode[]): LogNode | null {
  return nodes.reduceRight<LogNode | null>((previous, { entry }) => ({ entry, previous }), null)
}
