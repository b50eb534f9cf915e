import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { recordEvent } from '../kubernetes/index.js'
import { APPLICATION_CONTROLLER } from './names.js'

/** argo-cd v3.5.1 util/argo/audit_logger.go. */
export type EventReason = 'OperationStarted' | 'OperationCompleted' | 'ResourceUpdated' | 'StatusRefreshed'

export function* appEvent(
  app: JsonObject,
  type: 'Normal' | 'Warning',
  reason: EventReason,
  message: string,
): Proc<void> {
  const involved = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', ...app }
  yield* recordEvent({ involved, type, reason, message, component: APPLICATION_CONTROLLER })
}
