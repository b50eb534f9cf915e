import { describe, expect, it } from 'vitest'
import { UNBOUNDED } from '../../../../harness/explorer/budget.js'
import { logDigest, replayChoices } from '../../../../harness/explorer/replay.js'
import { sample } from '../../../../harness/explorer/sample.js'
import { ChoiceDiverged } from '../../../../harness/explorer/schedule.js'
import { WorldSpace } from '../../../../harness/explorer/world-space.js'
import { explorableWorlds } from '../../../../twins/embedded/explorable.js'
import { type JsonObject, logEntries, NO_FAULTS, type World } from '../../../../twins/kernel/index.js'
import { plainToys, plainWorld, searchToys } from '../../../support/explore-toys.js'
import { STORE } from '../../../support/toy.js'

const system = plainToys()
const explorable = explorableWorlds(system)
const left = { delays: UNBOUNDED, faults: NO_FAULTS }

describe('replay', () => {
  it('of every chosen way leads to the same world and the same log, byte for byte', async () => {
    const start = plainWorld(system, 3, 1, true)
    const { best } = await searchToys(system, start)
    expect(best.size).toBeGreaterThan(1)
    for (const { choices } of best.values()) {
      const space = new WorldSpace(explorable, start)
      const [first, again] = [
        await replayChoices(space, start, left, choices),
        await replayChoices(space, start, left, choices),
      ]
      expect(first.choices).toEqual(choices)
      expect(logDigest(logEntries(again.end.log))).toBe(logDigest(logEntries(first.end.log)))
    }
  })

  it('says where a recorded choice did not come up', async () => {
    const start = plainWorld(system, 2, 1)
    const space = new WorldSpace(explorable, start)
    const choices = [{ at: 0, take: 'go process nobody', of: 2 }]
    await expect(replayChoices(space, start, left, choices)).rejects.toThrow(ChoiceDiverged)
  })
})

describe('sampling', () => {
  const start = plainWorld(system, 3, 2, true)
  const options = {
    space: new WorldSpace(explorable, start),
    start,
    left,
    steps: 0,
    departures: 6,
    runs: 300,
    seed: 7,
    // The default order ends with p2; only an order in which it is overtaken ends otherwise.
    fails: (end: World) => Promise.resolve(lastWriter(end) === 'p0'),
  }

  it('finds a failing path and shrinks it until no choice can be left out', async () => {
    const { failure } = await sample(options)
    expect(failure).not.toBeNull()
    const stillFails = async (choices: NonNullable<typeof failure>) => {
      const path = await replayChoices(options.space, start, left, choices).catch(() => null)
      return path !== null && options.fails(path.end)
    }
    expect(await stillFails(failure!)).toBe(true)
    for (const without of failure!)
      expect(await stillFails(failure!.filter((choice) => choice !== without))).toBe(false)
  })

  it('counts the paths until the first failure, not those that shrink it', async () => {
    const asked: boolean[] = []
    const stop = ({ failed }: { readonly failed: boolean }) => asked.push(failed) < 0
    const { runs } = await sample({ ...options, stop })
    expect(runs).toBe(asked.filter((failed) => !failed).length)
    expect(runs).toBeLessThanOrEqual(options.runs)
    expect(asked.some((failed) => failed)).toBe(true)
  })

  it('gives the same for the same seed', async () => {
    expect(await sample(options)).toEqual(await sample(options))
  })

  it('finds nothing where nothing fails', async () => {
    const result = await sample({ ...options, runs: 20, fails: () => Promise.resolve(false) })
    expect(result).toEqual({ runs: 20, seed: 7, failure: null })
  })
})

function lastWriter(world: World): string {
  return String(world.get<JsonObject>(STORE, 'shared')?.['value']).split(' ')[0]!
}
