import type { JsonObject } from '../../kernel/json.js'
import { textAt } from '../client/objects.js'
import { isPodTerminal } from '../controllers/pods.js'

/** Name of the index of API objects by the address that leads to them. */
export const ADDRESS_INDEX = 'address'

const NONE: readonly string[] = []

/** The address of a pod that has not ended, or the cluster IP of a Service. */
export function addressIndex(object: JsonObject): readonly string[] {
  if (object['kind'] === 'Pod') {
    const address = textAt(object, 'status', 'podIP')
    return address === '' || isPodTerminal(object) ? NONE : [address]
  }
  if (object['kind'] !== 'Service') return NONE
  const address = textAt(object, 'spec', 'clusterIP')
  return address === '' || address === 'None' ? NONE : [address]
}
