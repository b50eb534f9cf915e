import { type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { ApiRequest } from '../client/api.js'
import { arrayAt } from '../client/objects.js'
import type { DefaultPropagation } from './served-resource.js'

/** Finalizers of the garbage collector. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go. */
export const ORPHAN = 'orphan'
export const FOREGROUND = 'foregroundDeletion'

type Policy = ApiRequest['propagationPolicy']

/**
 * The finalizers of an object once its deletion with this policy has begun: an explicit policy wins, then a finalizer
 * the object already has, then the default of the kind. The same list when nothing changes.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (deletionFinalizersForGarbageCollection).
 */
export function finalizersForDeletion(
  object: JsonObject,
  policy: Policy,
  fallback: DefaultPropagation,
): readonly Json[] {
  const before = arrayAt(object, 'metadata', 'finalizers')
  if (fallback === 'Unsupported') return before
  const others = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND)
  const chosen = policy ?? policyOf(before) ?? fallback
  const added = chosen === 'Orphan' ? [ORPHAN] : chosen === 'Foreground' ? [FOREGROUND] : []
  const after = [...others, ...added]
  return jsonEqual(after, before as Json) ? before : after
}

function policyOf(finalizers: readonly Json[]): Policy {
  for (const finalizer of finalizers) {
    if (finalizer === ORPHAN) return 'Orphan'
    if (finalizer === FOREGROUND) return 'Foreground'
  }
  return undefined
}
