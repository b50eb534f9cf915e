import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { parseDuration } from './duration.js'

export type CreationPolicy = 'Owner' | 'Orphan' | 'Merge' | 'None' | 'CreateOrMerge'
export type DeletionPolicy = 'Delete' | 'Merge' | 'Retain'
export type RefreshPolicy = 'CreatedOnce' | 'Periodic' | 'OnChange'

/** The parts of an ExternalSecret that the controller decides by. `object` is the object as the API server gave it. */
export interface ExternalSecret {
  readonly object: JsonObject
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly metadata: JsonObject
  readonly spec: JsonObject
  readonly status: JsonObject
  /** `spec.target.name`, or the ExternalSecret's own. */
  readonly targetName: string
  readonly creationPolicy: CreationPolicy
  readonly deletionPolicy: DeletionPolicy
  readonly refreshPolicy: RefreshPolicy
  /** `spec.refreshInterval` in ms; 0 or less: fetch once. */
  readonly refreshIntervalMs: number
  readonly immutable: boolean
  readonly template: JsonObject | undefined
  readonly terminating: boolean
  /** `spec.target.manifest`: a target that is not a plain Secret. */
  readonly manifest: JsonObject | undefined
}

/** `--store-requeue-interval`; never used in practice because the CRD defaults refreshInterval. cmd/controller/root.go. */
const FALLBACK_INTERVAL_MS = 3_600_000

/** Read an ExternalSecret. Policies that are absent count as the CRD's defaults, Owner and Retain. */
export function readExternalSecret(object: JsonObject): ExternalSecret {
  const metadata = metadataOf(object)
  const spec = objectAt(object, 'spec')
  const target = objectAt(spec, 'target')
  const template = target['template']
  const manifest = target['manifest']
  const interval = spec['refreshInterval']
  return {
    object,
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    uid: textAt(metadata, 'uid'),
    metadata,
    spec,
    status: objectAt(object, 'status'),
    targetName: targetNameOf(object),
    creationPolicy: (textAt(target, 'creationPolicy') || 'Owner') as CreationPolicy,
    deletionPolicy: (textAt(target, 'deletionPolicy') || 'Retain') as DeletionPolicy,
    refreshPolicy: (textAt(spec, 'refreshPolicy') || 'Periodic') as RefreshPolicy,
    refreshIntervalMs:
      typeof interval === 'string' ? (parseDuration(interval) ?? FALLBACK_INTERVAL_MS) : FALLBACK_INTERVAL_MS,
    immutable: target['immutable'] === true,
    template: isObject(template) ? template : undefined,
    terminating: textAt(metadata, 'deletionTimestamp') !== '',
    manifest: isObject(manifest) ? manifest : undefined,
  }
}

/** The name of the object an ExternalSecret writes. */
export function targetNameOf(object: JsonObject): string {
  return textAt(object, 'spec', 'target', 'name') || textAt(object, 'metadata', 'name')
}

/** True when the target is named by `spec.target.manifest`. */
export function hasGenericTarget(object: JsonObject): boolean {
  return isObject(valueAt(object, 'spec', 'target', 'manifest'))
}

/** The Ready condition of an ExternalSecret or a store, if it has one. */
export function readyConditionOf(object: JsonObject): JsonObject | undefined {
  const conditions = arrayAt(object, 'status', 'conditions')
  return conditions.find((item): item is JsonObject => isObject(item) && item['type'] === 'Ready')
}
