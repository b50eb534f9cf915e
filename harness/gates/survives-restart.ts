import type { View } from '../../twins/kernel/world.js'
import { listObjects, namespacedName, podReady, waitingReason } from '../../twins/kubernetes/index.js'
import { restarted } from '../afterwards/restart.js'
import type { Evidence } from '../runner/outcome.js'
import type { Gate, Judgement } from './gate.js'

/**
 * Latent failures: in a copy of the end state every container is restarted once, and the world runs until nothing happens but
 * retries; containers that have crashed get some of them. A pod that was ready and is not by then waits for the next node drain to hurt.
 */
export const survivesRestart: Gate = {
  name: 'survives-restart',
  atEnd: true,
  forks: true,
  judge: async ({ twin, after }): Promise<Judgement> => {
    if (!twin.capabilities.branch)
      return { compared: 0, evidence: [], inconclusive: 'this twin cannot branch' }
    const ready = readyPods(twin.view(after))
    const end = await restarted(twin, after)
    const back = new Set(readyPods(twin.view(end)))
    const evidence: Evidence[] = ready
      .filter((name) => !back.has(name))
      .map((name) => ({
        subject: `Pod ${name}`,
        owner: null,
        message: `does not become ready again after a restart${whyNot(twin.view(end), name)}`,
        seq: null,
      }))
    return { compared: ready.length, evidence }
  },
}

function readyPods(view: View): readonly string[] {
  return listObjects(view, '', 'pods').filter(podReady).map(namespacedName)
}

function whyNot(view: View, name: string): string {
  const pod = listObjects(view, '', 'pods').find((candidate) => namespacedName(candidate) === name)
  const reason = pod === undefined ? '' : waitingReason(pod)
  return reason === '' ? '' : `: ${reason}`
}
