import { compareKeys, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt, valueAt } from '../../../twins/kubernetes/index.js'
import type { Protection } from '../../scenario/scenario.js'

/**
 * What a rehearsal must not harm unless its author says otherwise: running pods of StatefulSets and of whatever mounts a PersistentVolumeClaim,
 * and the keys of Secrets that running pods read.
 */
export function protectionOf(objects: readonly JsonObject[]): Protection {
  const pods = objects.filter(
    (object) => object['kind'] === 'Pod' && textAt(object, 'status', 'phase') === 'Running',
  )
  return { pods: selectorsOf(objects, pods), keys: keysOf(objects, pods) }
}

/** Selectors that are the workloads' own and that a running pod has. */
function selectorsOf(objects: readonly JsonObject[], pods: readonly JsonObject[]): Protection['pods'] {
  const selectors = new Map<string, Protection['pods'][number]>()
  for (const object of objects) {
    if (!holdsData(object)) continue
    const namespace = textAt(metadataOf(object), 'namespace')
    const labels = objectAt(object, 'spec', 'selector', 'matchLabels')
    const entries = Object.entries(labels).sort(([a], [b]) => compareKeys(a, b))
    if (entries.length === 0 || !pods.some((pod) => has(pod, namespace, labels))) continue
    const selector = entries.map(([name, value]) => `${name}=${String(value)}`).join(',')
    selectors.set(`${namespace} ${selector}`, { namespace, selector })
  }
  return [...selectors].sort(([a], [b]) => compareKeys(a, b)).map(([, found]) => found)
}

function holdsData(object: JsonObject): boolean {
  if (object['kind'] === 'StatefulSet') return true
  if (object['kind'] !== 'Deployment' && object['kind'] !== 'DaemonSet') return false
  const volumes = arrayAt(object, 'spec', 'template', 'spec', 'volumes')
  return volumes.some((volume) => valueAt(volume, 'persistentVolumeClaim') !== undefined)
}

function has(pod: JsonObject, namespace: string, labels: JsonObject): boolean {
  const metadata = metadataOf(pod)
  const own = objectAt(metadata, 'labels')
  if (textAt(metadata, 'namespace') !== namespace) return false
  return Object.entries(labels).every(([name, value]) => own[name] === value)
}

/** A key, or every key of the Secret. */
interface Read {
  readonly secret: string
  readonly key: string | 'all'
}

function keysOf(objects: readonly JsonObject[], pods: readonly JsonObject[]): Protection['keys'] {
  const read = new Map<string, Set<string>>()
  for (const pod of pods) {
    const namespace = textAt(metadataOf(pod), 'namespace')
    for (const { secret, key } of readsOf(pod)) {
      const present = Object.keys(objectAt(secretNamed(objects, namespace, secret), 'data'))
      const keys = key === 'all' ? present : present.filter((each) => each === key)
      const name = `${namespace}/${secret}`
      if (keys.length > 0) read.set(name, new Set([...(read.get(name) ?? []), ...keys]))
    }
  }
  return [...read]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([name, keys]) => {
      const [namespace = '', secret = ''] = name.split('/')
      return { namespace, secret, keys: [...keys].sort(compareKeys) }
    })
}

function secretNamed(objects: readonly JsonObject[], namespace: string, name: string): JsonObject {
  const found = objects.find((object) => {
    const metadata = metadataOf(object)
    return object['kind'] === 'Secret' && metadata['name'] === name && metadata['namespace'] === namespace
  })
  return found ?? {}
}

/** Environment and volumes; what is optional is not needed. */
function readsOf(pod: JsonObject): readonly Read[] {
  const spec = objectAt(pod, 'spec')
  const containers = [...arrayAt(spec, 'initContainers'), ...arrayAt(spec, 'containers')]
  const named = (ref: JsonObject, key: string): readonly Read[] =>
    textAt(ref, 'name') === '' || ref['optional'] === true ? [] : [{ secret: textAt(ref, 'name'), key }]
  return [
    ...containers.flatMap((container) =>
      arrayAt(container, 'env').flatMap((variable) => {
        const ref = objectAt(variable, 'valueFrom', 'secretKeyRef')
        return named(ref, textAt(ref, 'key'))
      }),
    ),
    ...containers.flatMap((container) =>
      arrayAt(container, 'envFrom').flatMap((source) => named(objectAt(source, 'secretRef'), 'all')),
    ),
    ...arrayAt(spec, 'volumes').flatMap((volume) => [
      ...ofVolume(objectAt(volume, 'secret')),
      ...arrayAt(volume, 'projected', 'sources').flatMap((source) => ofVolume(objectAt(source, 'secret'))),
    ]),
  ]
}

/** A volume names the Secret `secretName`, a part of a projected one `name`. */
function ofVolume(volume: JsonObject): readonly Read[] {
  const secret = textAt(volume, 'secretName') || textAt(volume, 'name')
  if (secret === '' || volume['optional'] === true) return []
  const items: readonly Json[] = arrayAt(volume, 'items')
  return items.length === 0
    ? [{ secret, key: 'all' }]
    : items.map((item) => ({ secret, key: textAt(item, 'key') }))
}
