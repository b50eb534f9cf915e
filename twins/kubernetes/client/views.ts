import type { Json, JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import { arrayAt, metadataOf, OBJECTS, textAt } from './objects.js'

/** `Kind namespace/name`, or `Kind name` for cluster-scoped objects: how reports name an object. */
export function subjectOf(object: JsonObject): string {
  const { kind } = object
  const namespace = textAt(metadataOf(object), 'namespace')
  const name = textAt(metadataOf(object), 'name')
  if (typeof kind !== 'string') return ''
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}

/** The live object with the group, kind, namespace and name of another one, whatever its version. Looks at all rows. */
export function findLike(view: View, wanted: JsonObject): JsonObject | undefined {
  const subject = subjectOf(wanted)
  const group = groupOf(wanted)
  const row = view
    .list<JsonObject>(OBJECTS)
    .find(
      ({ value }) =>
        value['kind'] === wanted['kind'] && groupOf(value) === group && subjectOf(value) === subject,
    )
  return row?.value
}

/** API group of an object: '' for core. */
export function groupOf(object: JsonObject): string {
  const apiVersion = textAt(object, 'apiVersion')
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** Whether a pod's condition Ready is True and nobody is deleting it. */
export function podReady(pod: JsonObject): boolean {
  return conditionStatus(pod, 'Ready') === 'True' && metadataOf(pod)['deletionTimestamp'] === undefined
}

/** Status of a condition: `True`, `False`, `Unknown`, or '' when there is none of that type. */
export function conditionStatus(object: JsonObject, type: string): string {
  return textAt(findCondition(object, type), 'status')
}

export function findCondition(object: JsonObject, type: string): Json | undefined {
  return arrayAt(object, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type)
}

/** Why a container of the pod waits or has ended, e.g. `CreateContainerConfigError: secret "x" not found`; '' if none. */
export function waitingReason(pod: JsonObject): string {
  for (const field of ['initContainerStatuses', 'containerStatuses']) {
    for (const status of arrayAt(pod, 'status', field)) {
      const reason = textAt(status, 'state', 'waiting', 'reason')
      const message = textAt(status, 'state', 'waiting', 'message')
      if (reason !== '') return message === '' ? reason : `${reason}: ${message}`
    }
  }
  const scheduled = findCondition(pod, 'PodScheduled')
  return textAt(scheduled, 'status') === 'False' ? textAt(scheduled, 'message') : ''
}
