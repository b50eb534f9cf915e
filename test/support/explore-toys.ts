import { UNBOUNDED } from '../../harness/explorer/budget.js'
import { Search } from '../../harness/explorer/search.js'
import type { SearchOptions, SearchResult } from '../../harness/explorer/search-contract.js'
import { WorldSpace } from '../../harness/explorer/world-space.js'
import { explorableWorlds } from '../../twins/embedded/explorable.js'
import {
  bootWorld,
  hashToHex,
  type JsonObject,
  launch,
  NO_FAULTS,
  type Proc,
  type System,
  type World,
} from '../../twins/kernel/index.js'
import { put, toySystem } from './toy.js'

/** Writes `count` rows of its own, or of one that all share. */
function* plain(args: JsonObject): Proc<number> {
  for (let index = 0; index < Number(args['count']); index++) {
    yield* put(args['shared'] ? 'shared' : `${args['who']}/${index}`, `${args['who']} ${index}`)
  }
  return 0
}

/** Toys without controllers: what happens is what the processes do. */
export function plainToys(): System {
  return toySystem({ programs: new Map([['plain', plain]]), controllers: new Map(), monitors: [] })
}

/** A world in which `processes` processes are about to make `count` writes each. */
export function plainWorld(system: System, processes: number, count: number, shared = false): World {
  let world = bootWorld(system, 1)
  for (let index = 0; index < processes; index++) {
    world = launch(system, world, `p${index}`, 'plain', { who: `p${index}`, count, shared })
  }
  return world
}

export interface ToySearch extends SearchResult {
  /** Digests of the distinct ends, sorted. */
  readonly digests: readonly string[]
  /** Digest of an end and the shortest way to it. */
  readonly ways: readonly string[]
}

/** Search all interleavings of a toy world. */
export async function searchToys(
  system: System,
  start: World,
  options: Partial<Pick<SearchOptions<World>, 'merge' | 'sleep' | 'states' | 'left' | 'mine'>> = {},
): Promise<ToySearch> {
  const explorable = explorableWorlds(system)
  const digests: string[] = []
  const search = new Search<World>({
    space: new WorldSpace(explorable, start),
    start,
    left: { delays: UNBOUNDED, faults: NO_FAULTS },
    states: 100_000,
    judge: (world) => {
      const digest = hashToHex(explorable.exact(world))
      if (!digests.includes(digest)) digests.push(digest)
      return digests.indexOf(digest)
    },
    ...options,
  })
  const result = await search.run()
  const ways = [...result.best].map(([end, { path }]) => `${digests[end]} ${path}`)
  return { ...result, digests: [...digests].sort(), ways: ways.sort() }
}
