import { expect, it } from 'vitest'
import { administer, connect, disconnect, execute, sql } from '../../../../twins/contract/sql/client.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { print } from '../../../../twins/kernel/requests.js'
import type { DatabaseEngine } from '../../../../twins/postgres/index.js'
import { programs, SqlWorld } from '../../../support/postgres.js'

const silent: DatabaseEngine = {
  login: async () => ({ error: null }),
  execute: async () => ({
    results: [],
    error: null,
    notices: [],
    status: 'I',
    closed: null,
    terminated: [],
    changed: null,
  }),
}

const target = { database: 'postgres', user: 'a', password: 'x' }

/** Prints the kind of each answer. */
const client = programs({
  client: function* () {
    const server = { ...target, server: 'main' }
    yield* print(String((yield* sql({ ...target, host: 'db' }, 'select 1')).kind))
    yield* administer({ op: 'create-server', server: 'main' })
    yield* print(String((yield* sql(server, 'select 1')).kind))
    yield* print(String((yield* sql({ ...server, password: '' }, 'select 1')).kind))
    const session = String(((yield* connect(server)) as JsonObject)['session'])
    yield* print(String((yield* execute(session, 'select 1')).kind))
    yield* administer({ op: 'copy-server', server: 'main', copy: 'restored' })
    yield* print(String((yield* sql({ ...server, server: 'restored' }, 'select 1')).kind))
    yield* administer({ op: 'set-status', server: 'main', status: 'down' })
    yield* print(String((yield* execute(session, 'select 1')).kind))
    yield* disconnect(session)
    yield* administer({ op: 'remove-server', server: 'main' })
    yield* print(String((yield* sql(server, 'select 1')).kind))
    return 0
  },
})

it('programs make servers, talk to them and lose them', async () => {
  const world = SqlWorld.create(silent, [], { components: [client] })
  const { exit } = await world.process('client', 'client', {})
  expect(exit.stdout.trim().split('\n')).toEqual([
    'unreachable',
    'done',
    'no-password',
    'done',
    'done',
    'closed',
    'unreachable',
  ])
})
