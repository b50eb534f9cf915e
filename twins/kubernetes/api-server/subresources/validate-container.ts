import type { JsonObject } from '../../../kernel/json.js'
import { arrayAt, textAt } from '../../client/objects.js'
import { badRequest } from '../../status-error.js'

/**
 * The container that a request for logs or a command means; it may be left out when there is only one. Throws 400.
 * Source: kubernetes v1.36 pkg/registry/core/pod/strategy.go (validateContainer).
 */
export function validateContainer(pod: JsonObject, wanted: string): string {
  const name = textAt(pod, 'metadata', 'name')
  const containers = namesAt(pod, 'containers')
  const inits = namesAt(pod, 'initContainers')
  if (wanted !== '') {
    if ([...containers, ...inits].includes(wanted)) return wanted
    throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  }
  const [only = ''] = containers
  if (containers.length === 1) return only
  const choice = `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`
  throw badRequest(
    inits.length === 0 ? choice : `${choice} or one of the init containers: [${inits.join(' ')}]`,
  )
}

function namesAt(pod: JsonObject, list: string): readonly string[] {
  return arrayAt(pod, 'spec', list).map((container) => textAt(container, 'name'))
}
