import { Buffer } from 'node:buffer'
import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { groupOf, metadataOf, objectAt, textAt } from '../../kubernetes/index.js'
import { TRACKING_ID } from '../names.js'
import { annotationOf, isCrd, withMetadata } from '../objects.js'
import type { Settings } from '../settings.js'
import { type IgnoreRule, removePaths } from './ignore-differences.js'

/** How both sides of a comparison are made alike. */
export interface Normalisation {
  readonly ignoresStatusOf: 'crd' | 'all'
  readonly rules: readonly IgnoreRule[]
}

/**
 * An object as it is compared: without status, creationTimestamp and ignored paths; Secrets with `stringData` folded into
 * `data`. gitops-engine pkg/diff/diff.go (Normalize, NormalizeSecret), argo-cd util/argo/normalizers.
 */
export function normalise(object: JsonObject, { ignoresStatusOf, rules }: Normalisation): JsonObject {
  let result = withMetadata(object, { creationTimestamp: undefined, managedFields: undefined })
  if (ignoresStatusOf === 'all' || isCrd(object)) {
    const { status: _status, ...rest } = result
    result = rest
  }
  if (textAt(object, 'kind') === 'Secret' && groupOf(object) === '') result = normaliseSecret(result)
  return removePaths(result, rules)
}

function normaliseSecret(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = secret
  if (!isObject(stringData)) return secret
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(typeof value === 'string' ? value : '', 'utf8').toString('base64'),
  ])
  return {
    ...rest,
    data: { ...objectAt(secret, 'data'), ...(Object.fromEntries(encoded) as Record<string, Json>) },
  }
}

/**
 * The live object as if the change of the tracking method were done: an object that only has the label gets the target's
 * annotation, and a label that the target lacks is dropped.
 * argo-cd v3.5.1 util/argo/resource_tracking.go (Normalize).
 */
export function withTrackingMigrated(live: JsonObject, target: JsonObject, settings: Settings): JsonObject {
  if (settings.tracking === 'label') return live
  const label = textAt(metadataOf(live), 'labels', settings.instanceLabel)
  if (label === '' || annotationOf(live, TRACKING_ID) !== '') return live
  const annotations = {
    ...objectAt(metadataOf(live), 'annotations'),
    [TRACKING_ID]: annotationOf(target, TRACKING_ID),
  }
  const labels = objectAt(metadataOf(live), 'labels')
  const wanted = objectAt(metadataOf(target), 'labels')
  if (wanted[settings.instanceLabel] !== undefined) return withMetadata(live, { annotations })
  const { [settings.instanceLabel]: _label, ...kept } = labels
  return withMetadata(live, { annotations, labels: kept })
}
