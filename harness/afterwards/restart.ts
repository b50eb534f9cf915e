import type { Twin } from '../../twins/contract/twin.js'
import { listObjects, waitingReason } from '../../twins/kubernetes/index.js'

/**
 * Time for what waits for something that was not back yet: the kubelet's back-off of 10 s, doubled up to 160 s, or an init container
 * that asks again.
 */
const RETRIES_MS = 330_000

/** Let a world run until nothing happens but retries; where something is still missing, let it have some. */
export async function recovered<S>(twin: Twin<S>, start: S, missing: (state: S) => boolean): Promise<S> {
  const { state } = await twin.advance(start, () => false)
  return missing(state) ? twin.elapse(state, RETRIES_MS) : state
}

/** Kill every container once, and wait for what comes back. */
export async function restarted<S>(twin: Twin<S>, start: S): Promise<S> {
  return recovered(twin, await twin.restartContainers(start), (state) =>
    listObjects(twin.view(state), '', 'pods').some((pod) =>
      waitingReason(pod).startsWith('CrashLoopBackOff'),
    ),
  )
}
