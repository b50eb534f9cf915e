import { ATOMIC, keyedList, PLAIN, SCALAR_SET, STRING_MAP, struct, type TypeSchema } from '../type-schema.js'

/**
 * ObjectMeta. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go (struct tags, list markers); server-side
 * apply types: kubernetes/client-go v0.36.3 applyconfigurations/internal/internal.go.
 */
export const OBJECT_META: TypeSchema = struct({
  labels: STRING_MAP,
  annotations: STRING_MAP,
  finalizers: { ...SCALAR_SET, patchStrategy: 'merge' },
  ownerReferences: keyedList({ uid: '' }, 'uid', ATOMIC),
  managedFields: PLAIN,
})

/** LabelSelector: applied as one value, merged by field in a strategic merge. */
export const LABEL_SELECTOR: TypeSchema = { ...ATOMIC, fields: { matchLabels: STRING_MAP } }

/** Conditions by `type`; `times` are the time fields that are written even when they are not set. */
export function conditions(...times: readonly string[]): TypeSchema {
  const zero = Object.fromEntries(times.map((name) => [name, null]))
  return keyedList({ type: '' }, 'type', struct({}, zero))
}

/** Conditions of the shared type. Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/types.go (Condition). */
export const META_CONDITIONS: TypeSchema = keyedList(
  { type: '' },
  'type',
  struct({}, { lastTransitionTime: null, message: '', reason: '' }),
)
