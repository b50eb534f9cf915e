import { describe, expect, it } from 'vitest'
import {
  AGENDA,
  applyFault,
  bootWorld,
  type FaultBudget,
  faultsAt,
  launch,
  logEntries,
  run,
  settle,
  transact,
  type World,
} from '../../../../twins/kernel/index.js'
import { STORE, toySystem } from '../../../support/toy.js'

const system = toySystem()

function write(world: World, key: string, value: string, on = system): World {
  return transact(on, world, 'test', (tx) => {
    on.ports.get('store')!.handle(tx, { verb: 'put', key, value }, { actor: 'test' })
  })
}

const value = (world: World, key: string) => world.get<{ value: unknown }>(STORE, key)?.value

describe('settling', () => {
  it('is settled at once when nothing is pending', () => {
    const world = bootWorld(system, 1)
    expect(settle(system, world)).toMatchObject({ outcome: 'settled', world })
  })

  it('waits for controllers and foreground timers', () => {
    const settled = settle(system, write(bootWorld(system, 1), 'src/x', 'timed'))
    expect(settled.outcome).toBe('settled')
    expect(value(settled.world, 'dst/x')).toBe('timed')
    expect(settled.world.now).toBeGreaterThanOrEqual(5000)
  })

  it('fires background timers once and stops when they change nothing', () => {
    const settled = settle(system, write(bootWorld(system, 1), 'tick/quiet', 'still'))
    expect(settled.outcome).toBe('settled')
    expect(settled.world.now).toBe(60_005)
  })

  it('tells a world that repeats itself, with its period', () => {
    const settled = settle(system, write(bootWorld(system, 1), 'tick/loud', 'flip'))
    expect(settled).toMatchObject({ outcome: 'diverges', cycle: { periodMs: 120_000 } })
  })

  it('gives up at the horizon', () => {
    const settled = settle(system, write(bootWorld(system, 1), 'tick/loud', 'flip'), { horizonMs: 100_000 })
    expect(settled).toMatchObject({ outcome: 'horizon', horizonMs: 100_000 })
  })

  it('retries a failing reconcile with doubled back-off as a background timer', () => {
    const settled = settle(system, write(bootWorld(system, 1), 'src/x', 'bad'))
    const delays = logEntries(settled.world.log).flatMap((entry) =>
      entry.event.kind === 'reconcile-error' ? [entry.event.backoffMs] : [],
    )
    expect(delays.slice(0, 3)).toEqual([1000, 2000, 4000].slice(0, delays.length))
    expect(settled.outcome).toBe('settled')
  })

  it('keeps the first nominal place of a key that is queued twice', () => {
    const world = write(bootWorld(system, 1), 'src/x', 'one')
    const twice = write(world.at(20), 'src/x', 'two')
    expect(twice.list(AGENDA, 'reconcile copier ').map((row) => (row.value as { at: number }).at)).toEqual([
      50,
    ])
  })
})

describe('controller faults', () => {
  const budget: FaultBudget = { crashes: 1, stalls: 1, processes: [], controllers: ['copier'] }

  it('lists everything again after a restart', () => {
    const world = run(system, write(bootWorld(system, 1), 'src/x', 'one')).world
    const restarted = applyFault(system, world, 'restart copier', budget).world
    expect(restarted.get(AGENDA, 'reconcile copier x')).toBeDefined()
  })

  it('lets a stalled controller act only after the next timer', () => {
    const waiting = launch(system, write(bootWorld(system, 1), 'tick/quiet', 'still'), 'p', 'stubborn', {})
    const ticking = run(system, waiting, {
      until: (world) => world.get(AGENDA, 'resync refresher tick/quiet') !== undefined,
    }).world
    const pending = write(ticking, 'src/x', 'one')
    expect(faultsAt(system, pending, budget).map((fault) => fault.label)).toContain('stall copier')
    const stalled = applyFault(system, pending, 'stall copier', budget).world
    const end = run(system, stalled).world
    const copied = logEntries(end.log).find(
      (entry) => entry.event.kind === 'write' && entry.event.key === 'dst/x',
    )
    expect(copied?.at).toBeGreaterThan(60_000)
  })
})

describe('skipping what has no effect', () => {
  const ticking = (value: string) =>
    launch(system, write(bootWorld(system, 1), 'tick/x', value), 'p', 'everything', { who: 'nobody' })

  it('fires a timer once and moves its repetitions behind the next event, saying so', () => {
    const alone = toySystem({
      controllers: new Map([...system.controllers].filter(([name]) => name === 'refresher')),
    })
    const start = launch(alone, write(bootWorld(alone, 1), 'tick/x', 'still', alone), 'p', 'sleeper', {})
    const all = run(alone, start).world
    const skipping = run(alone, start, { skipQuiet: true }).world
    const reads = (world: World) => world.transitions
    expect(reads(skipping)).toBeLessThan(reads(all))
    expect(logEntries(skipping.log).filter((entry) => entry.event.kind === 'skipped')).toHaveLength(1)
    expect(skipping.now).toBe(all.now)
    expect(value(skipping, 'src/slept')).toBe('yes')
  })

  it('never skips a timer that changes something', () => {
    const world = ticking('flip')
    const [all, skipping] = [false, true].map(
      (skipQuiet) => run(system, world, { skipQuiet, background: true, deadlineMs: 600_000 }).world,
    )
    const flips = (at: World) =>
      logEntries(at.log).filter((entry) => entry.event.kind === 'write' && entry.event.key === 'flipped')
    expect(flips(skipping!).map((entry) => entry.at)).toEqual(flips(all!).map((entry) => entry.at))
    expect(flips(all!).length).toBeGreaterThan(5)
  })

  it('goes on from any fork as the unforked run does', () => {
    const worlds: World[] = [ticking('still')]
    const end = run(system, worlds[0]!, { skipQuiet: true, onStep: (world) => worlds.push(world) }).world
    for (const fork of worlds) {
      const again = run(system, fork, { skipQuiet: true }).world
      expect(logEntries(again.log)).toEqual(logEntries(end.log))
    }
  })
})
