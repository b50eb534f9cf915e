import type { Json, JsonObject } from '../kernel/json.js'
import { nodeManifest, textAt } from '../kubernetes/index.js'

/** What a cluster has at most one of, as far as a world is concerned: the class that claims without one get. */
const ONE_OF_A_KIND: ReadonlySet<string> = new Set(['StorageClass'])

/** The objects that a snapshot has none of its own for; the others give way, and so does a class where the snapshot has any. */
export function lackingIn(
  snapshot: readonly JsonObject[],
  objects: readonly JsonObject[],
): readonly JsonObject[] {
  const taken = new Set(snapshot.map(identityOf))
  const kinds = new Set(snapshot.map((object) => textAt(object, 'kind')))
  return objects.filter((object) => {
    const kind = textAt(object, 'kind')
    return !taken.has(identityOf(object)) && !(ONE_OF_A_KIND.has(kind) && kinds.has(kind))
  })
}

/**
 * What a snapshot takes for granted: the namespaces of its objects, and, where it shows no node at all, the nodes of its pods: Ready,
 * without taints or limits. `beside`: what there is besides.
 */
export function impliedBy(
  snapshot: readonly JsonObject[],
  beside: readonly JsonObject[],
): readonly JsonObject[] {
  const implied = new Map<string, JsonObject>()
  const add = (object: JsonObject): void => {
    implied.set(identityOf(object), object)
  }
  for (const object of snapshot) {
    const namespace = textAt(object, 'metadata', 'namespace')
    if (namespace !== '') add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  }
  if (!snapshot.some(isNode)) {
    for (const pod of snapshot.filter((object) => object['kind'] === 'Pod')) {
      const name = textAt(pod, 'spec', 'nodeName')
      const internalIp = textAt(pod, 'status', 'hostIP')
      if (name !== '') add(nodeManifest(name, internalIp === '' ? {} : { internalIp }))
    }
  }
  return lackingIn([...snapshot, ...beside], [...implied.values()])
}

function isNode(object: JsonObject): boolean {
  return object['kind'] === 'Node' && object['apiVersion'] === 'v1'
}

/** Group, kind, namespace and name. */
function identityOf(object: JsonObject): string {
  const [group = ''] = textAt(object, 'apiVersion').split('/').reverse().slice(1)
  const parts: readonly Json[] = [group, object['kind'] ?? '']
  return [...parts, textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name')].join('/')
}
