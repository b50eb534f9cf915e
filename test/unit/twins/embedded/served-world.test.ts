import { expect, it } from 'vitest'
import { sql } from '../../../../twins/contract/sql/client.js'
import { ServedWorld } from '../../../../twins/embedded/served-world.js'
import { findProcess, launch } from '../../../../twins/kernel/boot.js'
import { print, sleep } from '../../../../twins/kernel/requests.js'
import type { DatabaseEngine } from '../../../../twins/postgres/index.js'
import { programs, SqlWorld } from '../../../support/postgres.js'

const answer = {
  results: [],
  error: null,
  notices: [],
  status: 'I',
  closed: null,
  terminated: [],
  changed: null,
} as const

const asker = programs({
  asker: function* () {
    const target = { server: 'main', trusted: true, user: 'postgres', database: 'postgres' }
    yield* print(String((yield* sql(target, 'SELECT 1')).kind))
    yield* sleep(1000)
    return 0
  },
})

function served(execute: DatabaseEngine['execute']): ServedWorld {
  const engine: DatabaseEngine = { login: async () => ({ error: null }), execute }
  const { system, world } = SqlWorld.create(engine, [{ name: 'main' }], { components: [asker] })
  return new ServedWorld(system, launch(system, world, 'p', 'asker', {}))
}

/** Lets promises that are settled tell so. */
const turn = () => new Promise((done) => setImmediate(done))

it('waits for a database without letting time pass, and goes on when it has answered', async () => {
  let asked = 0
  const cell = served(async () => {
    asked++
    return answer
  })
  expect(cell.advanceTo(5000)).toBe(false)
  expect(cell.advanceTo(5000)).toBe(false)
  expect(cell.world.now).toBeLessThan(1000)
  for (let tries = 0; tries < 5 && !cell.advanceTo(5000); tries++) await turn()
  expect(cell.world.now).toBe(5000)
  expect(findProcess(cell.world, 'p')?.exit).toMatchObject({ code: 0, stdout: 'done\n' })
  expect(asked).toBe(1)
})

it('says what an effect has failed with', async () => {
  const cell = served(async () => {
    throw new RangeError('the server is gone')
  })
  const goOn = async () => {
    for (let tries = 0; tries < 10; tries++) {
      cell.advanceTo(5000)
      await turn()
    }
  }
  await expect(goOn()).rejects.toThrow('the server is gone')
})
