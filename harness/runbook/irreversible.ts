import type { JsonObject } from '../../twins/kernel/json.js'
import type { View } from '../../twins/kernel/world.js'
import { metadataOf, OBJECTS, subjectOf, textAt } from '../../twins/kubernetes/index.js'
import type { ObservedStep } from './observe.js'
import type { Irreversible } from './outcome.js'

/** Kinds that controllers make anew as they were: that one of them goes is what every rollout does. */
const REPLACEABLE: ReadonlySet<string> = new Set(
  'Pod ReplicaSet ControllerRevision Event EndpointSlice Endpoints Lease Job PodMetrics'.split(' '),
)

/**
 * The first step after which something is gone that existed before the first one: an object made anew under its name has another uid, and nothing that
 * was only in the old one. Null: no step takes anything away.
 */
export function firstIrreversible(before: View, observed: readonly ObservedStep[]): Irreversible | null {
  const existing = new Set(
    before.list<JsonObject>(OBJECTS).map(({ value }) => textAt(metadataOf(value), 'uid')),
  )
  for (const { name, actor, entries } of observed) {
    const destroyed = entries.flatMap(({ event, actor: by }) => {
      if (event.kind !== 'write' || event.after !== null || event.before === null) return []
      const object = event.before
      if (REPLACEABLE.has(textAt(object, 'kind')) || !existing.has(textAt(metadataOf(object), 'uid')))
        return []
      if (textAt(object, 'type') === 'helm.sh/release.v1') return []
      const asked = whoAsked(entries, event.key) ?? by
      return [
        {
          subject: subjectOf(object),
          by: asked === actor || asked.startsWith(`${actor}/`) ? 'the command' : asked,
        },
      ]
    })
    if (destroyed.length > 0) return { step: name, destroyed }
  }
  return null
}

/** Who had an object deleted that its finalizers kept for a while. */
function whoAsked(entries: ObservedStep['entries'], key: string): string | undefined {
  const marked = entries.find(
    ({ event }) =>
      event.kind === 'write' &&
      event.key === key &&
      textAt(metadataOf(event.after ?? {}), 'deletionTimestamp') !== '',
  )
  return marked?.actor
}
