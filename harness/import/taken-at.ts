import { compareKeys, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, metadataOf, textAt } from '../../twins/kubernetes/index.js'

/** RFC 3339 in UTC to the second, or with fractions: such texts are in the order of what they mean. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Members that say when something happened, never when something will. */
const PAST = new Set([
  'time',
  'creationTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'startedAt',
  'finishedAt',
  'startTime',
  'completionTime',
  'renewTime',
  'lastTimestamp',
  'eventTime',
  'refreshTime',
])

/**
 * When a dump was taken, as far as it shows: the newest instant at which anything in it is said to have happened (nodes report every few minutes).
 * '' when nothing says.
 */
export function newestInstant(objects: readonly JsonObject[]): string {
  let newest = ''
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (typeof member !== 'string') visit(member as Json)
      else if (PAST.has(name) && INSTANT.test(member) && compareKeys(newest, member) < 0) newest = member
    }
  }
  for (const object of objects) {
    visit(object['status'] ?? null)
    visit(arrayAt(metadataOf(object), 'managedFields').map((entry) => ({ time: textAt(entry, 'time') })))
    visit({ creationTimestamp: textAt(metadataOf(object), 'creationTimestamp') })
  }
  return newest === '' ? '' : `${newest.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`
}
