import type { JsonObject } from '../../../kernel/json.js'
import { isObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { recordEvent } from '../../client/events.js'
import { arrayAt, metadataOf, textAt } from '../../client/objects.js'

/** Working memory of one look at one CronJob: lives as long as the reconcile. */
export interface CronJobSync {
  readonly cronJob: JsonObject
  /** The Jobs it controls. */
  readonly jobs: readonly JsonObject[]
  readonly nowMs: number
  /** `status.active` in the making. */
  active: readonly JsonObject[]
  lastScheduleTime: string
  lastSuccessfulTime: string
}

export function newCronJobSync(cronJob: JsonObject, jobs: readonly JsonObject[], nowMs: number): CronJobSync {
  return {
    cronJob,
    jobs,
    nowMs,
    active: arrayAt(cronJob, 'status', 'active').filter(isObject),
    lastScheduleTime: textAt(cronJob, 'status', 'lastScheduleTime'),
    lastSuccessfulTime: textAt(cronJob, 'status', 'lastSuccessfulTime'),
  }
}

/** `status` as it shall be. */
export function statusOf({ active, lastScheduleTime, lastSuccessfulTime }: CronJobSync): JsonObject {
  return {
    ...(active.length === 0 ? {} : { active }),
    ...(lastScheduleTime === '' ? {} : { lastScheduleTime }),
    ...(lastSuccessfulTime === '' ? {} : { lastSuccessfulTime }),
  }
}

/** Reference to a Job in `status.active`. */
export function referenceTo(job: JsonObject): JsonObject {
  const { name, namespace, uid, resourceVersion } = metadataOf(job)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: name ?? '',
    namespace: namespace ?? '',
    resourceVersion: resourceVersion ?? '',
    uid: uid ?? '',
  }
}

export function tell(
  sync: CronJobSync,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): Proc<void> {
  return recordEvent({ involved: sync.cronJob, type, reason, message, component: 'cronjob-controller' })
}
