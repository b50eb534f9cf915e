import { NotModelled } from '../../kernel/errors.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../client/objects.js'
import { type ConfigKind, type ConfigReader, notFoundText, readConfig } from './config-source.js'
import { fieldValue, type PodAddresses, resourceFieldValue } from './field-ref.js'
import type { VolumeFiles } from './records.js'

/** The files of a volume, or why it cannot be set up. */
export type VolumeResult = { readonly files: VolumeFiles } | { readonly error: string }

/** Volumes whose content is made by containers: empty at the start. */
const EMPTY_KINDS = ['emptyDir', 'hostPath', 'persistentVolumeClaim', 'ephemeral']

/**
 * Content of one volume as of now.
 * Sources: kubernetes v1.36 pkg/volume/secret/secret.go, pkg/volume/configmap/configmap.go,
 * pkg/volume/projected/projected.go (SetUpAt, MakePayload).
 * Throws `NotModelled` for kinds whose content lies outside the cluster.
 */
export function* volumeContent(
  pod: JsonObject,
  volume: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<VolumeResult> {
  if (isObject(volume['secret'])) {
    const source = objectAt(volume, 'secret')
    return yield* configFiles('Secret', textAt(source, 'secretName'), source, reader)
  }
  if (isObject(volume['configMap'])) {
    const source = objectAt(volume, 'configMap')
    return yield* configFiles('ConfigMap', textAt(source, 'name'), source, reader)
  }
  if (isObject(volume['downwardAPI']))
    return { files: downwardFiles(pod, objectAt(volume, 'downwardAPI'), addresses) }
  if (isObject(volume['projected']))
    return yield* projectedFiles(pod, objectAt(volume, 'projected'), addresses, reader)
  if (EMPTY_KINDS.some((kind) => isObject(volume[kind]))) return { files: {} }
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'without a source'
  throw new NotModelled(
    `volume ${textAt(volume, 'name')} (${kind})`,
    'Replace it by a Secret, ConfigMap, projected, emptyDir or claim volume in the scenario.',
  )
}

/** {@link volumeContent}, or undefined where the content lies outside the cluster. */
export function* contentIfModelled(
  pod: JsonObject,
  volume: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<VolumeResult | undefined> {
  try {
    return yield* volumeContent(pod, volume, addresses, reader)
  } catch (error) {
    if (error instanceof NotModelled) return undefined
    throw error
  }
}

function* configFiles(
  kind: ConfigKind,
  name: string,
  source: JsonObject,
  reader: ConfigReader,
): Proc<VolumeResult> {
  const optional = source['optional'] === true
  const data = yield* readConfig(reader, kind, name)
  if (data === undefined) return optional ? { files: {} } : { error: notFoundText(kind, name) }
  const items = arrayAt(source, 'items').filter(isObject)
  if (items.length === 0) return { files: data }
  const files: Record<string, string> = {}
  for (const item of items) {
    const key = textAt(item, 'key')
    if (Object.hasOwn(data, key)) files[textAt(item, 'path')] = data[key] as string
    else if (!optional) {
      const word = kind === 'Secret' ? 'secret' : 'config'
      return { error: `references non-existent ${word} key: ${key}` }
    }
  }
  return { files }
}

function downwardFiles(pod: JsonObject, source: JsonObject, addresses: PodAddresses): VolumeFiles {
  const files: Record<string, string> = {}
  for (const item of arrayAt(source, 'items').filter(isObject)) {
    files[textAt(item, 'path')] = isObject(item['fieldRef'])
      ? fieldValue(pod, textAt(item, 'fieldRef', 'fieldPath'), addresses)
      : resourceFieldValue(objectAt(item, 'resourceFieldRef'), pod, {})
  }
  return files
}

function* projectedFiles(
  pod: JsonObject,
  projected: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<VolumeResult> {
  let files: VolumeFiles = {}
  for (const source of arrayAt(projected, 'sources').filter(isObject)) {
    const part = yield* projectedSource(pod, source, addresses, reader)
    if ('error' in part) return part
    files = { ...files, ...part.files }
  }
  return { files }
}

function* projectedSource(
  pod: JsonObject,
  source: JsonObject,
  addresses: PodAddresses,
  reader: ConfigReader,
): Proc<VolumeResult> {
  for (const [member, kind] of [
    ['secret', 'Secret'],
    ['configMap', 'ConfigMap'],
  ] as const) {
    const reference = source[member]
    if (isObject(reference)) return yield* configFiles(kind, textAt(reference, 'name'), reference, reader)
  }
  if (isObject(source['downwardAPI']))
    return { files: downwardFiles(pod, objectAt(source, 'downwardAPI'), addresses) }
  if (isObject(source['serviceAccountToken'])) {
    const account = textAt(pod, 'spec', 'serviceAccountName') || 'default'
    const path = textAt(source, 'serviceAccountToken', 'path')
    return { files: { [path]: `token of ${reader.namespace}/${account}` } }
  }
  throw new NotModelled(
    `projected volume source ${Object.keys(source).join(', ')}`,
    'Use secret, configMap, downwardAPI or serviceAccountToken sources.',
  )
}

/** Files a container sees: absolute path -> text. A `subPath` is a file or folder of the volume. */
export function mountedFiles(
  container: JsonObject,
  volumes: Readonly<Record<string, VolumeFiles>>,
): Readonly<Record<string, string>> {
  const mounts: Record<string, string> = {}
  for (const mount of arrayAt(container, 'volumeMounts').filter(isObject)) {
    const files = volumes[textAt(mount, 'name')] ?? {}
    const target = textAt(mount, 'mountPath').replace(/\/+$/, '')
    const subPath = textAt(mount, 'subPath')
    for (const path of Object.keys(files)) {
      if (subPath === '') mounts[`${target}/${path}`] = files[path] as string
      else if (path === subPath) mounts[target] = files[path] as string
      else if (path.startsWith(`${subPath}/`))
        mounts[`${target}/${path.slice(subPath.length + 1)}`] = files[path] as string
    }
  }
  return mounts
}
