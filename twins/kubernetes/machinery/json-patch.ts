import { applyPatch, type Operation } from 'rfc6902'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { type Place, placeAt, pointerTo } from './json-pointer.js'
import { PatchError } from './patch-error.js'
import { ownValue, shareStructure } from './share-structure.js'

/** Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (maxJSONPatchOperations). */
const MAX_OPERATIONS = 10_000

/** The constant text of a refused JSON patch: apimachinery v0.36.3 pkg/api/errors/errors.go (NewGenericServerResponse, 422). */
const REFUSED = 'the server rejected our request due to an error in our request'

/** The document while it is patched, under a key, so that it can be replaced whole. */
type Holder = { root: Json }

/**
 * Applies an RFC 6902 patch; the document is never changed and unchanged parts keep their reference. Operations apply
 * in order and all or none. As upstream's library and unlike the RFC: `replace` adds a missing member, `copy` of a missing
 * member copies null, `test` for null passes on a missing member, negative indices count from the end.
 * Throws `PatchError` `json-patch-malformed`, `json-patch-too-long` or `json-patch-failed`; which operation failed is not
 * said by the API server either (it is in `cause`).
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyJSPatch), gopkg.in/evanphx/json-patch.v4 v4.13.0.
 */
export function applyJsonPatch(doc: Json, ops: Json): Json {
  const operations = readOperations(ops)
  const holder: Holder = { root: structuredClone(doc) as Json }
  for (const operation of operations) applyOne(holder, operation)
  return shareStructure(doc, holder.root)
}

function readOperations(ops: Json): readonly JsonObject[] {
  if (!Array.isArray(ops) || !ops.every(isObject)) {
    const kind = isObject(ops) ? 'object' : typeof ops === 'boolean' ? 'bool' : typeof ops
    const text = Array.isArray(ops)
      ? 'json: cannot unmarshal array element into Go value of type jsonpatch.Operation'
      : `json: cannot unmarshal ${kind} into Go value of type jsonpatch.Patch`
    throw new PatchError('json-patch-malformed', text)
  }
  if (ops.length > MAX_OPERATIONS) {
    const text = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${ops.length}`
    throw new PatchError('json-patch-too-long', text)
  }
  return ops
}

function applyOne(holder: Holder, operation: JsonObject): void {
  const value = operation['value'] ?? null
  switch (operation['op']) {
    case 'add':
      carryOut(holder, operation, 'add', value)
      return
    case 'remove':
      carryOut(holder, operation, 'remove')
      return
    case 'replace':
      replace(holder, operation, value)
      return
    case 'test':
      test(holder, operation, value)
      return
    case 'copy':
      carryOut(holder, operation, 'add', valueAt(holder, operation, 'from') ?? null)
      return
    case 'move': {
      const moved = valueAt(holder, operation, 'from') ?? null
      carryOut(holder, { path: operation['from'] ?? null }, 'remove')
      carryOut(holder, operation, 'add', moved)
      return
    }
    default:
      throw refused(`unexpected kind: ${String(operation['op'])}`)
  }
}

function replace(holder: Holder, operation: JsonObject, value: Json): void {
  if (operation['path'] === '') {
    if (typeof value !== 'object' || value === null)
      throw refused('replace operation value must be object or array')
    holder.root = structuredClone(value) as Json
    return
  }
  const { parent } = locate(holder, operation, 'path', 'present')
  carryOut(holder, operation, Array.isArray(parent) ? 'replace' : 'add', value)
}

function test(holder: Holder, operation: JsonObject, value: Json): void {
  const actual = valueAt(holder, operation, 'path')
  if (actual === undefined || actual === null || value === null) {
    if ((actual ?? null) !== value) throw refused('test failed')
  } else {
    library(holder, { op: 'test', path: libraryPath(holder, operation), value })
  }
}

/** Hands one elementary operation to the library, with its path in canonical form. */
function carryOut(
  holder: Holder,
  operation: JsonObject,
  op: 'add' | 'remove' | 'replace',
  value?: Json,
): void {
  const { parent, key } = locate(holder, operation, 'path', op === 'add' ? 'insert' : 'present')
  if (op === 'remove' && isObject(parent) && !Object.hasOwn(parent, key)) {
    throw refused(`Unable to remove nonexistent key: ${key}`)
  }
  library(holder, {
    op,
    path: libraryPath(holder, operation, op === 'add' ? 'insert' : 'present'),
    ...(value === undefined ? {} : { value }),
  })
}

function library(holder: Holder, operation: JsonObject): void {
  const [failure] = applyPatch(holder, [operation as unknown as Operation])
  if (failure !== null && failure !== undefined) throw refused(failure.message, failure)
}

function locate(
  holder: Holder,
  operation: JsonObject,
  member: 'path' | 'from',
  use: 'present' | 'insert',
): Place {
  const pointer = operation[member]
  const place = typeof pointer === 'string' ? placeAt(holder.root, pointer, use) : undefined
  if (place === undefined) throw refused(`doc is missing path: ${String(pointer)}`)
  return place
}

function libraryPath(holder: Holder, operation: JsonObject, use: 'present' | 'insert' = 'present'): string {
  if (operation['path'] === '') return '/root'
  return `/root${pointerTo(locate(holder, operation, 'path', use))}`
}

function valueAt(holder: Holder, operation: JsonObject, member: 'path' | 'from'): Json | undefined {
  if (member === 'path' && operation[member] === '') return holder.root
  const { parent, key } = locate(holder, operation, member, 'present')
  return Array.isArray(parent) ? parent[Number(key)] : ownValue(parent as JsonObject, key)
}

function refused(reason: string, cause?: Error): PatchError {
  return new PatchError('json-patch-failed', REFUSED, cause ?? new PatchError('json-patch-failed', reason))
}
