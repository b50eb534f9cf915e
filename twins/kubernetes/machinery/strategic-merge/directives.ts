import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { goText, goType } from '../go-value.js'
import { PatchError } from '../patch-error.js'
import { setKey } from '../share-structure.js'

/*
 * Directives of a strategic merge patch, and the texts of its errors.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go, pkg/util/mergepatch/errors.go.
 */

/** `$patch: delete|replace|merge` in an object. */
export const DIRECTIVE = '$patch'
/** `$retainKeys`: the only members an object keeps. */
export const RETAIN_KEYS = '$retainKeys'
/** `$deleteFromPrimitiveList/<list>`. */
export const DELETE_FROM_PRIMITIVE_LIST = '$deleteFromPrimitiveList'
/** `$setElementOrder/<list>`. */
export const SET_ELEMENT_ORDER = '$setElementOrder'

/** The list a parallel directive key such as `$setElementOrder/env` is about. */
export function listOfDirective(key: string, prefix: string): string {
  const slash = key.indexOf('/')
  if (slash >= 0 && key.slice(0, slash) === prefix) return key.slice(slash + 1)
  throw malformed(prefix === SET_ELEMENT_ORDER ? 'setElementOrder list' : 'primitive list')
}

/** Answered with 400. */
export function malformed(what: 'setElementOrder list' | 'primitive list' | 'retainKeys'): PatchError {
  return new PatchError('strategic-merge-malformed', `invalid patch format of ${what}`)
}

/** Answered with 500, as every error upstream does not name. */
export function failed(message: string): PatchError {
  return new PatchError('strategic-merge-failed', message)
}

/** Answered with 422. */
export function listOfLists(): PatchError {
  return new PatchError('strategic-merge-unprocessable', 'lists of lists are not supported')
}

/** A list item lacks the merge key. */
export function noMergeKey(item: JsonObject, mergeKey: string): PatchError {
  return failed(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)
}

/** A value has another type than the schema or the directive asks for. */
export function badType(
  expected: 'map[string]interface {}' | '[]interface {}',
  actual: Json | undefined,
): PatchError {
  return failed(`expected a ${expected}, but received a ${goType(actual)}`)
}

/** An unknown `$patch` value. */
export function badDirective(directive: Json, item: JsonObject): PatchError {
  const text = typeof directive === 'string' ? directive : `%!s(${goType(directive)}=${goText(directive)})`
  return failed(`unknown patch type: ${text} in map: ${goText(item)}`)
}

/** The list, or an error naming what was found instead. */
export function asList(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value
  throw badType('[]interface {}', value)
}

/** The object, or an error naming what was found instead. */
export function asObject(value: Json | undefined): JsonObject {
  if (isObject(value)) return value
  throw badType('map[string]interface {}', value)
}

/** The value without objects that carry `$patch`; undefined when it is one itself. Source: removeDirectives. */
export function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined)
  if (!isObject(value)) return value
  if (Object.hasOwn(value, DIRECTIVE)) return undefined
  const clean: Record<string, Json> = {}
  for (const key of Object.keys(value)) {
    const item = withoutDirectives(value[key] as Json)
    if (item !== undefined) setKey(clean, key, item)
  }
  return clean
}
