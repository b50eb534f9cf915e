import type { JsonObject } from '../kernel/json.js'
import { arrayAt, textAt } from '../kubernetes/index.js'

/** argo-cd v3.5.1 pkg/apis/application/v1alpha1/types.go (ApplicationConditionType), those that are modelled. */
export type ConditionType =
  | 'DeletionError'
  | 'InvalidSpecError'
  | 'ComparisonError'
  | 'SyncError'
  | 'SharedResourceWarning'
  | 'RepeatedResourceWarning'

export interface Condition {
  readonly type: ConditionType
  readonly message: string
}

/** Types that an evaluation replaces; DeletionError is another one's. */
const EVALUATED: ReadonlySet<string> = new Set<ConditionType>([
  'InvalidSpecError',
  'ComparisonError',
  'SyncError',
  'SharedResourceWarning',
  'RepeatedResourceWarning',
])

/** `status.conditions` after an evaluation; a condition that stays keeps its time. types.go (SetConditions). */
export function withConditions(
  status: JsonObject,
  conditions: readonly Condition[],
  at: string,
): readonly JsonObject[] {
  const known = arrayAt(status, 'conditions') as readonly JsonObject[]
  const kept = known.filter((condition) => !EVALUATED.has(textAt(condition, 'type')))
  const next = conditions.map(({ type, message }) => {
    const same = known.find((one) => textAt(one, 'type') === type && textAt(one, 'message') === message)
    return same ?? { type, message, lastTransitionTime: at }
  })
  return [...kept, ...next]
}

/** `Type: message;Type: message`. argo-cd v3.5.1 util/argo/argo.go (FormatAppConditions). */
export function formatConditions(conditions: readonly Condition[]): string {
  return conditions.map(({ type, message }) => `${type}: ${message}`).join(';')
}

/** Those that keep an operation from running. */
export function isBlocking({ type }: Condition): boolean {
  return type === 'ComparisonError' || type === 'InvalidSpecError'
}
