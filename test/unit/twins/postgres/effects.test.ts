import { describe, expect, it } from 'vitest'
import { connect, execute } from '../../../../twins/contract/sql/client.js'
import { SQL_PORT } from '../../../../twins/contract/sql/requests.js'
import { launch } from '../../../../twins/kernel/boot.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { driveNow, EffectPending } from '../../../../twins/kernel/pending.js'
import { call } from '../../../../twins/kernel/requests.js'
import { run, running } from '../../../../twins/kernel/scheduler.js'
import { SERVERS, SESSIONS, type ServerRow } from '../../../../twins/postgres/index.js'
import { keyOf, sortSpecs } from '../../../../twins/postgres/memo.js'
import { initialState } from '../../../../twins/postgres/state.js'
import type { DatabaseEngine, EngineRequest, SessionSpec } from '../../../../twins/postgres/types.js'
import { countingEngine, programs, SqlWorld } from '../../../support/postgres.js'

/** Every statement adds its text to the digest of its database. */
const scripted: DatabaseEngine = {
  login: async ({ action }) => ({
    error:
      action.kind === 'login' && action.password !== 'right'
        ? { severity: 'FATAL', sqlstate: '28P01', message: 'wrong' }
        : null,
  }),
  execute: async ({ state, session, action }: EngineRequest) => {
    const statement = action.kind === 'statement' ? action.statement : ''
    const before = state.databases[session.database] ?? ''
    const changed =
      statement === 'read'
        ? null
        : { shared: state.shared, databases: { [session.database]: `${before}+${statement}` } }
    return { results: [], error: null, notices: [], status: 'I', closed: null, terminated: [], changed }
  },
}

const writer = programs({
  writer: function* (args) {
    const answer = yield* connect({ host: 'db', database: 'postgres', user: 'a', password: 'right' })
    const session = String((answer as JsonObject)['session'])
    for (const statement of args['statements'] as string[]) yield* execute(session, statement)
    return 0
  },
  reconnecting: function* () {
    yield* call(SQL_PORT, { op: 'connect', host: 'db', database: 'postgres', user: 'a', password: 'wrong' })
    return 0
  },
})

function worldWith(engine: DatabaseEngine): SqlWorld {
  return SqlWorld.create(engine, [{ name: 'main', hosts: { db: '' } }], { components: [writer] })
}

const digestOf = ({ world }: SqlWorld) => world.get<ServerRow>(SERVERS, 'main')!.state.databases['postgres']

describe('an effect that is pending', () => {
  const engine = countingEngine(scripted)
  const { system, world } = worldWith(engine.engine)
  const started = launch(system, world, 'w', 'writer', { statements: ['one', 'two'] })

  it('stops a run before the transition, with the world as it was, and goes on with its result', async () => {
    const first = run(system, started)
    expect(first).toMatchObject({ reason: 'pending', effect: { describe: 'log in as a to postgres' } })
    if (first.reason !== 'pending') return
    expect(first.world).toBe(started)
    expect(run(system, started)).toMatchObject({ reason: 'pending', chosen: first.chosen })
    await first.effect.execute()
    const second = run(system, first.world, { chosen: first.chosen })
    expect(second).toMatchObject({ reason: 'pending', effect: { describe: 'one' } })
  })

  it('is refused where nobody can wait', () => {
    const fresh = worldWith(scripted)
    const pending = launch(fresh.system, fresh.world, 'w', 'writer', { statements: [] })
    expect(() => driveNow(running(fresh.system, pending))).toThrow(EffectPending)
  })

  it('asks a chooser once for each transition', async () => {
    const fresh = worldWith(scripted)
    let asked = 0
    const chooser = {
      choose: () => {
        asked += 1
        return 0
      },
    }
    let world = launch(fresh.system, fresh.world, 'w', 'writer', { statements: ['one', 'two'] })
    let result = run(fresh.system, world, { chooser })
    const schedule = [...result.schedule]
    while (result.reason === 'pending') {
      await result.effect.execute()
      world = result.world
      result = run(fresh.system, world, { chooser, chosen: result.chosen })
      schedule.push(...result.schedule)
    }
    expect(schedule.length).toBe(asked)
  })
})

