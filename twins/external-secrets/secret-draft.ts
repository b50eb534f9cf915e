import { isObject, type Json, type JsonObject } from '../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../kubernetes/index.js'
import type { SecretData } from './secret-data.js'

/** The parts of a Secret that a sync may change, before they are written. */
export interface SecretDraft {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly finalizers: readonly string[]
  readonly ownerReferences: readonly JsonObject[]
  readonly data: SecretData
  /** Undefined: not said, the API server decides. */
  readonly type: string | undefined
  readonly immutable: boolean | undefined
}

const EMPTY: SecretDraft = {
  labels: {},
  annotations: {},
  finalizers: [],
  ownerReferences: [],
  data: {},
  type: undefined,
  immutable: undefined,
}

/** The draft of an existing Secret, or an empty one. */
export function draftOf(secret: JsonObject | undefined): SecretDraft {
  if (secret === undefined) return EMPTY
  const metadata = metadataOf(secret)
  const immutable = secret['immutable']
  return {
    labels: stringsOf(objectAt(metadata, 'labels')),
    annotations: stringsOf(objectAt(metadata, 'annotations')),
    finalizers: arrayAt(metadata, 'finalizers').map(String),
    ownerReferences: arrayAt(metadata, 'ownerReferences').filter(isObject),
    data: stringsOf(objectAt(secret, 'data')),
    type: textAt(secret, 'type') || undefined,
    immutable: typeof immutable === 'boolean' ? immutable : undefined,
  }
}

/**
 * The Secret that a draft describes: `base` (an existing Secret, or one with only name and namespace) with the
 * draft's parts put in. Empty parts and managedFields are left out, so that equal Secrets give equal objects.
 */
export function secretOf(base: JsonObject, draft: SecretDraft): JsonObject {
  const { managedFields: _managed, ...metadata } = metadataOf(base)
  const { labels, annotations, finalizers, ownerReferences } = draft
  return withoutEmpty({
    ...base,
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: withoutEmpty({ ...metadata, labels, annotations, finalizers, ownerReferences }),
    data: draft.data,
    type: draft.type,
    immutable: draft.immutable,
  })
}

/** Members whose keys are not in `keys`. */
export function omitKeys(
  map: Readonly<Record<string, string>>,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)))
}

/** String members of an object. */
export function stringsOf(object: JsonObject): Readonly<Record<string, string>> {
  return object as Readonly<Record<string, string>>
}

function withoutEmpty(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined && !isEmpty(value))
  return Object.fromEntries(kept) as JsonObject
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
