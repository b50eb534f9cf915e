import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { kubernetesParts } from '../../../harness/serve/kubernetes-parts.js'
import { WorldServer } from '../../../harness/serve/server.js'
import { wallClock } from '../../../harness/serve/wall-clock.js'
import { ServedWorld } from '../../../twins/embedded/served-world.js'
import { peakMegabytes } from '../figures.js'
import { clusterWith } from './worlds.js'

const TOKEN = 'bench'

/** A served cluster, and how to speak to it. */
export interface BenchServer {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Stops it; says how much memory its process has held at most, in MB. */
  readonly stop: () => Promise<number>
}

/** Serves a cluster in which so many pods run. */
export type StartServer = (pods: number) => Promise<BenchServer>

const HEADERS = { authorization: `Bearer ${TOKEN}` }

/** In this process, with the server of `rehearse serve`. Its clock stands still: only requests change the world. */
export const serveHere: StartServer = async (pods) => {
  const { system, world } = clusterWith(pods)
  const server = await WorldServer.start({
    served: new ServedWorld(system, world),
    ...kubernetesParts(system.profile),
    wall: wallClock,
    speed: 'paused',
    controlToken: 'control',
  })
  server.clients.add(TOKEN, { actor: 'bench', cause: 0 })
  const stop = async (): Promise<number> => {
    await server.close()
    return peakMegabytes()
  }
  return { url: server.url, headers: HEADERS, stop }
}

/** The role of a process that serves: its address on the first line, its memory on the second, once its stdin ends. */
export async function serveUntilTold(pods: number): Promise<void> {
  const server = await serveHere(pods)
  process.stdout.write(`${server.url}\n`)
  process.stdin.resume()
  await once(process.stdin, 'end')
  process.stdout.write(`${await server.stop()}\n`)
}

/** In a process of its own: `program` with these arguments and the number of pods must end in {@link serveUntilTold}. */
export function serveBeside(program: readonly string[]): StartServer {
  return async (pods) => {
    const child = spawn(process.execPath, [...program, String(pods)], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const line = async (): Promise<string> => {
      const { value, done } = await lines.next()
      if (done) throw new Error('the server has ended')
      return value
    }
    const url = await line()
    return { url, headers: HEADERS, stop: () => stopChild(child, line) }
  }
}

async function stopChild(child: ChildProcess, line: () => Promise<string>): Promise<number> {
  const ended = once(child, 'exit')
  child.stdin?.end()
  const megabytes = Number(await line())
  await ended
  return megabytes
}
