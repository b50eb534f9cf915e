import type { JsonObject } from '../kernel/json.js'
import { fromTimestamp, metadataOf, objectAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import type { ExternalSecret } from './external-secret.js'
import { ANNOTATION_DATA_HASH, LABEL_MANAGED, LABEL_MANAGED_VALUE } from './names.js'
import { hashOfData, resourceVersionOf } from './object-hash.js'
import { refreshAllowed } from './sync-windows.js'

/**
 * Whether the provider is to be asked, whatever the target looks like.
 * external-secrets v2.9.0 and v0.10.7 pkg/controllers/externalsecret/externalsecret_controller.go (shouldRefresh).
 */
export function shouldRefresh(es: ExternalSecret, behaviours: Behaviours, nowMs: number): boolean {
  const synced = textAt(es.status, 'syncedResourceVersion')
  const refreshed = textAt(es.status, 'refreshTime')
  const changed = synced !== resourceVersionOf(es.metadata, behaviours)
  if (behaviours.refreshPolicy && es.refreshPolicy !== 'Periodic') {
    if (synced === '' || refreshed === '') return true
    return es.refreshPolicy === 'OnChange' && changed
  }
  const once = es.refreshIntervalMs <= 0 && synced !== ''
  if (behaviours.zeroIntervalFreezes && once) return false
  if (changed) return true
  if (once) return false
  if (refreshed === '') return true
  const refreshedMs = fromTimestamp(refreshed)
  if (behaviours.zeroIntervalFreezes && refreshedMs > nowMs) return true
  if (refreshedMs + es.refreshIntervalMs >= nowMs) return false
  return !behaviours.syncWindows || refreshAllowed(es.spec, nowMs)
}

/**
 * Whether the target Secret (undefined: absent) still is what the last sync wrote. ownerReferences and the label
 * `created-by` are not looked at. externalsecret_controller.go (isSecretValid).
 */
export function isSecretValid(
  secret: JsonObject | undefined,
  es: ExternalSecret,
  behaviours: Behaviours,
): boolean {
  if (behaviours.orphanAlwaysValid && es.creationPolicy === 'Orphan') return true
  if (secret === undefined) return false
  const metadata = metadataOf(secret)
  if (behaviours.managesOwnership && textAt(metadata, 'labels', LABEL_MANAGED) !== LABEL_MANAGED_VALUE)
    return false
  return (
    textAt(metadata, 'annotations', ANNOTATION_DATA_HASH) === hashOfData(objectAt(secret, 'data'), behaviours)
  )
}

/** A real clock has always moved on a little between the timer and the comparison with `refreshTime`. */
const CLOCK_STEP_MS = 1

/**
 * Milliseconds until the next look after a sync or a skipped one; undefined: none is planned.
 * externalsecret_controller.go (getRequeueResult); until v0.10.7 the interval itself, or what is left of it plus 5 s.
 */
export function requeueAfterMs(
  es: ExternalSecret,
  status: JsonObject,
  behaviours: Behaviours,
  nowMs: number,
  skipped: boolean,
): number | undefined {
  const intervalMs = es.refreshIntervalMs
  if (!behaviours.zeroIntervalFreezes && !skipped)
    return intervalMs > 0 ? intervalMs + CLOCK_STEP_MS : undefined
  const refreshed = textAt(status, 'refreshTime')
  const elapsedMs = refreshed === '' || !skipped ? 0 : nowMs - fromTimestamp(refreshed)
  if (!behaviours.zeroIntervalFreezes) {
    const left = behaviours.skippedRefreshSlackMs > 0 ? intervalMs - elapsedMs : intervalMs
    const waitMs = left + behaviours.skippedRefreshSlackMs
    return waitMs > 0 ? waitMs + CLOCK_STEP_MS : undefined
  }
  if (intervalMs <= 0) return undefined
  // Overdue and yet skipped (CreatedOnce, OnChange, a closed window): upstream's `Requeue: true` climbs to the longest
  // back-off and stays there.
  return elapsedMs < intervalMs ? intervalMs - elapsedMs + CLOCK_STEP_MS : behaviours.backoff.maxMs
}
