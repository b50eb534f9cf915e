import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'

const NONE: readonly string[] = []

interface References {
  readonly secrets: readonly string[]
  readonly configMaps: readonly string[]
}

/** Pod specs hardly ever change, and are shared by all states of a pod. */
const cache = new WeakMap<JsonObject, References>()

/** uids of the owners of an object. */
export function ownerIndex(object: JsonObject): readonly string[] {
  const references = metadataOf(object)['ownerReferences']
  if (!Array.isArray(references)) return NONE
  return references.map((reference: Json) => textAt(reference, 'uid'))
}

/** The node of a pod. */
export function nodeIndex(object: JsonObject): readonly string[] {
  if (object['kind'] !== 'Pod') return NONE
  const node = textAt(object, 'spec', 'nodeName')
  return node === '' ? NONE : [node]
}

/** `namespace/name` of the Secrets a pod refers to: env, envFrom, volumes, imagePullSecrets. */
export function secretIndex(object: JsonObject): readonly string[] {
  return qualified(object, referencesOf(object).secrets)
}

/** `namespace/name` of the ConfigMaps a pod refers to: env, envFrom, volumes. */
export function configMapIndex(object: JsonObject): readonly string[] {
  return qualified(object, referencesOf(object).configMaps)
}

function qualified(object: JsonObject, names: readonly string[]): readonly string[] {
  if (names.length === 0) return NONE
  const namespace = textAt(object, 'metadata', 'namespace')
  return names.map((name) => `${namespace}/${name}`)
}

function referencesOf(object: JsonObject): References {
  if (object['kind'] !== 'Pod') return { secrets: NONE, configMaps: NONE }
  const spec = objectAt(object, 'spec')
  const known = cache.get(spec)
  if (known !== undefined) return known
  const secrets = new Set<string>()
  const configMaps = new Set<string>()
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of arrayAt(spec, list)) collectContainer(container, secrets, configMaps)
  }
  for (const volume of arrayAt(spec, 'volumes')) collectVolume(volume, secrets, configMaps)
  for (const reference of arrayAt(spec, 'imagePullSecrets')) addName(secrets, textAt(reference, 'name'))
  const references = { secrets: [...secrets].sort(), configMaps: [...configMaps].sort() }
  cache.set(spec, references)
  return references
}

function collectContainer(container: Json, secrets: Set<string>, configMaps: Set<string>): void {
  for (const variable of arrayAt(container, 'env')) {
    addName(secrets, textAt(variable, 'valueFrom', 'secretKeyRef', 'name'))
    addName(configMaps, textAt(variable, 'valueFrom', 'configMapKeyRef', 'name'))
  }
  for (const source of arrayAt(container, 'envFrom')) {
    addName(secrets, textAt(source, 'secretRef', 'name'))
    addName(configMaps, textAt(source, 'configMapRef', 'name'))
  }
}

function collectVolume(volume: Json, secrets: Set<string>, configMaps: Set<string>): void {
  if (!isObject(volume)) return
  addName(secrets, textAt(volume, 'secret', 'secretName'))
  addName(configMaps, textAt(volume, 'configMap', 'name'))
  for (const source of arrayAt(volume, 'projected', 'sources')) {
    addName(secrets, textAt(source, 'secret', 'name'))
    addName(configMaps, textAt(source, 'configMap', 'name'))
  }
}

function addName(names: Set<string>, name: string): void {
  if (name !== '') names.add(name)
}
