import type { JsonObject } from '../kernel/json.js'
import { metadataOf, objectAt, textAt } from '../kubernetes/index.js'
import { ARGOCD_NAMESPACE, INSTALLATION_ID, TRACKING_ID } from './names.js'
import { annotationOf, isCrd, keyOf, type ResourceKey, withMetadata } from './objects.js'
import type { Settings } from './settings.js'

/** Kubernetes' limit for label values, to which the label of `annotation+label` is cut. */
const LABEL_LENGTH = 63

/** How an Application is called in tracking metadata: with its namespace when that is not Argo CD's own. */
export function instanceName(namespace: string, name: string): string {
  return namespace === ARGOCD_NAMESPACE ? name : `${namespace}_${name}`
}

/** The queue key of the Application an instance name means. */
export function applicationKey(instance: string): string {
  const split = instance.indexOf('_')
  return split < 0
    ? `${ARGOCD_NAMESPACE}/${instance}`
    : `${instance.slice(0, split)}/${instance.slice(split + 1)}`
}

/** What an annotation `tracking-id` says; undefined when it is not one. */
export interface TrackingId extends ResourceKey {
  readonly instance: string
}

/** argo-cd v3.5.1 util/argo/resource_tracking.go (ParseAppInstanceValue). */
export function parseTrackingId(text: string): TrackingId | undefined {
  const parts = text.split(':')
  if (parts.length !== 3) return undefined
  const [instance = '', type = '', object = ''] = parts
  const [group, kind, ...moreType] = type.split('/')
  const [namespace, name, ...moreObject] = object.split('/')
  if (group === undefined || kind === undefined || moreType.length > 0) return undefined
  if (namespace === undefined || name === undefined || moreObject.length > 0) return undefined
  return { instance, group, kind, namespace, name }
}

/** resource_tracking.go (BuildAppInstanceValue). */
function trackingIdOf(instance: string, object: JsonObject, destinationNamespace: string): string {
  const { group, kind, namespace, name } = keyOf(object)
  return `${instance}:${group}/${kind}:${namespace || destinationNamespace}/${name}`
}

/** A manifest with the metadata that marks it; CustomResourceDefinitions are never marked. (SetAppInstance.) */
export function withTracking(
  object: JsonObject,
  instance: string,
  destinationNamespace: string,
  settings: Settings,
): JsonObject {
  if (isCrd(object)) return object
  const metadata = metadataOf(object)
  const labels = objectAt(metadata, 'labels')
  const annotations = objectAt(metadata, 'annotations')
  const { tracking, instanceLabel, installationId } = settings
  const installation = installationId === '' ? {} : { [INSTALLATION_ID]: installationId }
  const id = { [TRACKING_ID]: trackingIdOf(instance, object, destinationNamespace), ...installation }
  switch (tracking) {
    case 'label':
      return withMetadata(object, { labels: { ...labels, [instanceLabel]: instance } })
    case 'annotation':
      return withMetadata(object, { annotations: { ...annotations, ...id } })
    case 'annotation+label': {
      const label = instance.slice(0, LABEL_LENGTH).replace(/[^A-Za-z0-9]+$/, '')
      return withMetadata(object, {
        labels: { ...labels, [instanceLabel]: label },
        annotations: { ...annotations, ...id },
      })
    }
  }
}

/** The instance a live object belongs to; '' for none. (GetAppName, getAppInstanceValue.) */
export function instanceOf(
  object: JsonObject,
  { tracking, instanceLabel, installationId }: Settings,
): string {
  if (tracking === 'label') return textAt(metadataOf(object), 'labels', instanceLabel)
  if (installationId !== '' && annotationOf(object, INSTALLATION_ID) !== installationId) return ''
  return parseTrackingId(annotationOf(object, TRACKING_ID))?.instance ?? ''
}

/**
 * Whether the mark names the object that carries it: a copied annotation does not. With labels nobody can tell.
 * argo-cd v3.5.1 controller/state.go (isSelfReferencedObj).
 */
export function isSelfReferenced(live: JsonObject, { tracking }: Settings): boolean {
  if (tracking === 'label') return true
  const id = parseTrackingId(annotationOf(live, TRACKING_ID))
  if (id === undefined) return true
  const key = keyOf(live)
  const sameNamespace = key.namespace === '' || id.namespace === key.namespace
  return sameNamespace && id.name === key.name && id.group === key.group && id.kind === key.kind
}
