import { describe, expect, it } from 'vitest'
import {
  bootWorld,
  enabledTransitions,
  launch,
  logEntries,
  run,
  transact,
  type World,
} from '../../../../twins/kernel/index.js'
import { toySystem } from '../../../support/toy.js'

function start(system = toySystem()): World {
  const world = launch(system, bootWorld(system, 1), 'late', 'sleeper', {})
  return transact(system, world, 'test', (tx) => {
    system.ports.get('store')!.handle(tx, { verb: 'put', key: 'src/x', value: 'v' }, { actor: 'test' })
  })
}

describe('what may go next', () => {
  it('is no timer as long as something is on its way that comes before it', () => {
    const system = toySystem()
    const world = start(system)
    expect(enabledTransitions(world, false).map((row) => row.key)).toEqual(['reconcile copier x'])
    const after = run(system, world, { until: ({ now }) => now > 0 }).world
    expect(enabledTransitions(after, false).map((row) => row.key)).toEqual(['timeout late'])
  })
})

describe('the actor of a reconcile', () => {
  it.each(['reconcile', 'write'] as const)('is its controller at grain %s', (grain) => {
    const system = toySystem({ grain })
    const end = run(system, start(system)).world
    const writes = logEntries(end.log).filter(
      ({ event }) => event.kind === 'write' && event.key.startsWith('dst/'),
    )
    expect(writes.map(({ actor }) => actor)).toEqual(['copier', 'copier'])
  })
})
