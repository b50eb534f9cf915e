import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { discover, type ResourceInfo } from '../../kubernetes/index.js'
import type { Application } from '../application.js'
import { syncOptionsOf } from '../application.js'
import type { Behaviours } from '../behaviours.js'
import { compareObjects, type Diff, lastAppliedOf } from '../diff/compare-objects.js'
import { type IgnoreRule, readIgnoreRules } from '../diff/ignore-differences.js'
import { type Normalisation, normalise, withTrackingMigrated } from '../diff/normalise.js'
import { ApiRefusal, addressIn, infoOf, write } from '../kube.js'
import { COMPARE_OPTIONS, SYNC_OPTIONS } from '../names.js'
import { hasAnnotationOption, keyOf } from '../objects.js'
import type { Settings } from '../settings.js'

/** What a comparison of one Application works with. */
export interface Comparison {
  readonly app: Application
  readonly behaviours: Behaviours
  readonly settings: Settings
  readonly infos: readonly ResourceInfo[]
  readonly rules: readonly IgnoreRule[]
  readonly how: Normalisation
  /** Equal for comparisons that normalise alike. */
  readonly key: string
}

export function* newComparison(
  app: Application,
  behaviours: Behaviours,
  settings: Settings,
): Proc<Comparison> {
  if (hasAnnotationOption(app.object, COMPARE_OPTIONS, 'ServerSideDiff=true')) {
    throw new NotModelled('ServerSideDiff=true', 'Compare on the client side: leave the annotation out.')
  }
  const rules = readIgnoreRules(app.spec)
  const how = { ignoresStatusOf: behaviours.ignoresStatusOf, rules }
  const key = JSON.stringify([how, settings.tracking, settings.instanceLabel])
  return { app, behaviours, settings, infos: yield* discover(), rules, how, key }
}

/** Differences between live objects and targets, by what else they depend on: both stay the same for many looks. */
const known = new WeakMap<JsonObject, WeakMap<JsonObject, Map<string, Diff>>>()

/** The difference between a target and its live object; with server-side apply, from a dry run of it. */
export function* diffOf(comparison: Comparison, target: JsonObject, live: JsonObject): Proc<Diff> {
  if (appliesOnServer(comparison, target)) {
    const merged = yield* dryRunApply(comparison, target)
    if (merged !== undefined) {
      const wanted = normalise(merged, comparison.how)
      return compareObjects(wanted, current(comparison, target, live), wanted)
    }
  }
  const byTarget = known.get(live) ?? new WeakMap<JsonObject, Map<string, Diff>>()
  known.set(live, byTarget)
  const byKey = byTarget.get(target) ?? new Map<string, Diff>()
  byTarget.set(target, byKey)
  const diff = byKey.get(comparison.key) ?? clientSideDiff(comparison, target, live)
  byKey.set(comparison.key, diff)
  return diff
}

function clientSideDiff(comparison: Comparison, target: JsonObject, live: JsonObject): Diff {
  const wanted = normalise(target, comparison.how)
  const applied = lastAppliedOf(live)
  const original = applied === undefined ? wanted : normalise(applied, comparison.how)
  return compareObjects(wanted, current(comparison, target, live), original)
}

function current({ how, settings }: Comparison, target: JsonObject, live: JsonObject): JsonObject {
  return normalise(withTrackingMigrated(live, target, settings), how)
}

/** `ServerSideApply=true` of the Application or of the object. */
function appliesOnServer({ app }: Comparison, target: JsonObject): boolean {
  if (hasAnnotationOption(target, SYNC_OPTIONS, 'ServerSideApply=false')) return false
  const policy = (app.spec['syncPolicy'] ?? {}) as JsonObject
  return (
    syncOptionsOf(policy).includes('ServerSideApply=true') ||
    hasAnnotationOption(target, SYNC_OPTIONS, 'ServerSideApply=true')
  )
}

function* dryRunApply({ infos }: Comparison, target: JsonObject): Proc<JsonObject | undefined> {
  const info = infoOf(infos, target)
  if (info === undefined) return undefined
  const address = addressIn(info, keyOf(target))
  try {
    return yield* write({
      verb: 'patch',
      ...address,
      patchType: 'apply',
      force: true,
      dryRun: true,
      body: target,
    })
  } catch (error) {
    if (error instanceof ApiRefusal) return undefined
    throw error
  }
}
