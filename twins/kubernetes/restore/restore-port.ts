import type { Assembly } from '../../contract/component.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Port } from '../../kernel/port.js'
import { CRD_GROUP } from '../api-server/resolve-resource.js'
import { objectAt, textAt } from '../client/objects.js'
import { adoptPods } from '../kubelet/adopt-pods.js'
import { typeOf } from './resolve-kinds.js'
import { restoreObjects } from './restore-objects.js'

/** The port that restores a cluster: `{ objects }` as a dump shows them, in any order. */
export const RESTORE_PORT = 'kubernetes.restore'

/**
 * Restores a cluster into a world that has not been booted: its objects into the store of the API server, and to its nodes what
 * the statuses of their pods tell. Throws `SnapshotError` for objects that cannot be restored.
 */
export function restorePort(assembly: Assembly): Port {
  return {
    name: RESTORE_PORT,
    latencyMs: 0,
    handle: (transaction, payload): Json => {
      restoreObjects(transaction, payload['objects'] as readonly JsonObject[], modelledKinds(assembly))
      adoptPods(transaction)
      return null
    },
    describe: () => 'snapshot',
  }
}

/** `group/kind` of the kinds that components bring CustomResourceDefinitions for: they know what they mean. */
function modelledKinds({ components, profile }: Assembly): ReadonlySet<string> {
  const manifests = components.flatMap((component) => component.manifests?.(profile) ?? [])
  return new Set(
    manifests
      .filter((one) => one['kind'] === 'CustomResourceDefinition' && typeOf(one).group === CRD_GROUP)
      .map((one) => `${textAt(one, 'spec', 'group')}/${textAt(objectAt(one, 'spec'), 'names', 'kind')}`),
  )
}
