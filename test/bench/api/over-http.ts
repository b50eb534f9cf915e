import { type Figure, ratesOf, type Task } from '../figures.js'
import type { StartServer } from './bench-server.js'
import { BenchClient, type BenchRequest } from './http-client.js'
import type { ApiSizes } from './in-process.js'
import { configMap, NAMESPACE, valueWrittenBy } from './worlds.js'

export interface HttpSizes extends ApiSizes {
  /** Of the client, each with one request at a time. */
  readonly connections: number
}

const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`
const JSON_TYPE = 'application/json'
/** As kubectl asks for them. */
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

/** Requests to a served world on the loopback interface. `where`: the start of the figures' names. */
export async function measureOverHttp(
  where: string,
  start: StartServer,
  sizes: HttpSizes,
): Promise<readonly Figure[]> {
  const server = await start(sizes.pods)
  const client = new BenchClient(server.url, sizes.connections, server.headers)
  try {
    return await ratesOf(where, tasksOf(client, sizes), sizes.rounds, client)
  } finally {
    client.close()
    await server.stop()
  }
}

function tasksOf(client: BenchClient, { objects, lists, pods }: ApiSizes): readonly Task[] {
  const writes = (name: string, request: (index: number, by: string) => BenchRequest): Task => ({
    name,
    things: 'writes',
    count: objects,
    work: (round, index) => client.send(request(index, `${name} ${round}`)),
  })
  const reads = (name: string, count: number, request: (index: number) => BenchRequest): Task => ({
    name,
    things: 'reads',
    count,
    work: (_round, index) => client.send(request(index)),
  })
  return [
    writes('create', (index, by) => withBody('POST', CONFIG_MAPS, JSON_TYPE, mapOf(index, by))),
    writes('update', (index, by) => withBody('PUT', pathOf(index), JSON_TYPE, mapOf(index, by))),
    writes('strategic merge patch', (index, by) =>
      withBody('PATCH', pathOf(index), 'application/strategic-merge-patch+json', {
        data: { value: valueWrittenBy(by) },
      }),
    ),
    writes('server-side apply', (index, by) => {
      const path = `${pathOf(index)}?fieldManager=bench&force=true`
      return withBody('PATCH', path, 'application/apply-patch+yaml', mapOf(index, by))
    }),
    reads('get', objects, (index) => ({ method: 'GET', path: pathOf(index) })),
    writes('delete', (index) => ({ method: 'DELETE', path: pathOf(index) })),
    reads(`list of ${pods} pods`, lists, () => reading(PODS, JSON_TYPE)),
    reads(`table of ${pods} pods`, lists, () => reading(PODS, TABLE)),
    reads('discovery', lists, () => reading('/apis', AGGREGATED)),
  ]
}

function mapOf(index: number, writtenBy: string): object {
  return configMap(`map-${index}`, writtenBy)
}

function pathOf(index: number): string {
  return `${CONFIG_MAPS}/map-${index}`
}

function withBody(method: string, path: string, type: string, body: object): BenchRequest {
  return { method, path, headers: { 'content-type': type }, body: JSON.stringify(body) }
}

function reading(path: string, accept: string): BenchRequest {
  return { method: 'GET', path, headers: { accept } }
}
