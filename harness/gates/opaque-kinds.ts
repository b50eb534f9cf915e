import type { LogEntry } from '../../twins/kernel/log.js'
import type { View } from '../../twins/kernel/world.js'
import {
  groupResource,
  opaqueKinds as kindsOf,
  listObjects,
  OBJECTS,
  type OpaqueKind,
  opaqueReads,
  parseObjectKey,
} from '../../twins/kubernetes/index.js'
import type { Gate, Judgement } from './gate.js'

/** Named in the note; the others are counted. */
const MOST_NAMED = 3

/**
 * Kinds of a dumped cluster that nobody models are kept as they are. A run that writes one of their objects, or whose steps read
 * one, rests on what a controller outside of the world would make of it: it decides nothing.
 */
export const opaqueKinds: Gate = {
  name: 'opaque-kinds',
  applies: ({ world }) => world.snapshot !== undefined,
  judge: ({ twin, after }): Judgement => {
    const view = twin.view(after)
    const kinds = kindsOf(view)
    const compared = kinds.reduce((sum, kind) => sum + listObjects(view, kind.group, kind.resource).length, 0)
    const touched = [...readsIn(view, kinds), ...writesIn(twin.log(after), kinds)]
    if (touched.length > 0) return { compared, evidence: [], inconclusive: sentence(touched) }
    const note = `${compared} ${compared === 1 ? 'object' : 'objects'} of kinds that nobody models stayed untouched`
    return { compared, evidence: [], ...(compared === 0 ? {} : { note }) }
  },
}

function readsIn(view: View, kinds: readonly OpaqueKind[]): readonly string[] {
  return opaqueReads(view).map(({ group, resource, actor, place }) => {
    const kind = kinds.find((one) => one.group === group && one.resource === resource)
    const where = place.replace(/^\/|\/$/g, '')
    return `${actor} read ${nameOf(kind, resource)}${where === '' ? '' : ` ${where}`}`
  })
}

/** Each object once. */
function writesIn(log: readonly LogEntry[], kinds: readonly OpaqueKind[]): readonly string[] {
  const known = new Map(kinds.map((kind) => [groupResource(kind.group, kind.resource), kind]))
  const writes = new Map<string, string>()
  for (const { actor, event } of log) {
    if (event.kind !== 'write' || event.table !== OBJECTS || writes.has(event.key)) continue
    const { group, resource, namespace, name } = parseObjectKey(event.key)
    const kind = known.get(groupResource(group, resource))
    if (kind === undefined) continue
    const place = namespace === '' ? name : `${namespace}/${name}`
    writes.set(event.key, `${actor} wrote (${event.verb}) ${nameOf(kind, resource)} ${place}`)
  }
  return [...writes.values()]
}

function nameOf(kind: OpaqueKind | undefined, resource: string): string {
  return kind === undefined ? resource : `${kind.kind} (${kind.group})`
}

function sentence(touched: readonly string[]): string {
  const named = touched.slice(0, MOST_NAMED).join('; ')
  const more = touched.length > MOST_NAMED ? `; and ${touched.length - MOST_NAMED} more` : ''
  return `${named}${more}: nobody models what comes of that`
}
