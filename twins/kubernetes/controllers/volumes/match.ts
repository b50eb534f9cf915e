import type { JsonObject } from '../../../kernel/json.js'
import { compareKeys } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, matchesLabels } from '../../machinery/selectors.js'
import { parseQuantity } from '../quantity.js'
import { matchesNodeTerms } from '../scheduler/node-affinity.js'
import { classNameOf } from './classes.js'

/** Whether a volume is set aside for this claim. */
export function isClaimedBy(volume: JsonObject, claim: JsonObject): boolean {
  const reference = objectAt(volume, 'spec', 'claimRef')
  const metadata = metadataOf(claim)
  if (reference['name'] !== metadata['name'] || reference['namespace'] !== metadata['namespace']) return false
  const uid = textAt(reference, 'uid')
  return uid === '' || uid === metadata['uid']
}

/**
 * The volume a claim gets: one that is set aside for it, else the smallest that is free and fits.
 * `node`: the one the claim's pod will run on, once it is known. `setAsideOnly`: while it is not.
 * Source: kubernetes component-helpers v0.36.3 storage/volume/pv_helpers.go (FindMatchingVolume).
 */
export function findVolume(
  claim: JsonObject,
  volumes: readonly JsonObject[],
  options: { readonly node?: JsonObject | undefined; readonly setAsideOnly: boolean },
): JsonObject | undefined {
  const fitting = volumes.filter(
    (volume) =>
      metadataOf(volume)['deletionTimestamp'] === undefined &&
      (options.node === undefined || reachesNode(volume, options.node)),
  )
  const reserved = fitting.find((volume) => isClaimedBy(volume, claim) && isLargeEnough(volume, claim))
  if (reserved !== undefined || options.setAsideOnly) return reserved
  const free = fitting.filter(
    (volume) =>
      textAt(volume, 'spec', 'claimRef', 'name') === '' &&
      textAt(volume, 'status', 'phase') === 'Available' &&
      fits(volume, claim),
  )
  return free.sort((a, b) => capacityOf(a) - capacityOf(b) || compareKeys(nameOf(a), nameOf(b)))[0]
}

const nameOf = (volume: JsonObject): string => textAt(volume, 'metadata', 'name')
const capacityOf = (volume: JsonObject): number =>
  parseQuantity(objectAt(volume, 'spec', 'capacity')['storage'])

function isLargeEnough(volume: JsonObject, claim: JsonObject): boolean {
  return capacityOf(volume) >= parseQuantity(objectAt(claim, 'spec', 'resources', 'requests')['storage'])
}

function fits(volume: JsonObject, claim: JsonObject): boolean {
  const modes = arrayAt(volume, 'spec', 'accessModes')
  const selector = objectAt(claim, 'spec')['selector']
  const labels = objectAt(volume, 'metadata', 'labels')
  return (
    isLargeEnough(volume, claim) &&
    classNameOf(volume) === classNameOf(claim) &&
    textAt(volume, 'spec', 'volumeMode') === textAt(claim, 'spec', 'volumeMode') &&
    arrayAt(claim, 'spec', 'accessModes').every((mode) => modes.includes(mode)) &&
    (selector === undefined || matchesLabels(fromLabelSelectorObject(selector as JsonObject), labels))
  )
}

/** Whether a volume can be used on a node. Source: as above (CheckNodeAffinity). */
export function reachesNode(volume: JsonObject, node: JsonObject): boolean {
  const required = objectAt(volume, 'spec', 'nodeAffinity')['required']
  return required === undefined || matchesNodeTerms(required as JsonObject, node)
}
