import type { World } from '../../../kernel/world.js'
import { resolveResource } from '../../api-server/resolve-resource.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import type { Resource } from '../../client/api.js'
import { StatusError } from '../../status-error.js'

/** The resource of an address in a world; undefined when it is not served there. */
export function servedAt(world: World, address: Resource): ServedResource | undefined {
  try {
    return resolveResource(world, address).resource
  } catch (error) {
    if (error instanceof StatusError) return undefined
    throw error
  }
}
