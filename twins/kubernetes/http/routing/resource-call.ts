import type { ApiRequest } from '../../client/api.js'
import type { HttpHost, HttpRequest } from '../contract.js'
import type { RememberedWorlds } from '../lists/remembered-worlds.js'
import type { ManagerHistory } from '../watch/manager-history.js'
import type { SharedLines } from '../watch/shared-lines.js'
import type { Query } from './query.js'
import type { ResourcePath } from './route.js'

/** A request for objects, on its way. */
export interface ResourceCall {
  readonly path: ResourcePath
  readonly query: Query
  readonly http: HttpRequest
  readonly host: HttpHost
  readonly remembered: RememberedWorlds
  readonly lines: SharedLines
  readonly managers: ManagerHistory
}

/** The members of a request that say where. */
export function addressOf(path: ResourcePath): Omit<ApiRequest, 'verb'> {
  const { group, version, resource, namespace, name, subresource } = path
  return {
    group,
    version,
    resource,
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
    ...(subresource === '' ? {} : { subresource: subresource as NonNullable<ApiRequest['subresource']> }),
  }
}
