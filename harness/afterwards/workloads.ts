import type { Plane } from '../../twins/contract/component.js'
import { compareKeys, isObject, type JsonObject } from '../../twins/kernel/json.js'
import type { View } from '../../twins/kernel/world.js'
import {
  arrayAt,
  findLike,
  listObjects,
  metadataOf,
  podReady,
  subjectOf,
  textAt,
} from '../../twins/kubernetes/index.js'

/** What keeps pods: the object at the end of their controller references, or a pod that nobody controls. */
export interface Workload {
  /** `Kind namespace/name`. */
  readonly subject: string
  /** Which plane's owner it belongs to, e.g. `helm release shop`. */
  readonly owner: string | null
  readonly ready: number
  /** Its pods that are not ready. */
  readonly unready: readonly JsonObject[]
}

/** Pods of these end by themselves: not to be there any more is no failure. */
const ENDING = new Set(['Job', 'CronJob'])

/** All workloads that have pods, by subject, sorted. */
export function workloadsOf(view: View, planes: readonly Plane[]): ReadonlyMap<string, Workload> {
  const pods = groupPods(view)
  const owners = planes.map((plane) => plane.owned?.(view))
  return new Map(
    [...pods]
      .sort(([x], [y]) => compareKeys(x, y))
      .map(([subject, members]) => {
        const unready = members.filter((pod) => !podReady(pod))
        const owner = owners.map((owned) => owned?.get(subject)).find((name) => name !== undefined) ?? null
        return [subject, { subject, owner, ready: members.length - unready.length, unready }]
      }),
  )
}

function groupPods(view: View): ReadonlyMap<string, readonly JsonObject[]> {
  const known = new Map<string, JsonObject>()
  const groups = new Map<string, JsonObject[]>()
  for (const pod of listObjects(view, '', 'pods')) {
    const top = topOf(view, pod, known)
    if (ENDING.has(textAt(top, 'kind'))) continue
    const subject = subjectOf(top)
    groups.set(subject, [...(groups.get(subject) ?? []), pod])
  }
  return groups
}

/** The last object on the way up the controller references; one that is gone ends the way. */
export function topOf(view: View, object: JsonObject, known = new Map<string, JsonObject>()): JsonObject {
  const reference = arrayAt(metadataOf(object), 'ownerReferences')
    .filter(isObject)
    .find((item) => item['controller'] === true)
  if (reference === undefined) return object
  const uid = textAt(reference, 'uid')
  const { apiVersion, kind, name } = reference
  const namespace = textAt(metadataOf(object), 'namespace')
  const like = { apiVersion: apiVersion!, kind: kind!, metadata: { name: name!, namespace } }
  const owner =
    known.get(uid) ?? findLike(view, like) ?? findLike(view, { ...like, metadata: { name: name! } })
  if (owner === undefined) return object
  known.set(uid, owner)
  return topOf(view, owner, known)
}
