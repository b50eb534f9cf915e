import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import type { Resource } from '../../client/api.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { isControlledBy } from '../../controllers/owner-references.js'
import { formatLabelSelector } from '../../schema/builtin/printing.js'
import { send } from './client.js'
import type { Invocation } from './command.js'

/** The objects of a resource that a workload selects and controls, by name. */
export function* controlledObjects(
  invocation: Invocation,
  resource: Resource,
  workload: JsonObject,
): Proc<readonly JsonObject[]> {
  const body = yield* send(invocation, {
    verb: 'list',
    ...resource,
    namespace: textAt(metadataOf(workload), 'namespace'),
    labelSelector: formatLabelSelector(objectAt(workload, 'spec', 'selector')),
  })
  return arrayAt(body, 'items')
    .filter(isObject)
    .filter((object) => isControlledBy(object, workload))
}
