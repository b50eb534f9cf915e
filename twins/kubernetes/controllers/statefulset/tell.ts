import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { recordEvent } from '../../client/events.js'
import { textAt } from '../../client/objects.js'

const COMPONENT = 'statefulset-controller'

const REASONS = { create: 'Create', update: 'Update', delete: 'Delete' } as const

/**
 * `create Pod web-0 in StatefulSet web successful`, or why not.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_pod_control.go (recordPodEvent).
 */
export function tellPod(
  verb: keyof typeof REASONS,
  set: JsonObject,
  pod: JsonObject,
  error: string | undefined,
): Proc<void> {
  const text = `${verb} Pod ${textAt(pod, 'metadata', 'name')} in StatefulSet ${textAt(set, 'metadata', 'name')}`
  return tell(
    set,
    REASONS[verb],
    error === undefined ? `${text} successful` : `${text} failed error: ${error}`,
    error,
  )
}

/** `create Claim data-web-0 Pod web-0 in StatefulSet web success`. Source: as above (recordClaimEvent). */
export function tellClaim(
  set: JsonObject,
  pod: JsonObject,
  claim: string,
  error: string | undefined,
): Proc<void> {
  const [podName, setName] = [textAt(pod, 'metadata', 'name'), textAt(set, 'metadata', 'name')]
  const text =
    error === undefined
      ? `create Claim ${claim} Pod ${podName} in StatefulSet ${setName} success`
      : `create Claim ${claim} for Pod ${podName} in StatefulSet ${setName} failed error: ${error}`
  return tell(set, 'Create', text, error)
}

function tell(set: JsonObject, what: string, message: string, error: string | undefined): Proc<void> {
  const failed = error !== undefined
  return recordEvent({
    involved: set,
    type: failed ? 'Warning' : 'Normal',
    reason: `${failed ? 'Failed' : 'Successful'}${what}`,
    message,
    component: COMPONENT,
  })
}
