import type { JsonObject } from '../../../kernel/json.js'
import { textAt, toTimestamp } from '../../client/objects.js'
import { conditionsOf, findCondition } from '../conditions.js'

/** A condition of a Job with status True. */
export interface JobCondition {
  readonly type: 'Complete' | 'Failed' | 'SuccessCriteriaMet' | 'FailureTarget'
  readonly reason: string
  readonly message: string
}

/**
 * Texts of the conditions that end a Job. Source: kubernetes v1.36 pkg/controller/job/job_controller.go (syncJob,
 * newSuccessCondition), api/batch/v1/types.go (JobReason...).
 */
export const outcomes = {
  completed: {
    type: 'SuccessCriteriaMet',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  },
  backOffLimit: {
    type: 'FailureTarget',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  },
  deadline: {
    type: 'FailureTarget',
    reason: 'DeadlineExceeded',
    message: 'Job was active longer than specified deadline',
  },
} as const satisfies Readonly<Record<string, JobCondition>>

/** Complete or Failed. Source: kubernetes v1.36 pkg/controller/job/util/utils.go (FinishedCondition). */
export function finishedCondition(job: JsonObject): JsonObject | undefined {
  return conditionsOf(job).find(
    (one) => (one['type'] === 'Complete' || one['type'] === 'Failed') && one['status'] === 'True',
  )
}

/**
 * The conditions with this one: added when it is new (but never as False), replaced when anything differs; the same
 * reference when nothing does. Source: job_controller.go (ensureJobConditionStatus).
 */
export function withCondition(
  conditions: readonly JsonObject[],
  wanted: {
    readonly type: string
    readonly status: 'True' | 'False'
    readonly reason: string
    readonly message: string
  },
  nowMs: number,
): readonly JsonObject[] {
  const before = findCondition(conditions, wanted.type)
  if (before === undefined && wanted.status === 'False') return conditions
  const same = (['status', 'reason', 'message'] as const).every(
    (field) => textAt(before, field) === wanted[field],
  )
  if (before !== undefined && same) return conditions
  const at = toTimestamp(nowMs)
  const { type, status, reason, message } = wanted
  const condition = {
    type,
    status,
    lastProbeTime: at,
    lastTransitionTime: at,
    ...(reason === '' ? {} : { reason }),
    ...(message === '' ? {} : { message }),
  }
  return before === undefined
    ? [...conditions, condition]
    : conditions.map((one) => (one === before ? condition : one))
}