describe('the memo', () => {
  it('asks an engine once for each state and command, in all forks', async () => {
    const { engine, asked } = countingEngine(scripted)
    const world = worldWith(engine)
    const first = await world.process('w', 'writer', { statements: ['one', 'two'] })
    const count = asked.length
    const again = await world.process('w', 'writer', { statements: ['one', 'two'] })
    const longer = await world.process('w', 'writer', { statements: ['one', 'two', 'three'] })
    expect(digestOf(first.next)).toBe('empty+one+two')
    expect(digestOf(again.next)).toBe('empty+one+two')
    expect(digestOf(longer.next)).toBe('empty+one+two+three')
    expect(asked.length).toBe(count + 1)
    expect(new Set(asked).size).toBe(asked.length)
  })

  it('runs a tool that is killed after any statement up to just there', async () => {
    const { system, world } = worldWith(scripted)
    const started = launch(system, world, 'w', 'writer', { statements: ['one', 'two', 'three'] })
    const faults = { crashes: 1, stalls: 0, processes: ['w'], controllers: [] }
    const ends: string[] = []
    for (let at = 0; at < 4; at++) {
      let step = -1
      const chooser = {
        choose: (alternatives: readonly { readonly label: string }[]) => {
          step += 1
          const kill = alternatives.findIndex(({ label }) => label === 'kill-after w')
          return step === at && kill >= 0 ? kill : 0
        },
      }
      const driving = running(system, started, { chooser, faults })
      let next = driving.next()
      while (!next.done) {
        await next.value.execute()
        next = driving.next()
      }
      const end = next.value.world
      ends.push(digestOf(new SqlWorld(system, end)) ?? '')
      // The reaper has closed what the killed process held.
      expect(end.list(SESSIONS)).toEqual([])
    }
    expect(ends).toEqual(['empty', 'empty+one', 'empty+one+two', 'empty+one+two+three'])
  })

  const root = { version: '17', bootstrap: [] }
  const spec: SessionSpec = { database: 'postgres', user: 'a', preamble: [], transaction: [] }
  const base = { root, state: initialState(root), session: spec, others: [] }
  const statement = (text: string) => ({ kind: 'statement', statement: text }) as const

  it('tells apart what an answer may depend on', () => {
    const one = keyOf({ ...base, action: statement('one') })
    const others = [spec]
    const session = { ...spec, preamble: ['set role x'] }
    const state = { ...base.state, shared: 'x' }
    const different = [
      keyOf({ ...base, action: statement('two') }),
      keyOf({ ...base, others, action: statement('one') }),
      keyOf({ ...base, session, action: statement('one') }),
      keyOf({ ...base, state, action: statement('one') }),
      keyOf({ ...base, root: { ...root, version: '16' }, action: statement('one') }),
    ]
    expect(new Set([one, ...different]).size).toBe(6)
  })

  it('does not tell apart states of other databases, unless the statement is about databases', () => {
    const state = { ...base.state, databases: { ...base.state.databases, template1: 'x' } }
    expect(keyOf({ ...base, state, action: statement('one') })).toBe(
      keyOf({ ...base, action: statement('one') }),
    )
    const create = statement('create database x')
    expect(keyOf({ ...base, state, action: create })).not.toBe(keyOf({ ...base, action: create }))
  })

  it('orders sessions by what they are', () => {
    const other = { ...spec, user: 'b' }
    const forth = sortSpecs([spec, other]).map((index) => [spec, other][index])
    const back = sortSpecs([other, spec]).map((index) => [other, spec][index])
    expect(forth).toEqual(back)
  })
})
