import { ServedWorld } from '../../../twins/embedded/served-world.js'
import { transientWorld } from '../../../twins/kernel/boot.js'
import type { JsonObject } from '../../../twins/kernel/json.js'
import { portOf } from '../../../twins/kernel/port.js'
import { Transaction } from '../../../twins/kernel/transaction.js'
import { finishStep } from '../../../twins/kernel/transition.js'
import {
  API_PORT,
  type ApiRequest,
  type ApiResponse,
  DISCOVERY_REQUEST,
} from '../../../twins/kubernetes/index.js'
import { type Figure, inTurn, ratesOf, type Task } from '../figures.js'
import { type BenchWorld, clusterWith, configMap, NAMESPACE, valueWrittenBy } from './worlds.js'

export interface ApiSizes {
  /** ConfigMaps written in a round. */
  readonly objects: number
  /** Lists, and discoveries, in a round. */
  readonly lists: number
  /** Running pods in the lists. */
  readonly pods: number
  readonly rounds: number
}

const ACTOR = 'bench'
const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps', namespace: NAMESPACE } as const
const PODS = { group: '', version: 'v1', resource: 'pods', namespace: NAMESPACE } as const

type Send = (request: ApiRequest) => ApiResponse

/**
 * Requests to the API server's port, each one transition: on persistent worlds, as everything that is searched or served
 * runs, and in place, as a run that nobody looks into does.
 */
export async function measureInProcess(sizes: ApiSizes): Promise<readonly Figure[]> {
  const bench = clusterWith(sizes.pods)
  return [
    ...(await ratesOf('in process', tasksOf(persistent(bench), sizes), sizes.rounds, inTurn)),
    ...(await ratesOf('in place', tasksOf(inPlace(bench), sizes), sizes.rounds, inTurn)),
  ]
}

function persistent({ system, world }: BenchWorld): Send {
  const served = new ServedWorld(system, world)
  return (request) => served.call(API_PORT, request as unknown as JsonObject, ACTOR) as unknown as ApiResponse
}

function inPlace({ system, world }: BenchWorld): Send {
  let current = transientWorld(world)
  const port = portOf(system, API_PORT)
  return (request) => {
    const { now, seq } = current
    const tx = new Transaction(system, current, { actor: ACTOR, now, cause: seq, inPlace: true })
    const answer = port.handle(tx, request as unknown as JsonObject, { actor: ACTOR })
    current = finishStep(tx).world
    return answer as unknown as ApiResponse
  }
}

function tasksOf(send: Send, { objects, lists, pods }: ApiSizes): readonly Task[] {
  const must = (request: ApiRequest): void => {
    const { code, body } = send(request)
    if (code >= 400) throw new Error(`${request.verb}: ${String(body['message'])}`)
  }
  const at = (index: number) => ({ ...CONFIG_MAPS, name: `map-${index}` })
  const written = (index: number, by: string) => configMap(`map-${index}`, by)
  const writes = (name: string, request: (index: number, by: string) => ApiRequest): Task => ({
    name,
    things: 'writes',
    count: objects,
    work: (round, index) => must(request(index, `${name} ${round}`)),
  })
  const reads = (name: string, count: number, request: (index: number) => ApiRequest): Task => ({
    name,
    things: 'reads',
    count,
    work: (_round, index) => must(request(index)),
  })
  return [
    writes('create', (index, by) => ({ verb: 'create', ...CONFIG_MAPS, body: written(index, by) })),
    writes('update', (index, by) => ({ verb: 'update', ...at(index), body: written(index, by) })),
    writes('strategic merge patch', (index, by) => ({
      verb: 'patch',
      ...at(index),
      patchType: 'strategic',
      body: { data: { value: valueWrittenBy(by) } },
    })),
    writes('server-side apply', (index, by) => ({
      verb: 'patch',
      ...at(index),
      patchType: 'apply',
      fieldManager: ACTOR,
      force: true,
      body: written(index, by),
    })),
    reads('get', objects, (index) => ({ verb: 'get', ...at(index) })),
    writes('delete', (index) => ({ verb: 'delete', ...at(index) })),
    reads(`list of ${pods} pods`, lists, () => ({ verb: 'list', ...PODS })),
    reads('discovery', lists, () => DISCOVERY_REQUEST),
  ]
}
