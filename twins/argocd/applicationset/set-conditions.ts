import type { JsonObject } from '../../kernel/json.js'
import { arrayAt, textAt } from '../../kubernetes/index.js'

export interface SetCondition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

const GENERATED = 'Successfully generated parameters for all Applications'

/** applicationset_controller.go (setApplicationSetStatusCondition). */
export function success(): readonly SetCondition[] {
  const reason = 'ApplicationSetUpToDate'
  const message = 'All applications have been generated successfully'
  return [
    { type: 'ErrorOccurred', status: 'False', reason, message: GENERATED },
    { type: 'ParametersGenerated', status: 'True', reason: 'ParametersGenerated', message: GENERATED },
    { type: 'ResourcesUpToDate', status: 'True', reason, message },
  ]
}

export function failure(message: string, reason: string): readonly SetCondition[] {
  return [
    { type: 'ErrorOccurred', status: 'True', reason, message },
    { type: 'ParametersGenerated', status: 'False', reason: 'ErrorOccurred', message },
    { type: 'ResourcesUpToDate', status: 'False', reason, message },
  ]
}

/** progressive_sync.go (getProgressingCondition). `step` 0: the rollout is through. */
export function rolloutCondition(step: number): SetCondition {
  const type = 'RolloutProgressing'
  return step === 0
    ? {
        type,
        status: 'False',
        reason: 'ApplicationSetRolloutComplete',
        message: 'ApplicationSet Rollout has completed',
      }
    : {
        type,
        status: 'True',
        reason: 'ApplicationSetModified',
        message: `ApplicationSet is performing rollout of step ${step}`,
      }
}

/** `status.conditions`; one that stays as it is keeps its time. */
export function withSetConditions(
  status: JsonObject,
  conditions: readonly SetCondition[],
  at: string,
): readonly JsonObject[] {
  return conditions.map((condition) => {
    const known = arrayAt(status, 'conditions').find((one) => textAt(one, 'type') === condition.type) as
      | JsonObject
      | undefined
    const same =
      known !== undefined &&
      textAt(known, 'status') === condition.status &&
      textAt(known, 'reason') === condition.reason &&
      textAt(known, 'message') === condition.message
    return same ? known : { ...condition, lastTransitionTime: at }
  })
}
