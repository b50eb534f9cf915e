import { mintId } from '../../kernel/ids.js'
import { jsonEqual } from '../../kernel/json.js'
import { fromTimestamp, textAt, valueAt } from '../../kubernetes/index.js'
import { type Application, comparedTo } from '../application.js'
import { REFRESH } from '../names.js'
import { annotationOf } from '../objects.js'
import type { Settings } from '../settings.js'

/** argo-cd v3.5.1 controller/appcontroller.go (CompareWith), without the level of the resource tree alone. */
export const COMPARE_WITH_RECENT = 1
export const COMPARE_WITH_LATEST = 2
export const COMPARE_WITH_LATEST_FORCE_RESOLVE = 3

/**
 * How deep a look at an Application goes: what was asked for by annotation, by a changed spec, by the clock or by the
 * controller itself; anything else that woke it compares with the revision of the last time. (needRefreshAppStatus.)
 */
export function refreshLevel(app: Application, requested: number, dueMs: number): number {
  if (annotationOf(app.object, REFRESH) !== '') return COMPARE_WITH_LATEST_FORCE_RESOLVE
  const before = valueAt(app.status, 'sync', 'comparedTo')
  const now = comparedTo(app)
  for (const member of ['source', 'sources']) {
    if (!jsonEqual(valueAt(before, member), now[member])) return COMPARE_WITH_LATEST_FORCE_RESOLVE
  }
  if (dueMs <= 0) return Math.max(requested, COMPARE_WITH_LATEST)
  for (const member of ['destination', 'ignoreDifferences']) {
    if (!jsonEqual(valueAt(before, member), now[member])) return Math.max(requested, COMPARE_WITH_LATEST)
  }
  return Math.max(requested, COMPARE_WITH_RECENT)
}

/**
 * Milliseconds until the comparison expires; at or below zero: it has. Upstream draws the jitter anew for every period;
 * here it is a hash of the Application's name, so that two worlds are refreshed alike. (comparisonExpiry,
 * statusRefreshJitter.)
 */
export function msUntilExpired(app: Application, { resyncMs, jitterMs }: Settings, nowMs: number): number {
  if (resyncMs === 0) return Number.POSITIVE_INFINITY
  const reconciledAt = fromTimestamp(textAt(app.status, 'reconciledAt'))
  if (Number.isNaN(reconciledAt)) return 0
  return reconciledAt + resyncMs + jitterOf(app.key, jitterMs) - nowMs
}

function jitterOf(key: string, jitterMs: number): number {
  const id = mintId({ seed: 0, actor: 'argocd', purpose: 'resync-jitter', subject: key, incarnation: 0 })
  return Math.floor((Number.parseInt(id.slice(0, 8), 16) / 2 ** 32) * jitterMs)
}
