import type { JsonObject } from '../../twins/kernel/json.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import type { Row } from '../../twins/kernel/table.js'
import type { View } from '../../twins/kernel/world.js'
import { OBJECTS, objectPrefix } from '../../twins/kubernetes/index.js'

const SECRETS = objectPrefix('', 'secrets')

/**
 * A view in which every Secret stands as it is now and as it ever was, one row a version: whoever looks for secret
 * values finds those of Secrets that came and went within a run. Everything else is as in `view`.
 */
export function allSecretObjects(view: View, log: readonly LogEntry[]): View {
  const past = log.flatMap(secretsWritten)
  return {
    get: (table, key) => view.get(table, key),
    byIndex: (table, index, key) => view.byIndex(table, index, key),
    list: <V>(table: string, prefix = '') => {
      const rows = view.list<V>(table, prefix)
      if (table !== OBJECTS) return rows
      return [...rows, ...past.filter((row) => row.key.startsWith(prefix)).map((row) => row as Row<V>)]
    },
  }
}

function secretsWritten({ event }: LogEntry): readonly Row<unknown>[] {
  if (event.kind !== 'write' || event.table !== OBJECTS || !event.key.startsWith(SECRETS)) return []
  return [event.before, event.after]
    .filter((object): object is JsonObject => object !== null)
    .map((value) => ({ key: event.key, value }))
}
