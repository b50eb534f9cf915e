import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf, succeeded } from '../../client/api.js'
import { addressOf, findKind, type ResourceInfo } from '../../client/discovery.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { isNotFound } from '../../status-error.js'
import { failureOf } from '../write-status.js'
import { isDeletingDependents } from './owners.js'

/** Owner references by what became of the owner. */
export interface Classified {
  /** The owner exists and is not waiting for its dependents, though it may be terminating for other reasons. */
  readonly solid: readonly JsonObject[]
  /** The owner is gone, or has another uid. */
  readonly dangling: readonly JsonObject[]
  /** The owner is being deleted in the foreground. */
  readonly waiting: readonly JsonObject[]
}

/** Classified references, or why that is impossible: an error to retry, or `never` to leave the object alone. */
export type Classification =
  | { readonly kind: 'classified'; readonly references: Classified }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'never' }

/**
 * Looks up every owner. Source: kubernetes pkg/controller/garbagecollector/garbagecollector.go at 02830ed
 * (classifyReferences, isDangling).
 */
export function* classifyReferences(
  dependent: JsonObject,
  references: readonly JsonObject[],
  infos: readonly ResourceInfo[],
): Proc<Classification> {
  const solid: JsonObject[] = []
  const dangling: JsonObject[] = []
  const waiting: JsonObject[] = []
  const namespace = textAt(metadataOf(dependent), 'namespace')
  for (const reference of references) {
    const apiVersion = textAt(reference, 'apiVersion')
    const info = findKind(infos, apiVersion, textAt(reference, 'kind'))
    if (info === undefined) {
      const versionKind = `${apiVersion}/${textAt(reference, 'kind')}`
      return { kind: 'error', message: `unable to get REST mapping for ${versionKind}.` }
    }
    if (info.namespaced && namespace === '') return { kind: 'never' }
    const name = textAt(reference, 'name')
    const found = yield* api({ verb: 'get', ...addressOf(info), ...placeOf(info, namespace), name })
    if (!succeeded(found) && !isNotFound(found.body)) return { kind: 'error', message: failureOf(found) }
    const exists = succeeded(found) && textAt(found.body, 'metadata', 'uid') === reference['uid']
    if (!exists) dangling.push(reference)
    else if (isDeletingDependents(found.body)) waiting.push(reference)
    else solid.push(reference)
  }
  return { kind: 'classified', references: { solid, dangling, waiting } }
}

/** The namespace member of a request, for namespaced resources only. */
export function placeOf(info: ResourceInfo, namespace: string): { readonly namespace?: string } {
  return info.namespaced ? { namespace } : {}
}

/** Objects of any kind with an owner reference to this uid, whatever their namespace. */
export function* dependentsOf(
  uid: string,
  infos: readonly ResourceInfo[],
): Proc<readonly { readonly info: ResourceInfo; readonly object: JsonObject }[]> {
  const found: { info: ResourceInfo; object: JsonObject }[] = []
  for (const info of infos) {
    const index = { name: 'owner', key: uid } as const
    const items = itemsOf(yield* api({ verb: 'list', ...addressOf(info), index }))
    for (const object of items) found.push({ info, object })
  }
  return found
}

/** An owner of that uid in another namespace, if there is one: a reference across namespaces. */
export function* livesElsewhere(reference: JsonObject, infos: readonly ResourceInfo[]): Proc<boolean> {
  const info = findKind(infos, textAt(reference, 'apiVersion'), textAt(reference, 'kind'))
  if (info === undefined || !info.namespaced) return false
  const all = itemsOf(yield* api({ verb: 'list', ...addressOf(info) }))
  return all.some((object) => textAt(object, 'metadata', 'uid') === reference['uid'])
}
