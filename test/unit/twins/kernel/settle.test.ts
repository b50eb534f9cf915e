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
