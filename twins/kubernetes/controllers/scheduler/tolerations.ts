import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, textAt } from '../../client/objects.js'

/**
 * The first taint with effect NoSchedule or NoExecute that the pod does not tolerate, or undefined.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go (Filter).
 */
export function untoleratedTaint(pod: JsonObject, node: JsonObject): JsonObject | undefined {
  return arrayAt(node, 'spec', 'taints')
    .filter(isObject)
    .find((taint) => {
      const effect = textAt(taint, 'effect')
      return (effect === 'NoSchedule' || effect === 'NoExecute') && !tolerates(pod, taint)
    })
}

/** Whether one of the pod's tolerations matches the taint. */
export function tolerates(pod: JsonObject, taint: JsonObject): boolean {
  return arrayAt(pod, 'spec', 'tolerations')
    .filter(isObject)
    .some((toleration) => matchesTaint(toleration, taint))
}

/**
 * An empty key with `Exists` matches every taint, an empty effect every effect; the operator is `Equal` by default.
 * Source: kubernetes/api v0.36.3 core/v1/toleration.go (ToleratesTaint).
 */
export function matchesTaint(toleration: JsonObject, taint: JsonObject): boolean {
  const effect = textAt(toleration, 'effect')
  const key = textAt(toleration, 'key')
  const exists = textAt(toleration, 'operator') === 'Exists'
  if (effect !== '' && effect !== textAt(taint, 'effect')) return false
  if (key === '') return exists
  if (key !== textAt(taint, 'key')) return false
  return exists || textAt(toleration, 'value') === textAt(taint, 'value')
}
