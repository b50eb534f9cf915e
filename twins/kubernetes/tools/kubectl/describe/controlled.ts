import { isObject, type JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { arrayAt, textAt } from '../../../client/objects.js'
import { controllerOf } from '../../../controllers/owner-references.js'
import type { Invocation } from '../command.js'
import { controlledObjects } from '../controlled-objects.js'
import { isCommandError } from '../errors.js'
import type { DescribeText } from './describe-text.js'

const PODS = { group: '', version: 'v1', resource: 'pods' }

/** `Controlled By:` with the controlling owner, if there is one. */
export function describeController(text: DescribeText, object: JsonObject): void {
  const controller = controllerOf(object)
  if (controller === undefined) return
  text.line(0, `Controlled By:\t${textAt(controller, 'kind')}/${textAt(controller, 'name')}`)
}

/** `1 Running / 0 Waiting / …` of the pods a workload controls. Source: describe.go (getPodStatusForController). */
export function* podStatusOf(invocation: Invocation, workload: JsonObject): Proc<string> {
  try {
    const own = yield* controlledObjects(invocation, PODS, workload)
    const count = (phase: string): number =>
      own.filter((pod) => textAt(pod, 'status', 'phase') === phase).length
    const [running, waiting] = [count('Running'), count('Pending')]
    return `${running} Running / ${waiting} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
  } catch (error) {
    if (!isCommandError(error)) throw error
    return `error in fetching pods: ${error.message}`
  }
}

/** `Conditions:` with type, status and reason, as workloads have them. */
export function describeReasons(text: DescribeText, object: JsonObject): void {
  const conditions = arrayAt(object, 'status', 'conditions').filter(isObject)
  if (conditions.length === 0) return
  text.line(0, 'Conditions:')
  text.line(1, 'Type\tStatus\tReason')
  text.line(1, '----\t------\t------')
  for (const condition of conditions) {
    const { type, status } = condition
    text.line(1, `${String(type)} \t${String(status)}\t${textAt(condition, 'reason')}`)
  }
}
