import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { arrayAt, findObject, listObjects, numberAt, objectAt, textAt } from '../../client/objects.js'
import { forbidden } from '../../status-error.js'

const PODS = { group: '', resource: 'pods' }
/** Priority classes every cluster has. Source: kubernetes v1.36 pkg/apis/scheduling/v1/helpers.go. */
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}
const PREEMPTION = 'PreemptLowerPriority'
/** Taints that a pod tolerates for five minutes unless it says otherwise. */
const TOLERATED = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const TOLERATION_SECONDS = 300

/**
 * What the API server adds to every new pod: its ServiceAccount, its priority, and tolerations for nodes that fail.
 * Throws 403 for a ServiceAccount or PriorityClass that does not exist.
 * Departs from upstream: no volume with a token of the ServiceAccount is added; and the account `default`, for which
 * upstream waits up to a second, may still be missing.
 * Source: kubernetes v1.36 plugin/pkg/admission/{serviceaccount,priority,defaulttolerationseconds}/admission.go.
 */
export function admitPod(pod: JsonObject, view: View): JsonObject {
  const spec = objectAt(pod, 'spec')
  return {
    ...pod,
    spec: {
      ...spec,
      ...serviceAccountOf(pod, view),
      ...priorityOf(pod, view),
      tolerations: withFailureTolerations(arrayAt(spec, 'tolerations')),
    },
  }
}

function refused(pod: JsonObject, why: string): Error {
  const name = textAt(pod, 'metadata', 'name')
  return forbidden(PODS, name, why)
}

function serviceAccountOf(pod: JsonObject, view: View): JsonObject {
  const spec = objectAt(pod, 'spec')
  const namespace = textAt(pod, 'metadata', 'namespace')
  const name = textAt(spec, 'serviceAccountName') || 'default'
  const account = findObject(view, '', 'serviceaccounts', namespace, name)
  if (account === undefined && name !== 'default') {
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`
    throw refused(pod, why)
  }
  const secrets = arrayAt(account, 'imagePullSecrets')
  const inherits = arrayAt(spec, 'imagePullSecrets').length === 0 && secrets.length > 0
  return {
    serviceAccountName: name,
    serviceAccount: name,
    ...(inherits ? { imagePullSecrets: secrets } : {}),
  }
}

function priorityOf(pod: JsonObject, view: View): JsonObject {
  const spec = objectAt(pod, 'spec')
  const given = spec['preemptionPolicy']
  const name = textAt(spec, 'priorityClassName')
  const system = SYSTEM_CLASSES[name]
  if (system !== undefined) return { priority: system, preemptionPolicy: given ?? PREEMPTION }
  const found =
    name === '' ? defaultClass(view) : findObject(view, 'scheduling.k8s.io', 'priorityclasses', '', name)
  if (found === undefined) {
    if (name !== '') throw refused(pod, `no PriorityClass with name ${name} was found`)
    return { priority: 0, preemptionPolicy: given ?? PREEMPTION }
  }
  return {
    priorityClassName: textAt(found, 'metadata', 'name'),
    priority: numberAt(found, 0, 'value'),
    preemptionPolicy: given ?? (textAt(found, 'preemptionPolicy') || PREEMPTION),
  }
}

/** The class that is the global default; of several the one with the smallest value. */
function defaultClass(view: View): JsonObject | undefined {
  const classes = listObjects(view, 'scheduling.k8s.io', 'priorityclasses')
  const defaults = classes.filter((one) => one['globalDefault'] === true)
  return defaults.sort((a, b) => numberAt(a, 0, 'value') - numberAt(b, 0, 'value'))[0]
}

function withFailureTolerations(own: readonly Json[]): readonly Json[] {
  const missing = TOLERATED.filter((key) => !own.some((one) => isObject(one) && covers(one, key)))
  if (missing.length === 0) return own
  const added = missing.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: TOLERATION_SECONDS,
  }))
  return [...own, ...added]
}

function covers(toleration: JsonObject, key: string): boolean {
  const effect = textAt(toleration, 'effect')
  const own = textAt(toleration, 'key')
  return (own === key || own === '') && (effect === 'NoExecute' || effect === '')
}
