import type { Application } from '../application.js'
import type { Behaviours } from '../behaviours.js'
import { type Health, type HealthStatus, healthOf, isWorse } from '../health/health.js'
import { isHook, isIgnored, isSkipped } from '../hooks.js'
import { IGNORE_HEALTHCHECK } from '../names.js'
import { annotationOf } from '../objects.js'
import type { Settings } from '../settings.js'
import { isSelf, type ManagedResource } from './compare-app-state.js'

export interface ApplicationHealth {
  readonly status: HealthStatus
  /** Of each resource, in order; undefined for those without. */
  readonly each: readonly (Health | undefined)[]
}

/** The health of an Application: the worst of its resources. argo-cd v3.5.1 controller/health.go (setApplicationHealth). */
export function applicationHealth(
  app: Application,
  resources: readonly ManagedResource[],
  settings: Settings,
  behaviours: Behaviours,
): ApplicationHealth {
  const each = resources.map((resource) => healthIn(app, resource, settings))
  let status: HealthStatus = 'Healthy'
  for (const [index, health] of each.entries()) {
    const { key, live } = resources[index] as ManagedResource
    if (health === undefined) continue
    if (live === undefined && behaviours.missing === 'all') continue
    const child = key.kind === 'Application' && key.group === 'argoproj.io'
    if (child && (health.status === 'Missing' || health.status === 'Unknown')) continue
    if (isWorse(status, health.status)) status = health.status
  }
  const counted = resources.filter((resource) => !isLeftOut(resource))
  const allMissing = counted.length > 0 && counted.every(({ live }) => live === undefined)
  if (allMissing && isWorse(status, 'Missing')) status = 'Missing'
  return { status, each }
}

function healthIn(app: Application, resource: ManagedResource, settings: Settings): Health | undefined {
  const { live } = resource
  if (isLeftOut(resource)) return undefined
  if (live === undefined) return { status: 'Missing', message: '' }
  if (annotationOf(live, IGNORE_HEALTHCHECK) === 'true' || isSelf(app, live)) return undefined
  return healthOf(live, settings.applicationHealth)
}

function isLeftOut({ target, live }: ManagedResource): boolean {
  if (target !== undefined && isSkipped(target)) return true
  return live !== undefined && (isHook(live) || isIgnored(live))
}
