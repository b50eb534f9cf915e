import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, numberAt, textAt, valueAt } from '../../client/objects.js'
import { conditionsOf } from '../conditions.js'

/** What a pod failure policy says of a failed pod. */
export interface PolicyMatch {
  /** Why the whole Job fails, if it does. */
  readonly jobFailure: string | undefined
  /** Whether the failure counts towards the back-off limit. */
  readonly counts: boolean
}

const COUNTS: PolicyMatch = { jobFailure: undefined, counts: true }

/**
 * The first rule of `spec.podFailurePolicy` that matches decides; a failure that no rule matches counts.
 * Source: kubernetes v1.36 pkg/controller/job/pod_failure_policy.go (matchPodFailurePolicy).
 */
export function matchFailurePolicy(job: JsonObject, pod: JsonObject): PolicyMatch {
  const rules = arrayAt(job, 'spec', 'podFailurePolicy', 'rules')
  for (const [index, rule] of rules.entries()) {
    const why = whyMatches(rule as JsonObject, pod)
    if (why === undefined) continue
    const action = textAt(rule, 'action')
    if (action === 'Ignore') return { jobFailure: undefined, counts: false }
    if (action === 'FailJob')
      return { jobFailure: `${why} matching FailJob rule at index ${index}`, counts: true }
    return COUNTS
  }
  return COUNTS
}

function whyMatches(rule: JsonObject, pod: JsonObject): string | undefined {
  const subject = `${textAt(metadataOf(pod), 'namespace')}/${textAt(metadataOf(pod), 'name')}`
  const onExitCodes = rule['onExitCodes']
  if (isObject(onExitCodes)) {
    const status = [
      ...arrayAt(pod, 'status', 'containerStatuses'),
      ...arrayAt(pod, 'status', 'initContainerStatuses'),
    ].find((one) => matchesExitCode(onExitCodes, one as JsonObject))
    if (status === undefined) return undefined
    const code = numberAt(status, 0, 'state', 'terminated', 'exitCode')
    return `Container ${textAt(status, 'name')} for pod ${subject} failed with exit code ${code}`
  }
  const patterns = arrayAt(rule, 'onPodConditions')
  const condition = conditionsOf(pod).find((one) =>
    patterns.some(
      (wanted) => textAt(wanted, 'type') === one['type'] && textAt(wanted, 'status') === one['status'],
    ),
  )
  return condition === undefined ? undefined : `Pod ${subject} has condition ${textAt(condition, 'type')}`
}

function matchesExitCode(requirement: JsonObject, status: JsonObject): boolean {
  if (valueAt(status, 'state', 'terminated') === undefined) return false
  const name = requirement['containerName']
  if (name !== undefined && name !== status['name']) return false
  const code = numberAt(status, 0, 'state', 'terminated', 'exitCode')
  if (code === 0) return false
  const listed = arrayAt(requirement, 'values').includes(code)
  return textAt(requirement, 'operator') === 'In' ? listed : !listed
}
