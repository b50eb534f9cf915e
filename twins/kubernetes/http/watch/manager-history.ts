import type { JsonObject } from '../../../kernel/json.js'
import type { LogNode } from '../../../kernel/log.js'
import type { World } from '../../../kernel/world.js'
import { MANAGED_FIELDS } from '../../api-server/managed-fields.js'
import { OBJECTS } from '../../client/objects.js'
import type { ManagedFields } from '../../machinery/managed-fields/index.js'
import { withManagers } from '../answers/managed-objects.js'

/**
 * Who managed which fields when an object was written: the log keeps objects as they were, their managers stand in a table of
 * their own that has the present ones only. Told of every transition it knows them for as long as somebody holds the
 * object, the log above all. Of an object that one transition writes twice it knows the managers after the second write.
 */
export class ManagerHistory {
  readonly #managers = new WeakMap<JsonObject, ManagedFields>()
  /** Objects as they were shown, so that equal events are one object. */
  readonly #shown = new WeakMap<JsonObject, JsonObject>()
  #seen: LogNode | null | undefined

  /** To be told of the world after every transition. */
  observe(world: World): void {
    const seen = this.#seen
    this.#seen = world.log
    if (seen === undefined) this.#noteAll(world)
    else this.#noteSince(world, seen?.entry.seq ?? 0)
  }

  /** An object as a client sees it, with the managers of a row as it was written. */
  shown(object: JsonObject, row: JsonObject): JsonObject {
    const known = this.#shown.get(object)
    if (known !== undefined) return known
    const shown = withManagers(object, this.#managers.get(row))
    this.#shown.set(object, shown)
    return shown
  }

  #noteAll(world: World): void {
    for (const { key, value } of world.list<ManagedFields>(MANAGED_FIELDS)) {
      const row = world.get<JsonObject>(OBJECTS, key)
      if (row !== undefined) this.#managers.set(row, value)
    }
  }

  #noteSince(world: World, seq: number): void {
    for (let node = world.log; node !== null && node.entry.seq > seq; node = node.previous) {
      const { event } = node.entry
      if (event.kind !== 'write' || event.table !== OBJECTS || event.after === null) continue
      const managers = world.get<ManagedFields>(MANAGED_FIELDS, event.key)
      if (managers !== undefined) this.#managers.set(event.after, managers)
    }
  }
}
