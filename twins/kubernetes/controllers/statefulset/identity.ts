import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { podFromTemplate } from '../pod-template.js'
import { claimName, claimTemplatesOf, isMemberOf, ordinalOf } from './names.js'

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index'
/** Label with the name of the ControllerRevision a pod was made from. */
export const REVISION_LABEL = 'controller-revision-hash'

export const revisionOf = (pod: JsonObject): string => textAt(pod, 'metadata', 'labels', REVISION_LABEL)

/**
 * The pod of an ordinal, not yet created. `template` is that of the revision named.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_utils.go (newStatefulSetPod, initIdentity, updateStorage).
 */
export function newPod(set: JsonObject, template: JsonObject, revision: string, ordinal: number): JsonObject {
  const bare = podFromTemplate(set, template)
  const name = `${textAt(set, 'metadata', 'name')}-${ordinal}`
  const subdomain = textAt(set, 'spec', 'serviceName')
  const labels = {
    ...objectAt(bare, 'metadata', 'labels'),
    ...identityLabels(name, ordinal),
    [REVISION_LABEL]: revision,
  }
  const spec = {
    ...objectAt(bare, 'spec'),
    hostname: name,
    ...(subdomain === '' ? {} : { subdomain }),
  }
  return withStorage(set, { ...bare, metadata: { ...metadataOf(bare), name, labels }, spec })
}

function identityLabels(name: string, ordinal: number): JsonObject {
  return { [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) }
}

/** Source: as above (identityMatches). */
export function identityMatches(set: JsonObject, pod: JsonObject): boolean {
  const name = textAt(pod, 'metadata', 'name')
  return isMemberOf(set, pod) && textAt(pod, 'metadata', 'labels', POD_NAME_LABEL) === name
}

/** The pod with the labels of its identity. Source: as above (updateIdentity). */
export function withIdentity(pod: JsonObject): JsonObject {
  const metadata = metadataOf(pod)
  const labels = {
    ...objectAt(metadata, 'labels'),
    ...identityLabels(textAt(metadata, 'name'), ordinalOf(pod)),
  }
  return { ...pod, metadata: { ...metadata, labels } }
}

/** Whether the pod's volumes refer to the claims of its ordinal. Source: as above (storageMatches). */
export function storageMatches(set: JsonObject, pod: JsonObject): boolean {
  const volumes = arrayAt(pod, 'spec', 'volumes').filter(isObject)
  return claimTemplatesOf(set).every((template) => {
    const volume = volumes.find((one) => one['name'] === textAt(template, 'metadata', 'name'))
    return textAt(volume, 'persistentVolumeClaim', 'claimName') === claimName(set, template, ordinalOf(pod))
  })
}

/** The pod with a volume per claim template, before its other volumes. */
export function withStorage(set: JsonObject, pod: JsonObject): JsonObject {
  const templates = claimTemplatesOf(set)
  if (templates.length === 0) return pod
  const names = new Set(templates.map((template) => textAt(template, 'metadata', 'name')))
  const volumes: Json[] = templates.map((template) => ({
    name: textAt(template, 'metadata', 'name'),
    persistentVolumeClaim: { claimName: claimName(set, template, ordinalOf(pod)) },
  }))
  const others = arrayAt(pod, 'spec', 'volumes').filter((volume) => !names.has(textAt(volume, 'name')))
  return { ...pod, spec: { ...objectAt(pod, 'spec'), volumes: [...volumes, ...others] } }
}
