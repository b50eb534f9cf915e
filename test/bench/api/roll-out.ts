import { listObjects, textAt } from '../../../twins/kubernetes/index.js'
import { cost, type Figure, peakMegabytes, processor, secondsOf } from '../figures.js'
import { clusterFor, NAMESPACE, rollOut } from './worlds.js'

export interface RollOutSizes {
  readonly pods: number
  /** Pods of the run that the large one is compared with. */
  readonly fewPods: number
}

/**
 * A Deployment's pods from nothing to Running, 100 a node, in virtual time. `growth` is what a pod costs among many over what
 * it costs among few; 1: the work grows as the pods do.
 */
export async function measureRollOut({ pods, fewPods }: RollOutSizes): Promise<readonly Figure[]> {
  const few = await secondsToRunning(fewPods)
  const many = await secondsToRunning(pods)
  return [
    cost(`${pods} pods to Running: time`, many, 's of processor'),
    cost(`${pods} pods to Running: growth`, many / pods / (few / fewPods), 'times'),
    cost(`${pods} pods to Running: peak memory`, peakMegabytes(), 'MB'),
  ]
}

async function secondsToRunning(pods: number): Promise<number> {
  const { system, world } = clusterFor(pods)
  let after = world
  const seconds = await secondsOf(processor, () => {
    after = rollOut(system, world, pods)
  })
  const running = listObjects(after, '', 'pods', NAMESPACE).filter(
    (pod) => textAt(pod, 'status', 'phase') === 'Running',
  )
  if (running.length !== pods) throw new Error(`${running.length} of ${pods} pods run`)
  return seconds
}
