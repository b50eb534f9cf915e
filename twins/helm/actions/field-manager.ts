import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { isConflict, metadataOf } from '../../kubernetes/index.js'
import { HelmError, helmError } from '../errors.js'
import type { Configuration } from './configuration.js'
import { isRefusal, send } from './request.js'
import { addressOf, type Info } from './resource-list.js'
import { objectText, retryOnConflict } from './resources.js'

/**
 * Before the first server-side apply of an object that Helm wrote in the old way: its fields become those that Helm
 * applied, so that dropping one removes it. Nothing is sent when there are none. Throws `HelmError`.
 * Helm v4.1.4 pkg/kube/client.go (upgradeClientSideFieldManager); client-go v0.36.3 util/csaupgrade/upgrade.go.
 */
export function* upgradeFieldManager({ fieldManager }: Configuration, info: Info): Proc<void> {
  yield* retryOnConflict(function* () {
    const live = yield* liveObject(info)
    const managers = metadataOf(live)['managedFields']
    const before = Array.isArray(managers) ? managers.filter(isObject) : []
    const after = upgraded(before, fieldManager)
    if (jsonEqual(before, after)) return
    const body: readonly Json[] = [
      { op: 'replace', path: '/metadata/managedFields', value: after },
      { op: 'replace', path: '/metadata/resourceVersion', value: metadataOf(live)['resourceVersion'] ?? '' },
    ]
    yield* patched(info, send({ verb: 'patch', ...addressOf(info), patchType: 'json', body, fieldManager }))
  })
}

function* liveObject(info: Info): Proc<JsonObject> {
  try {
    return yield* send({ verb: 'get', ...addressOf(info), showManagedFields: true })
  } catch (error) {
    throw prefixed('failed to get object', info, error)
  }
}

function* patched(info: Info, work: Proc<JsonObject>): Proc<void> {
  try {
    yield* work
  } catch (error) {
    if (isRefusal(error, isConflict)) throw error
    throw prefixed('failed to patch object to upgrade CSA field manager', info, error)
  }
}

function prefixed(text: string, info: Info, error: unknown): unknown {
  if (!(error instanceof HelmError)) return error
  const message = `${text} ${objectText(info)}: ${error.message}`
  return helmError('helm-request-failed', message, { cause: error.cause })
}

/** Entries of `manager` with operation Update become one with operation Apply. */
function upgraded(managers: readonly JsonObject[], manager: string): readonly JsonObject[] {
  const isOwn = (entry: JsonObject, operation: string) =>
    entry['manager'] === manager && entry['operation'] === operation && entry['subresource'] === undefined
  const old = managers.filter((entry) => isOwn(entry, 'Update'))
  const [first] = old
  if (first === undefined) return managers
  const applied = managers.find((entry) => isOwn(entry, 'Apply'))
  const target = applied ?? first
  const fieldsV1 = old.reduce<Json>(
    (union, { fieldsV1 = {} }) => merged(union, fieldsV1),
    target['fieldsV1'] ?? {},
  )
  return managers.flatMap((entry) => {
    if (entry === target) return [{ ...entry, operation: 'Apply', fieldsV1 }]
    return isOwn(entry, 'Update') ? [] : [entry]
  })
}

/** The union of two sets of fields as FieldsV1 writes them. */
function merged(a: Json, b: Json): Json {
  if (!isObject(a) || !isObject(b)) return a
  const both = Object.entries(b).map(([key, value]) => [
    key,
    a[key] === undefined ? value : merged(a[key], value),
  ])
  return { ...a, ...Object.fromEntries(both) }
}
