import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf, succeeded } from '../../client/api.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { claimNamesOf } from '../pvc-protection.js'
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../resources.js'
import { replace, withAnnotations } from '../volumes/bind.js'
import {
  annotationOf,
  classOf,
  isFullyBound,
  NO_PROVISIONER,
  SELECTED_NODE,
  waitsForConsumer,
} from '../volumes/classes.js'
import { findVolume, reachesNode } from '../volumes/match.js'
import type { Rejection } from './fit-error.js'
import type { SchedulerTexts } from './texts.js'

/** The claims of a pod to place. */
export interface PodVolumes {
  /** Why no node can take the pod. */
  readonly error?: string
  /** Volumes of claims that are bound; undefined for one that does not exist. */
  readonly bound: readonly (JsonObject | undefined)[]
  /** Claims that are bound once the pod has a node. */
  readonly waiting: readonly { readonly claim: JsonObject; readonly provisioned: boolean }[]
  /** All volumes, when some claim waits. */
  readonly volumes: readonly JsonObject[]
}

const NOTHING: PodVolumes = { bound: [], waiting: [], volumes: [] }

/**
 * Reads the claims of a pod; a pod without claims costs nothing.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/volumebinding/volume_binding.go (PreFilter, podHasPVCs),
 * binder.go (GetPodVolumeClaims).
 */
export function* podVolumesOf(pod: JsonObject): Proc<PodVolumes> {
  const names = claimNamesOf(pod)
  if (names.length === 0) return NOTHING
  const namespace = textAt(pod, 'metadata', 'namespace')
  const bound: (JsonObject | undefined)[] = []
  const waiting: { claim: JsonObject; provisioned: boolean }[] = []
  let immediate = false
  for (const name of names) {
    const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, namespace, name })
    if (!succeeded(found)) return { ...NOTHING, error: `persistentvolumeclaim "${name}" not found` }
    const claim = found.body
    const error = claimError(claim)
    if (error !== undefined) return { ...NOTHING, error }
    if (isFullyBound(claim)) {
      const volume = yield* api({
        verb: 'get',
        ...PERSISTENT_VOLUMES,
        name: textAt(claim, 'spec', 'volumeName'),
      })
      bound.push(succeeded(volume) ? volume.body : undefined)
      continue
    }
    const storageClass = yield* classOf(claim)
    if (waitsForConsumer(storageClass) && textAt(claim, 'spec', 'volumeName') === '')
      waiting.push({ claim, provisioned: textAt(storageClass, 'provisioner') !== NO_PROVISIONER })
    else immediate = true
  }
  if (immediate) return { ...NOTHING, error: 'pod has unbound immediate PersistentVolumeClaims' }
  const volumes = waiting.length === 0 ? [] : itemsOf(yield* api({ verb: 'list', ...PERSISTENT_VOLUMES }))
  return { bound, waiting, volumes }
}

function claimError(claim: JsonObject): string | undefined {
  const name = textAt(claim, 'metadata', 'name')
  if (textAt(claim, 'status', 'phase') === 'Lost') {
    const volume = textAt(claim, 'spec', 'volumeName')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volume}"`
  }
  if (metadataOf(claim)['deletionTimestamp'] === undefined) return undefined
  return `persistentvolumeclaim "${name}" is being deleted`
}

/** Source: as above (Filter), binder.go (FindPodVolumes). */
export function rejectForVolumes(
  { bound, waiting, volumes }: PodVolumes,
  node: JsonObject,
  texts: SchedulerTexts,
): Rejection | undefined {
  const name = textAt(metadataOf(node), 'name')
  const reasons: string[] = []
  if (bound.some((volume) => volume !== undefined && !reachesNode(volume, node)))
    reasons.push(texts.volumeNodeConflict)
  const unbindable = waiting.some(({ claim, provisioned }) => {
    const selected = annotationOf(claim, SELECTED_NODE)
    if (selected !== '') return selected !== name
    return !provisioned && findVolume(claim, volumes, { node, setAsideOnly: false }) === undefined
  })
  if (unbindable) reasons.push("node(s) didn't find available persistent volumes to bind")
  if (bound.includes(undefined))
    reasons.push('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
  return reasons.length === 0 ? undefined : { reasons, helpless: true }
}

/**
 * Tells the claims that wait which node was chosen; the pod is bound when they are. A refusal's message, or undefined.
 * Departs from upstream: there is no end to the waiting (10 minutes).
 * Source: as above (PreBind), binder.go (BindPodVolumes).
 */
export function* selectNode({ waiting }: PodVolumes, nodeName: string): Proc<string | undefined> {
  for (const { claim } of waiting) {
    const selected = withAnnotations(claim, { [SELECTED_NODE]: nodeName })
    const { error } = yield* replace(PERSISTENT_VOLUME_CLAIMS, claim, selected)
    if (error !== undefined) return error
  }
  return undefined
}
