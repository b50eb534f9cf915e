import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { recordEvent } from '../../client/events.js'
import { objectAt, textAt } from '../../client/objects.js'
import { REPLICA_SETS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { nameOf, type Resize, replicasOf } from './replicas.js'
import { sizeAnnotations, withAnnotations } from './revisions.js'

/** Event source of the Deployment controller. */
export const COMPONENT = 'deployment-controller'

/**
 * Writes the size and the size annotations of a ReplicaSet, and tells of a changed size. Returns the refusal's message.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (scaleReplicaSet).
 */
export function* resize(deployment: JsonObject, { replicaSet, replicas }: Resize): Proc<string | undefined> {
  const before = replicasOf(replicaSet)
  const annotated = withAnnotations(replicaSet, sizeAnnotations(deployment))
  if (before === replicas && annotated === replicaSet) return undefined
  const body = { ...annotated, spec: { ...objectAt(replicaSet, 'spec'), replicas } }
  const namespace = textAt(replicaSet, 'metadata', 'namespace')
  const name = nameOf(replicaSet)
  const response = yield* api({ verb: 'update', ...REPLICA_SETS, namespace, name, body })
  if (!succeeded(response)) return failureOf(response)
  if (before !== replicas) yield* tellScaling(deployment, name, before, replicas)
  return undefined
}

/** Resizes in order; stops at the first refusal and returns its message. */
export function* resizeAll(deployment: JsonObject, plan: readonly Resize[]): Proc<string | undefined> {
  for (const step of plan) {
    const refusal = yield* resize(deployment, step)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** `Scaled up replica set web-abc from 0 to 1`. */
export function* tellScaling(deployment: JsonObject, name: string, from: number, to: number): Proc<void> {
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`
  yield* recordEvent({
    involved: deployment,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
    component: COMPONENT,
  })
}
