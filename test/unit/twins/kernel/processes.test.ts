import { describe, expect, it } from 'vitest'
import {
  applyFault,
  bootWorld,
  exactFingerprint,
  type FaultBudget,
  faultsAt,
  findProcess,
  hashToHex,
  launch,
  logEntries,
  run,
  type World,
} from '../../../../twins/kernel/index.js'
import { STORE, toySystem } from '../../../support/toy.js'

const system = toySystem()
const value = (world: World, key: string) => world.get<{ value: unknown }>(STORE, key)?.value
const budget = (pid: string): FaultBudget => ({ crashes: 1, stalls: 0, processes: [pid], controllers: [] })

function started(program: string, args: Record<string, string | number> = {}): World {
  return launch(system, bootWorld(system, 7), 'p', program, args)
}

/** The world before request k of the process (k = 1 is the first). */
function beforeRequest(world: World, k: number): World {
  return run(system, world, { until: (at) => findProcess(at, 'p')?.step === k - 1 }).world
}

describe('processes', () => {
  it('runs to its exit code with what it printed', () => {
    const end = run(system, started('everything', { who: 'a' })).world
    expect(findProcess(end, 'p')?.exit).toEqual({ code: 0, signal: null, stdout: '0 0 false\n', stderr: '' })
    expect(findProcess(end, 'p/child')?.exit?.stdout).toMatch(
      /^wrote a-a\nwrote a-b\nmade made\/a-a-\w{5}\n$/,
    )
  })

  it('ends a wait with its last answers when the time is up', () => {
    // Without the copier nothing ever writes dst/a-b.
    const alone = toySystem({ controllers: new Map() })
    const end = run(alone, launch(alone, bootWorld(alone, 7), 'p', 'everything', { who: 'a' })).world
    expect(findProcess(end, 'p')?.exit).toMatchObject({ code: 1, stdout: '0 0 true\n' })
    expect(end.now).toBeGreaterThanOrEqual(30_000)
  })

  it('lets a wait go at a poll tick, not in between', () => {
    const end = run(system, started('everything', { who: 'a' })).world
    const log = logEntries(end.log)
    const since = log.find(
      (entry) => entry.event.kind === 'process-started' && entry.event.pid === 'p/child',
    )!.at
    const nested = log.find(
      (entry) => entry.event.kind === 'process-started' && entry.event.pid === 'p/nested',
    )!.at
    expect((nested - 1000 - since) % 2000).toBe(0)
  })

  it('delivers SIGTERM as a cancellation the program can answer', () => {
    const world = beforeRequest(started('stubborn'), 2)
    const end = run(system, applyFault(system, world, 'terminate p', budget('p')).world).world
    expect(findProcess(end, 'p')?.exit).toMatchObject({ code: 3, signal: null })
    expect(value(end, 'src/begun')).toBe('yes')
    expect(value(end, 'src/more')).toBeUndefined()
    expect(value(end, 'src/cleaned')).toBe('yes')
  })

  it('exits 143 when nobody answers the cancellation', () => {
    const world = beforeRequest(started('counter', { to: 5 }), 3)
    const end = run(system, applyFault(system, world, 'terminate p', budget('p')).world).world
    expect(findProcess(end, 'p')?.exit).toMatchObject({ code: 143, signal: 'SIGTERM' })
  })

  it.each([
    ['kill-before p', undefined, 137],
    ['kill-after p', 'yes', 137],
  ])('%s leaves the effect %s', (fault, more, code) => {
    const world = beforeRequest(started('stubborn'), 2)
    const end = run(system, applyFault(system, world, fault, budget('p')).world).world
    expect(value(end, 'src/more')).toBe(more)
    expect(findProcess(end, 'p')?.exit).toMatchObject({ code, signal: 'SIGKILL' })
    expect(value(end, 'src/cleaned')).toBeUndefined()
  })

  it('makes the effect but not the answer when a response is lost', () => {
    const world = beforeRequest(started('stubborn'), 2)
    const end = run(system, applyFault(system, world, 'lose-response p', budget('p')).world).world
    expect(value(end, 'src/more')).toBe('yes')
    expect(findProcess(end, 'p')?.exit).toMatchObject({ code: 1, stderr: 'error: connection lost\n' })
  })

  it('kills children with their parent', () => {
    const world = run(system, started('everything', { who: 'a' }), {
      until: (at) => findProcess(at, 'p/child') !== undefined,
    }).world
    const end = applyFault(system, world, 'kill-before p', budget('p')).world
    expect(findProcess(end, 'p/child')?.exit?.signal).toBe('SIGKILL')
  })

  it('spends the budget and offers faults only within it', () => {
    const world = beforeRequest(started('stubborn'), 2)
    const offered = faultsAt(system, world, budget('p')).map((fault) => fault.label)
    expect(offered).toEqual(['kill-before p', 'kill-after p', 'terminate p', 'lose-response p'])
    const left = applyFault(system, world, 'kill-before p', budget('p')).budget
    expect(faultsAt(system, world, left)).toEqual([])
    expect(faultsAt(system, world, budget('other'))).toEqual([])
  })

  it('continues from a checkpoint with a short journal and the same end', () => {
    const always = toySystem({ alwaysReexecute: true })
    const live = run(system, started('counter', { to: 30 })).world
    const again = run(always, launch(always, bootWorld(always, 7), 'p', 'counter', { to: 30 })).world
    expect(value(live, 'src/count')).toBe(29)
    expect(findProcess(live, 'p')?.journal).toBeNull()
    expect(hashToHex(exactFingerprint(always, again))).toBe(hashToHex(exactFingerprint(system, live)))
  })

  it('names the limit that a journal without checkpoints reaches', () => {
    const small = toySystem({ limits: { ...system.limits, journalEntries: 3 } })
    const world = launch(small, bootWorld(small, 7), 'p', 'everything', { who: 'a' })
    expect(() => run(small, world)).toThrow('limit journalEntries reached (3)')
  })

  it('detects a program that is not a function of its journal', () => {
    let calls = 0
    const impure = toySystem({
      alwaysReexecute: true,
      programs: new Map([
        [
          'impure',
          function* () {
            calls += 1
            yield { kind: 'call', call: { port: 'store', payload: { verb: 'get', key: `k${calls}` } } }
            return 0
          },
        ],
      ]),
      controllers: new Map(),
    })
    const world = launch(impure, bootWorld(impure, 7), 'p', 'impure', {})
    expect(() => run(impure, world)).toThrow('not a pure function of its journal')
  })
})
