import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { api, succeeded } from '../client/api.js'
import { objectAt, textAt } from '../client/objects.js'
import { CONFIG_MAPS, SECRETS } from '../controllers/resources.js'
import { decodeBase64 } from '../schema/base64.js'

/** Keys and texts of a Secret or ConfigMap. */
export type ConfigData = Readonly<Record<string, string>>

/** The two kinds that containers read from, as messages name them. */
export type ConfigKind = 'Secret' | 'ConfigMap'

/** Reads Secrets and ConfigMaps, each once within one look at a pod. */
export interface ConfigReader {
  readonly namespace: string
  readonly known: Map<string, ConfigData | undefined>
}

export function configReader(namespace: string): ConfigReader {
  return { namespace, known: new Map() }
}

/** The data, or undefined when the object does not exist. */
export function* readConfig(
  reader: ConfigReader,
  kind: ConfigKind,
  name: string,
): Proc<ConfigData | undefined> {
  const cacheKey = `${kind}/${name}`
  if (reader.known.has(cacheKey)) return reader.known.get(cacheKey)
  const resource = kind === 'Secret' ? SECRETS : CONFIG_MAPS
  const found = yield* api({ verb: 'get', ...resource, namespace: reader.namespace, name })
  const data = succeeded(found) ? dataOf(kind, found.body) : undefined
  reader.known.set(cacheKey, data)
  return data
}

function dataOf(kind: ConfigKind, object: JsonObject): ConfigData {
  const data: Record<string, string> = {}
  const decoded = kind === 'Secret' ? objectAt(object, 'data') : objectAt(object, 'binaryData')
  for (const key of Object.keys(decoded)) data[key] = decodeBase64(textAt(decoded, key))
  if (kind === 'Secret') return data
  const plain = objectAt(object, 'data')
  for (const key of Object.keys(plain)) data[key] = textAt(plain, key)
  return data
}

/** `secret "s" not found`. Source: kubernetes v1.36 pkg/kubelet/util/manager/watch_based_manager.go (Get). */
export function notFoundText(kind: ConfigKind, name: string): string {
  return `${kind.toLowerCase()} "${name}" not found`
}
