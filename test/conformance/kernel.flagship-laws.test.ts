import { beforeAll, describe, expect, it } from 'vitest'
import {
  applyFault,
  type Change,
  enabledTransitions,
  exactFingerprint,
  type FaultBudget,
  faultsAt,
  findProcess,
  hashToHex,
  logEntries,
  type Monitor,
  recordWorld,
  restoreWorld,
  run,
  type System,
  step,
  transientWorld,
  type World,
} from '../../twins/kernel/index.js'
import { type Facts, type Flagship, factsOf, loadFlagship, toEnd, UPGRADE } from '../support/flagship.js'
import { independent } from '../support/footprints.js'

const OBJECTS = 'kubernetes.objects'
const FORKS = 27
const PAIRS = 100

/** What happened: the upgrade waits in vain, rolls back, and the Secret has been away meanwhile. */
const ROLLED_BACK: Facts = {
  exitCode: 1,
  releases: ['1 superseded', '2 failed', '3 deployed'],
  collected: 1,
  externalSecret: true,
  secret: 'owned',
}

const PRESENT = { collected: 0, externalSecret: true, secret: 'owned' } as const
const GONE = { collected: 1, externalSecret: false, secret: 'absent' } as const
const RESTORED = { collected: 1, externalSecret: true, secret: 'owned' } as const

/** One run along the default schedule. */
interface Run {
  readonly system: System
  /** Before the first transition and after each. */
  readonly worlds: readonly World[]
  readonly end: World
}

let flagship: Flagship
let live: Run

beforeAll(async () => {
  flagship = await loadFlagship()
  live = runUpgrade(flagship.system())
})

function runUpgrade(system: System): Run {
  const start = flagship.upgrading(system)
  const worlds = [start]
  const end = toEnd(system, start, (world) => worlds.push(world))
  return { system, worlds, end }
}

const exact = (world: World, system = live.system) => hashToHex(exactFingerprint(system, world))

/** The log since the upgrade began. */
const story = (world: World) => JSON.stringify(logEntries(world.log, flagship.healthy.seq))

/** `count` of these, evenly spread, the first among them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!)
}

describe('helm upgrade --atomic with the split values, on the whole world of the scenario', () => {
  it('is the incident', () => {
    expect(factsOf(live.end)).toEqual(ROLLED_BACK)
    expect(live.worlds.length).toBeGreaterThan(300)
  })

  it('continues from a fork after any transition as the unforked run does', () => {
    const [end, log] = [exact(live.end), story(live.end)]
    for (const fork of spread(live.worlds, FORKS)) {
      const again = toEnd(live.system, fork)
      expect(exact(again)).toBe(end)
      expect(story(again) === log).toBe(true)
    }
  })

  it('makes the same requests when every process is executed again at every step', () => {
    const again = runUpgrade(flagship.system({ alwaysReexecute: true }))
    expect(again.worlds.length).toBe(live.worlds.length)
    expect(exact(again.end, again.system)).toBe(exact(live.end))
    expect(story(again.end) === story(live.end)).toBe(true)
  })

  it('leaves the same world when it runs in place, and its start untouched', () => {
    const start = live.worlds[0]!
    const before = exact(start)
    const transient = run(live.system, transientWorld(start), { inPlace: true }).world
    expect(exact(transient)).toBe(exact(live.end))
    expect(story(transient) === story(live.end)).toBe(true)
    expect(exact(start)).toBe(before)
  })

  it('goes on from its record as from itself', () => {
    const start = live.worlds[0]!
    const restored = restoreWorld(live.system, structuredClone(recordWorld(start)!))
    const again = toEnd(live.system, restored)
    expect(exact(again)).toBe(exact(live.end))
    expect(story(again) === story(live.end)).toBe(true)
  })

  it('ends in the same facts when reconciles interleave between their writes', () => {
    const fine = runUpgrade(flagship.system({ grain: 'write' }))
    expect(fine.worlds.length).toBeGreaterThan(live.worlds.length)
    expect(factsOf(fine.end)).toEqual(ROLLED_BACK)
  })

  it('lets independent transitions commute', () => {
    const pairs = live.worlds.flatMap(independentPair)
    expect(pairs.length).toBeGreaterThan(PAIRS)
    for (const { pair, xThenY, yThenX } of spread(pairs, PAIRS)) {
      expect({ pair, end: exact(yThenX()) }).toEqual({ pair, end: exact(xThenY()) })
    }
  })

  it('tells watchers of every change: replayed over a list they give the list of the end', () => {
    const changes: Change[] = []
    const spy: Monitor = {
      name: 'spy',
      tables: [OBJECTS],
      init: null,
      step: (state, change) => {
        changes.push(change)
        return state
      },
    }
    const system = flagship.system({ monitors: [spy] })
    const start = flagship.upgrading(system)
    const rows = new Map(start.list(OBJECTS).map(({ key, value }) => [key, value]))
    changes.length = 0
    const end = toEnd(system, start)
    for (const { key, before, after } of changes) {
      expect(rows.get(key)).toBe(before)
      if (after === undefined) rows.delete(key)
      else rows.set(key, after)
    }
    expect(changes.length).toBeGreaterThan(200)
    expect(rows).toEqual(new Map(end.list(OBJECTS).map(({ key, value }) => [key, value])))
  })
})

interface Pair {
  readonly pair: readonly [string, string]
  readonly xThenY: () => World
  readonly yThenX: () => World
}

/** One pair of enabled transitions that their footprints say are independent, if the world has it. */
function independentPair(world: World, index: number): readonly Pair[] {
  const enabled = enabledTransitions(world, false).map((row) => row.key)
  const [x, y] = [enabled[0], enabled[1 + (index % Math.max(1, enabled.length - 1))]]
  if (x === undefined || y === undefined) return []
  const [first, second] = [step(live.system, world, x), step(live.system, world, y)]
  if (!independent(first.footprint, second.footprint)) return []
  const xThenY = () => step(live.system, first.world, y).world
  const yThenX = () => step(live.system, second.world, x).world
  return [{ pair: [x, y], xThenY, yThenX }]
}

