import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bootWorld,
  canonicalFingerprint,
  canonicalRows,
  enabledTransitions,
  exactFingerprint,
  findProcess,
  hashToHex,
  launch,
  logEntries,
  numbersChooser,
  replayChooser,
  run,
  type System,
  step,
  transientWorld,
  type World,
} from '../../../twins/kernel/index.js'
import { independent } from '../../support/footprints.js'
import { toySystem } from '../../support/toy.js'

const system = toySystem()

function start(on: System, seed: number, actors: readonly string[]): World {
  let world = bootWorld(on, seed)
  for (const who of actors) world = launch(on, world, who, 'everything', { who })
  return world
}

const exact = (world: World, on = system) => hashToHex(exactFingerprint(on, world))
const canonical = (world: World) => hashToHex(canonicalFingerprint(world))
const logText = (world: World) => JSON.stringify(logEntries(world.log))

const actors = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
const choices = fc.array(fc.nat({ max: 9 }), { maxLength: 60 })

/** All worlds of one run, in order. */
function trace(on: System, world: World, numbers: readonly number[]): World[] {
  const worlds = [world]
  run(on, world, { chooser: numbersChooser(numbers), onStep: (next) => worlds.push(next) })
  return worlds
}

describe('laws of the kernel', () => {
  it('gives the same log for the same seed and choices', () => {
    fc.assert(
      fc.property(fc.nat(), actors, choices, (seed, who, numbers) => {
        const [one, two] = [0, 1].map(() => trace(system, start(system, seed, who), numbers).at(-1)!)
        expect(logText(one!)).toBe(logText(two!))
        expect(exact(one!)).toBe(exact(two!))
      }),
      { numRuns: 40 },
    )
  })

  it('gives a canonically equal world for another seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), actors, (first, second, who) => {
        const one = run(system, start(system, first, who)).world
        const two = run(system, start(system, second, who)).world
        expect(canonicalRows(two)).toEqual(canonicalRows(one))
        expect(canonical(two)).toBe(canonical(one))
        if (first !== second) expect(exact(two)).not.toBe(exact(one))
      }),
      { numRuns: 40 },
    )
  })

  it('continues from a fork after every transition as the unforked run does', () => {
    fc.assert(
      fc.property(fc.nat(), actors, (seed, who) => {
        const worlds = trace(system, start(system, seed, who), [])
        const end = worlds.at(-1)!
        for (const fork of worlds) {
          const again = run(system, fork).world
          expect(exact(again)).toBe(exact(end))
          expect(logText(again)).toBe(logText(end))
        }
      }),
      { numRuns: 15 },
    )
  })

  it('re-executes to the same requests as it runs live', () => {
    const always = toySystem({ alwaysReexecute: true })
    fc.assert(
      fc.property(fc.nat(), actors, choices, (seed, who, numbers) => {
        const live = trace(system, start(system, seed, who), numbers).at(-1)!
        const reexecuted = trace(always, start(always, seed, who), numbers).at(-1)!
        expect(logText(reexecuted)).toBe(logText(live))
        expect(exact(reexecuted, always)).toBe(exact(live))
      }),
      { numRuns: 25 },
    )
  })

  it('commutes independent transitions to equal fingerprints', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.nat(), actors, choices, (seed, who, numbers) => {
        for (const world of trace(system, start(system, seed, who), numbers)) {
          const [x, y] = enabledTransitions(world, false)
          if (x === undefined || y === undefined) continue
          const xThenY = independentPair(world, x.key, y.key)
          if (xThenY === undefined) continue
          const yThenX = step(system, step(system, world, y.key).world, x.key).world
          compared += 1
          expect(exact(yThenX)).toBe(exact(xThenY))
        }
      }),
      { numRuns: 40 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('leaves a transient run equal to the persistent one', () => {
    fc.assert(
      fc.property(fc.nat(), actors, (seed, who) => {
        const world = start(system, seed, who)
        const persistent = run(system, world).world
        const before = exact(world)
        const transient = run(system, transientWorld(world), { inPlace: true }).world
        expect(exact(transient)).toBe(exact(persistent))
        expect(logText(transient)).toBe(logText(persistent))
        expect(exact(world)).toBe(before)
      }),
      { numRuns: 30 },
    )
  })

  it('never changes a parent through a branch', () => {
    fc.assert(
      fc.property(fc.nat(), actors, choices, choices, (seed, who, left, right) => {
        const world = trace(system, start(system, seed, who), left).at(Math.floor(left.length / 2))
        if (world === undefined) return
        const [before, log] = [canonicalRows(world), logText(world)]
        trace(system, world, right)
        expect(canonicalRows(world)).toEqual(before)
        expect(logText(world)).toBe(log)
      }),
      { numRuns: 30 },
    )
  })

  it('replays a recorded schedule to the same log', () => {
    fc.assert(
      fc.property(fc.nat(), actors, choices, (seed, who, numbers) => {
        const recorded = run(system, start(system, seed, who), { chooser: numbersChooser(numbers) })
        const replayed = run(system, start(system, seed, who), { chooser: replayChooser(recorded.schedule) })
        expect(logText(replayed.world)).toBe(logText(recorded.world))
        expect(replayed.schedule).toEqual(recorded.schedule)
      }),
      { numRuns: 30 },
    )
  })

  it('reaches the same end at grain write as at grain reconcile', () => {
    const fine = toySystem({ grain: 'write' })
    fc.assert(
      fc.property(fc.nat(), actors, choices, (seed, who, numbers) => {
        const coarse = run(system, start(system, seed, who)).world
        const interleaved = run(fine, start(fine, seed, who), { chooser: numbersChooser(numbers) }).world
        for (const pid of who) expect(findProcess(interleaved, pid)?.exit?.code).toBe(0)
        const store = (world: World) =>
          canonicalRows(world).filter((row) => row.table === 'toy.store' && !row.key.includes('made'))
        expect(store(interleaved).map((row) => row.key)).toEqual(store(coarse).map((row) => row.key))
      }),
      { numRuns: 25 },
    )
  })
})

/** The world after x then y if the two are independent by their footprints and neither enables the other. */
function independentPair(world: World, x: string, y: string): World | undefined {
  const first = step(system, world, x)
  const alone = step(system, world, y)
  return independent(first.footprint, alone.footprint) ? step(system, first.world, y).world : undefined
}
