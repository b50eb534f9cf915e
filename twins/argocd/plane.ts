import type { Difference, Plane, PlaneReport } from '../contract/component.js'
import type { JsonObject } from '../kernel/json.js'
import type { View } from '../kernel/world.js'
import { arrayAt, listObjects, metadataOf, OBJECTS, subjectOf, textAt } from '../kubernetes/index.js'
import { readApplication } from './application.js'
import {
  APPLICATION,
  APPLICATION_SET,
  ARGOCD_NAMESPACE,
  GROUP,
  HOOK_FINALIZER,
  LABEL_INSTANCE,
  TRACKING_ID,
} from './names.js'
import { annotationOf } from './objects.js'
import { isWatched } from './port.js'
import { parseTrackingId } from './tracking.js'

/**
 * What Argo CD still wants: every Application Synced and Healthy, none with an operation that is not through or that did
 * not succeed, no condition, nothing to prune; every ApplicationSet without an error; no hook left behind with its finalizer.
 */
export const argocdPlane: Plane = { name: 'argocd', inspect, owned }

function inspect(view: View): PlaneReport {
  const applications = listObjects(view, GROUP, APPLICATION.resource, ARGOCD_NAMESPACE)
  const sets = listObjects(view, GROUP, APPLICATION_SET.resource, ARGOCD_NAMESPACE)
  const hooks = heldHooks(view)
  return {
    compared: applications.length + sets.length + hooks.length,
    differences: [...applications.flatMap(ofApplication), ...sets.flatMap(ofApplicationSet), ...hooks],
  }
}

function ofApplication(object: JsonObject): readonly Difference[] {
  const app = readApplication(object)
  const { status, operationState } = app
  const problems: string[] = []
  if (app.terminating) problems.push(`is being deleted and held by ${app.finalizers.join(', ') || 'nothing'}`)
  const sync = textAt(status, 'sync', 'status') || 'not compared yet'
  if (sync !== 'Synced') problems.push(`is ${sync}${outOfSync(status)}`)
  const health = textAt(status, 'health', 'status') || 'without a health'
  if (health !== 'Healthy') problems.push(`is ${health}`)
  if (app.operation !== undefined) problems.push('has an operation in progress')
  const phase = textAt(operationState, 'phase')
  if (operationState !== undefined && phase !== 'Succeeded') {
    problems.push(`its last operation is ${phase}: ${textAt(operationState, 'message')}`)
  }
  for (const condition of arrayAt(status, 'conditions')) {
    problems.push(`${textAt(condition, 'type')}: ${textAt(condition, 'message')}`)
  }
  const prunable = arrayAt(status, 'resources').filter(
    (resource) =>
      (resource as JsonObject)['requiresPruning'] === true && (resource as JsonObject)['hook'] !== true,
  )
  for (const resource of prunable)
    problems.push(`${textAt(resource, 'kind')}/${textAt(resource, 'name')} requires pruning`)
  const owner = `Argo CD application ${app.name}`
  return problems.map((message) => ({ subject: `Application ${app.key}`, owner, message }))
}

function outOfSync(status: JsonObject): string {
  const names = arrayAt(status, 'resources')
    .filter((resource) => textAt(resource, 'status') === 'OutOfSync')
    .map((resource) => `${textAt(resource, 'kind')}/${textAt(resource, 'name')}`)
  return names.length === 0 ? '' : `: ${names.join(', ')}`
}

function ofApplicationSet(object: JsonObject): readonly Difference[] {
  const failing = arrayAt(object, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'ErrorOccurred' && textAt(condition, 'status') === 'True',
  )
  if (failing === undefined) return []
  const owner = `Argo CD application set ${textAt(metadataOf(object), 'name')}`
  return [{ subject: subjectOf(object), owner, message: textAt(failing, 'message') }]
}

/** Objects that are being deleted and that only an operation would let go. */
function heldHooks(view: View): readonly Difference[] {
  return view
    .list<JsonObject>(OBJECTS)
    .filter(({ value }) => textAt(metadataOf(value), 'deletionTimestamp') !== '')
    .filter(({ value }) => arrayAt(metadataOf(value), 'finalizers').includes(HOOK_FINALIZER))
    .map(({ value }) => ({
      subject: subjectOf(value),
      owner: 'Argo CD',
      message: `is being deleted and held by ${HOOK_FINALIZER}`,
    }))
}

/** By either mark, since a view does not say which one counts; a label must name an Application that exists. */
function owned(view: View): ReadonlyMap<string, string> {
  const names = new Set(
    listObjects(view, GROUP, APPLICATION.resource, ARGOCD_NAMESPACE).map((app) =>
      textAt(metadataOf(app), 'name'),
    ),
  )
  const entries = view.list<JsonObject>(OBJECTS).flatMap(({ key, value }) => {
    if (!isWatched(key) || arrayAt(metadataOf(value), 'ownerReferences').length > 0) return []
    const label = textAt(metadataOf(value), 'labels', LABEL_INSTANCE)
    const instance =
      parseTrackingId(annotationOf(value, TRACKING_ID))?.instance ?? (names.has(label) ? label : '')
    return instance === '' ? [] : [[subjectOf(value), `Argo CD application ${instance}`] as const]
  })
  return new Map(entries)
}