describe('SIGKILL of the upgrade', () => {
  const budget: FaultBudget = { crashes: 1, stalls: 0, processes: [UPGRADE], controllers: [] }

  /** The worlds in which the upgrade is about to make each of its requests. */
  function requests(): readonly World[] {
    const worlds = new Map<number, World>()
    for (const world of live.worlds) {
      const process = findProcess(world, UPGRADE)!
      if (process.exit === null && !worlds.has(process.step)) worlds.set(process.step, world)
    }
    return [...worlds.values()]
  }

  function crash(world: World, fault: string): Facts[] {
    const label = `${fault} ${UPGRADE}`
    if (!faultsAt(live.system, world, budget).some((one) => one.label === label)) return []
    return [factsOf(toEnd(live.system, applyFault(live.system, world, label, budget).world))]
  }

  /** What may be left, in the order in which the upgrade passes through it. The releases, then the Secret. */
  const BEFORE: readonly (readonly [string, Partial<Facts>])[] = [
    ['1 deployed', PRESENT],
    ['1 deployed, 2 pending-upgrade', PRESENT],
    ['1 deployed, 2 pending-upgrade', GONE],
    ['1 deployed, 2 failed', GONE],
    ['1 deployed, 2 failed, 3 pending-rollback', GONE],
    ['1 deployed, 2 failed, 3 pending-rollback', RESTORED],
    ['1 superseded, 2 failed, 3 pending-rollback', RESTORED],
  ]

  it.each([
    ['kill-before', BEFORE],
    ['kill-after', [...BEFORE, ['1 superseded, 2 failed, 3 deployed', RESTORED]]],
  ] as const)('%s any request leaves what Helm had recorded until then', (fault, expected) => {
    const left = requests().flatMap((world) => crash(world, fault))
    expect(left.length).toBeGreaterThan(80)
    const distinct = [...new Set(left.map((facts) => JSON.stringify(facts)))]
    expect(distinct.map((facts): Facts => JSON.parse(facts))).toEqual(
      expected.map(([releases, facts]) => ({ exitCode: 137, releases: releases.split(', '), ...facts })),
    )
  })
})
