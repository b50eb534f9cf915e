import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Figure, ratesOf, type Task } from '../figures.js'
import { BenchClient } from './http-client.js'
import { valueWrittenBy } from './worlds.js'

export interface EtcdSizes {
  readonly keys: number
  readonly connections: number
  readonly rounds: number
}

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm'
const READY_TRIES = 100
const READY_MS = 100

/** Whether etcd can be started here, e.g. from Debian's `etcd-server`. */
export function hasEtcd(): boolean {
  return spawnSync('etcd', ['--version']).status === 0
}

/**
 * etcd with the same value and the same client, for comparison: what an API server of Kubernetes keeps its objects in. It
 * syncs every write to its disk, and is asked through its JSON gateway, which costs it more than gRPC does; neither is so
 * for a world. A second one keeps its data in memory, where the sync costs nothing.
 */
export async function measureEtcd(sizes: EtcdSizes): Promise<readonly Figure[]> {
  const places: [name: string, parent: string][] = [['etcd on disk', tmpdir()]]
  if (existsSync(MEMORY)) places.push(['etcd in memory', MEMORY])
  const figures: Figure[] = []
  for (const [name, parent] of places) figures.push(...(await measureAt(name, parent, sizes)))
  return figures
}

async function measureAt(
  name: string,
  parent: string,
  { keys, connections, rounds }: EtcdSizes,
): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(parent, 'bench-etcd-'))
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn('etcd', await argumentsOf(url, directory), { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const client = new BenchClient(url, connections, { 'content-type': 'application/json' })
  try {
    await untilReady(client)
    return await ratesOf(name, tasksOf(client, keys), rounds, client)
  } finally {
    client.close()
    child.kill('SIGTERM')
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
}

async function argumentsOf(url: string, directory: string): Promise<readonly string[]> {
  const peer = `http://127.0.0.1:${await freePort()}`
  const options = {
    'data-dir': directory,
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'log-level': 'error',
  }
  return Object.entries(options).map(([option, value]) => `--${option}=${value}`)
}

function tasksOf(client: BenchClient, keys: number): readonly Task[] {
  const keyOf = (index: number) => base64(`/registry/configmaps/default/map-${index}`)
  const ask = (path: string, body: object) =>
    client.send({ method: 'POST', path: `/v3/kv/${path}`, body: JSON.stringify(body) })
  return [
    {
      name: 'put',
      things: 'writes',
      count: keys,
      work: (round, index) =>
        ask('put', { key: keyOf(index), value: base64(valueWrittenBy(`put ${round}`)) }),
    },
    {
      name: 'get',
      things: 'reads',
      count: keys,
      work: (_round, index) => ask('range', { key: keyOf(index) }),
    },
  ]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

async function untilReady(client: BenchClient): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await client.send({ method: 'GET', path: '/health' })
    } catch (error) {
      if (tries === READY_TRIES) throw error
      await wait(READY_MS)
    }
  }
}

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
