import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { recordEvent } from '../kubernetes/index.js'
import type { ConditionText } from './messages.js'

/** The recorder's name. external-secrets v2.9.0 externalsecret_controller.go (GetEventRecorderFor). */
const COMPONENT = 'external-secrets'

/** Record an event of type Normal about an ExternalSecret. */
export function* normalEvent(involved: JsonObject, text: ConditionText): Proc<void> {
  yield* recordEvent({ involved, type: 'Normal', ...text, component: COMPONENT })
}

/** Record the event of a failure: the only place that has the whole error text. externalsecret_controller.go (markAsFailed). */
export function* failureEvent(involved: JsonObject, message: string): Proc<void> {
  yield* recordEvent({ involved, type: 'Warning', reason: 'UpdateFailed', message, component: COMPONENT })
}

/** Record an event about a store; the component is the controller's. secretstore/secretstore_controller.go. */
export function* storeEvent(
  involved: JsonObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
): Proc<void> {
  yield* recordEvent({ involved, type, reason, message, component })
}
