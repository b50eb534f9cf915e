import { NotModelled } from '../../kernel/errors.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { discover, metadataOf, type ResourceInfo } from '../../kubernetes/index.js'
import { type Application, cascades, syncOptionsOf } from '../application.js'
import { isSelf } from '../compare/compare-app-state.js'
import { waveOf } from '../hooks.js'
import { addressIn, find, infoOf, ownAddress, remove, write } from '../kube.js'
import {
  APPLICATION,
  BACKGROUND_FINALIZER,
  CASCADE_FINALIZERS,
  HELM_RESOURCE_POLICY,
  SYNC_OPTIONS,
} from '../names.js'
import { hasAnnotationOption, isCrd, isDeleting, keyOf } from '../objects.js'
import { listTracked } from '../port.js'
import type { Look } from './application.js'

/**
 * The deletion of an Application that has a resources-finalizer: of what is tracked, the highest wave at a time, the next
 * one when nothing is being deleted any more; then the finalizer goes. Without it nothing is done.
 * argo-cd v3.5.1 controller/appcontroller.go (finalizeApplicationDeletion, shouldBeDeleted), sort_delete.go.
 */
export function* finalizeDeletion({ app }: Look): Proc<void> {
  const held = app.finalizers.filter((finalizer) => /^(pre|post)-delete-finalizer\.argocd/.test(finalizer))
  if (held.length > 0)
    throw new NotModelled(`the finalizer ${held.join(', ')}`, 'Leave PreDelete and PostDelete hooks out.')
  if (!cascades(app)) return
  const infos = yield* discover()
  const live = yield* liveObjects(app, infos)
  if (live.some(isDeleting)) return
  const doomed = live.filter((object) => isDoomed(app, object))
  const propagation = app.finalizers.includes(BACKGROUND_FINALIZER) ? 'Background' : 'Foreground'
  const highest = doomed.reduce((wave, object) => Math.max(wave, waveOf(object)), Number.NEGATIVE_INFINITY)
  for (const object of doomed.filter((one) => waveOf(one) === highest)) {
    const info = infoOf(infos, object)
    if (info !== undefined) yield* remove(addressIn(info, keyOf(object)), propagation)
  }
  const left = (yield* liveObjects(app, infos)).filter((object) => isDoomed(app, object))
  if (left.length === 0) yield* dropFinalizers(app)
}

function* liveObjects(app: Application, infos: readonly ResourceInfo[]): Proc<readonly JsonObject[]> {
  const objects: JsonObject[] = []
  for (const tracked of yield* listTracked(app.instance)) {
    const info = infoOf(infos, { apiVersion: tracked.apiVersion, kind: tracked.kind })
    const object = info === undefined ? undefined : yield* find(addressIn(info, tracked))
    if (object !== undefined) objects.push(object)
  }
  return objects
}

function isDoomed(app: Application, object: JsonObject): boolean {
  const policy = (app.spec['syncPolicy'] ?? {}) as JsonObject
  const stays =
    hasAnnotationOption(object, SYNC_OPTIONS, 'Delete=false') ||
    syncOptionsOf(policy).includes('Delete=false')
  return (
    !isCrd(object) &&
    !isSelf(app, object) &&
    !stays &&
    !hasAnnotationOption(object, HELM_RESOURCE_POLICY, 'keep')
  )
}

function* dropFinalizers({ namespace, name, object }: Application): Proc<void> {
  const all = (metadataOf(object)['finalizers'] ?? []) as readonly string[]
  const finalizers = all.filter((finalizer) => !CASCADE_FINALIZERS.includes(finalizer))
  yield* write({
    verb: 'patch',
    ...ownAddress(APPLICATION, namespace, name),
    patchType: 'merge',
    body: { metadata: { finalizers } },
  })
}
